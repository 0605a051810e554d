"""Made-up claims for a demonstration."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from casewright import Sample
from casewright_insurance.case_type import claim
from casewright_insurance.fields import Claim
from casewright_insurance.lines import CostType, CoverageType, LineOfBusiness
from casewright_insurance.notice import DamageSeverity, Peril, PolicySnapshot, Vehicle
from casewright_insurance.segments import Segment

NAMES = ("Amara Osei", "Ben Whitlock", "Carla Mendes", "Dana Petrov", "Elif Kaya", "Finn Larsen", "Grace Mbeki")
PLACES = ("Riverside Avenue, Springfield", "Harbor Street, Northbend", "Mill Lane, Hillsdale", "Route 9, Riverwood")
JURISDICTIONS = (None, "US-AK", "US-CA", "US-IA", "US-TX")
VEHICLES = (("Saab", "9-3"), ("Ford", "Escape"), ("Toyota", "Corolla"), ("Audi", "A3"), ("Dodge", "Neon"))
PERILS = (Peril.COLLISION, Peril.THEFT, Peril.GLASS, Peril.HAIL, Peril.VANDALISM, Peril.ANIMAL)
CLAIMED = {
    DamageSeverity.TRIVIAL: range(200, 900),
    DamageSeverity.MINOR: range(600, 4_000),
    DamageSeverity.MAJOR: range(4_000, 14_000),
    DamageSeverity.TOTAL_LOSS: range(9_000, 28_000),
}
"""How much is claimed where the damage is how bad."""
HARMLESS = (Peril.GLASS, Peril.HAIL, Peril.VANDALISM)
"""What hurts nobody, and does not cost the whole car."""
FIRST_DAY = date(2026, 1, 5)


@claim.samples
def sample(random: Random) -> Sample:
    """A motor claim as it is reported."""
    peril = random.choice(PERILS)
    lost_on = FIRST_DAY + timedelta(days=random.randrange(60))
    make, model = random.choice(VEHICLES)
    severity = random.choice(
        [each for each in CLAIMED if each is not DamageSeverity.TOTAL_LOSS or peril not in HARMLESS]
    )
    third_party = peril is Peril.COLLISION and random.random() < 0.4
    fields = Claim(
        policy_number=f"AUT-{random.randrange(10**6):06}",
        peril=peril,
        lost_on=lost_on,
        reported_on=lost_on + timedelta(days=random.choice((0, 1, 1, 2, 5, 40))),
        line_of_business=LineOfBusiness.MOTOR,
        jurisdiction=random.choice(JURISDICTIONS),
        place=random.choice(PLACES),
        description=f"{peril.capitalize()} reported by telephone.",
        amount_claimed=Decimal(random.choice(CLAIMED[severity])),
        severity=severity,
        vehicle=Vehicle(make=make, model=model, year=random.randrange(2008, 2026)),
        injured=0 if peril in HARMLESS else random.choice((0, 0, 0, 1)),
        witnesses=random.randrange(3),
        police_report=random.choice((True, False, None)),
        third_party_at_fault=third_party,
        statute_on=lost_on + timedelta(days=730) if third_party else None,
        prior_similar_losses=random.choice((0, 0, 1, 3)),
        policy=_policy(random, lost_on),
    )
    return Sample(fields=fields, parties={"claimant": random.choice(NAMES)}, moves=_moves(random, fields))


def _moves(random: Random, fields: Claim) -> list[tuple[str, dict[str, Any]]]:
    """How far the claim has come: somewhere between its notice and a reserve that waits for an approval."""
    coverage = CoverageType.COLLISION if fields.peril is Peril.COLLISION else CoverageType.COMPREHENSIVE
    segment = fields.proposed_segment.segment
    looked_into: list[tuple[str, dict[str, Any]]] = [
        ("investigate", {}),
        ("conclude_investigation", {"findings": "It happened as reported."}),
    ]
    way: list[tuple[str, dict[str, Any]]] = [
        ("acknowledge", {}),
        ("verify_coverage", {}),
        ("accept_coverage", {}),
        ("triage", {"segment": segment}),
        *([("fast_track", {})] if segment is Segment.FAST_TRACK else looked_into),
        ("accept_proof", {}),
        ("evaluate", {"loss_value": fields.amount_claimed}),
        ("set_reserve", {"coverage": coverage, "cost_type": CostType.INDEMNITY, "amount": fields.amount_claimed}),
    ]
    return way[: random.randrange(len(way) + 1)]


def _policy(random: Random, lost_on: date) -> PolicySnapshot:
    begun = lost_on - timedelta(days=random.choice((12, 90, 200, 300)))
    return PolicySnapshot(
        in_force_from=begun,
        in_force_to=begun + timedelta(days=364),
        limit=Decimal(random.choice((15_000, 25_000, 50_000))),
        deductible=Decimal(random.choice((250, 500, 1000))),
        covered_perils=(*PERILS, Peril.LIABILITY_BI, Peril.LIABILITY_PD),
        premium=Decimal(random.randrange(600, 2000)),
    )
