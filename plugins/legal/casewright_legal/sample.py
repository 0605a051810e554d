"""Made-up matters and interests of staff for a demonstration."""

from random import Random

from casewright import Sample
from casewright_legal.case_type import matter
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.interests import Interest, InterestNature, staff_interest

CLIENTS = ("Northbend Foundry", "Carla Mendes", "Hillsdale Clinic", "Larsen Shipping")
STAFF = ("Sol Brandt", "Ada Osei", "Pia Lindqvist")
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


@staff_interest.samples
def interest(random: Random) -> Sample:
    """What somebody of the firm holds, mostly in somebody whom a client may sue."""
    nature = random.choice(tuple(InterestNature))
    fields = Interest(holder=random.choice(STAFF), organisation=random.choice(OPPONENTS), nature=nature)
    return Sample(fields=fields)
