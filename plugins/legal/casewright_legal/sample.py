"""Made-up matters for a demonstration."""

from random import Random

from casewright import Sample
from casewright_legal.case_type import matter
from casewright_legal.fields import Matter, MatterSide, PracticeArea

CLIENTS = ("Northbend Foundry", "Carla Mendes", "Hillsdale Clinic", "Larsen Shipping")
OPPONENTS = ("Riverwood Energy", "Dana Petrov", "Springfield Bank", "Mill Lane Estates")
DISPUTES = (
    (PracticeArea.COMMERCIAL, "Goods delivered late and not paid for"),
    (PracticeArea.EMPLOYMENT, "Dismissal after twelve years"),
    (PracticeArea.PERSONAL_INJURY, "Fall on an unlit staircase"),
    (PracticeArea.PROPERTY, "Water from the building next door"),
)


@matter.samples
def sample(random: Random) -> Sample:
    """A matter as a client brings it."""
    client, opponent = random.choice(CLIENTS), random.choice(OPPONENTS)
    area, summary = random.choice(DISPUTES)
    fields = Matter(
        client=client,
        practice_area=area,
        side=random.choice(tuple(MatterSide)),
        opponents=(opponent,),
        summary=summary,
    )
    return Sample(fields=fields, parties={"client": client, "opponent": opponent})
