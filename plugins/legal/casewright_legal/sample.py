"""Made-up matters and interests of staff for a demonstration."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from casewright import Sample
from casewright_legal.case_type import matter
from casewright_legal.fields import Matter, MatterMerits, MatterSide, PracticeArea
from casewright_legal.interests import Interest, InterestNature, staff_interest
from casewright_legal.records import ConflictResult, FeeArrangement

FIRST_NAMES = ("Amara", "Ben", "Carla", "Elif", "Finn", "Grace", "Hugo", "Ines")
FAMILY_NAMES = ("Abara", "Conti", "Duval", "Ferrer", "Kaya", "Lindgren", "Moreau", "Novak", "Petrov", "Whitlock")
STAFF = ("Sol Brandt", "Ada Osei", "Pia Lindqvist")
PLACES = ("Northbend", "Springfield", "Riverwood", "Millfield", "Kingsport", "Dunmore")
TRADES = ("Airways", "Bank", "Clinics", "Energy", "Foundry", "Hotels", "Laundry", "Mills", "Press", "Timber")
DISPUTES = (
    (PracticeArea.COMMERCIAL, "Goods delivered late and not paid for"),
    (PracticeArea.EMPLOYMENT, "Dismissal after twelve years"),
    (PracticeArea.PERSONAL_INJURY, "Fall on an unlit staircase"),
    (PracticeArea.PROPERTY, "Water from the building next door"),
)
FIRST_DAY = date(2026, 1, 5)


@matter.samples
def sample(random: Random) -> Sample:
    """A matter of a client against a company."""
    client = f"{random.choice(FIRST_NAMES)} {random.choice(FAMILY_NAMES)}"
    opponent = _company(random)
    area, summary = random.choice(DISPUTES)
    fields = Matter(
        client=client,
        practice_area=area,
        side=random.choice(tuple(MatterSide)),
        opponents=(opponent,),
        summary=summary,
    )
    return Sample(fields=fields, parties={"client": client, "opponent": opponent}, moves=_moves(random))


def _moves(random: Random) -> list[tuple[str, dict[str, Any]]]:
    """How far the matter has come: from the conflict check to its strategy, or to a partner who looks at it first."""
    stake = Decimal(random.choice((40_000, 250_000, 2_000_000)))
    way: list[tuple[str, dict[str, Any]]] = [
        ("record_conflict_check", {"result": ConflictResult.NO_CONFLICT, "note": "None of those found is the same."}),
        ("accept", {}),
        ("engage", {"signed_on": FIRST_DAY, "fee": random.choice(tuple(FeeArrangement))}),
        ("assess", {"exposure": stake, "merits": random.choice(tuple(MatterMerits))}),
        ("confirm_exposure", {}),
        ("adopt_strategy", {"strategy": "Hear the witnesses early, then offer to settle."}),
    ]
    return way[: random.randrange(len(way) + 1)]


def _company(random: Random) -> str:
    return f"{random.choice(PLACES)} {random.choice(TRADES)}"


@staff_interest.samples
def interest(random: Random) -> Sample:
    """What somebody of the firm holds, mostly in somebody whom a client may sue."""
    nature = random.choice(tuple(InterestNature))
    fields = Interest(holder=random.choice(STAFF), organisation=_company(random), nature=nature)
    return Sample(fields=fields)
