"""Made-up referrals for a demonstration."""

from datetime import date
from random import Random
from typing import Any

from casewright import Sample
from casewright_healthcare.case_type import care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.records import ContactFrequency

NAMES = ("Amara Osei", "Ben Whitlock", "Carla Mendes", "Dana Petrov", "Elif Kaya", "Finn Larsen")
REFERRALS = (
    ("Recovery after injury", "Bicycle accident: head injury, broken arm and thigh.", True, 16),
    ("Heart failure at home", "Third admission this year with short breath.", True, 7),
    ("Diabetes", "Blood sugar far above target for half a year.", False, 0),
    ("After a hip replacement", "Planned operation, lives on the third floor.", False, 4),
)
FINDINGS = (
    ("Short of breath on the stairs, sleeps badly", ("Breathing", "Sleep")),
    ("Weak left arm, low spirits", ("Walking", "Mood")),
    ("Takes nine medicines, two of them twice", ("Medicines",)),
)
FIRST_DAY = date(2026, 1, 5)


@care_plan.samples
def sample(random: Random) -> Sample:
    """A referral as it comes in."""
    programme, reason, emergency, days = random.choice(REFERRALS)
    fields = CarePlan(
        patient_identifier=f"P-{random.randrange(10**6):06}",
        programme=programme,
        referral_reason=reason,
        referred_by=random.choice(("General hospital", "Family doctor", "Health plan")),
        lives_alone=random.choice((True, False, None)),
        emergency_admission=emergency,
        days_in_hospital=days,
        emergency_visits=random.choice((0, 0, 1, 3, None)),
        admissions=random.choice((0, 1, 2, 4, None)),
    )
    return Sample(fields=fields, parties={"patient": random.choice(NAMES)}, moves=_moves(random))


def _moves(random: Random) -> list[tuple[str, dict[str, Any]]]:
    """How far the care has come: not yet begun, waiting for a place, being assessed, or on the way home."""
    findings, needs = random.choice(FINDINGS)
    handover = {"frequency": ContactFrequency.FORTNIGHTLY, "receiving_provider": "Dr Lee"}
    ways: list[list[tuple[str, dict[str, Any]]]] = [
        [],
        [("put_on_waitlist", {})],
        [("begin_assessment", {}), ("record_assessment", {"findings": findings, "needs": needs})],
        [("begin_at_discharge", handover)],
    ]
    consent = {"purpose": "Coordination of care", "scope": "Care team", "given_on": FIRST_DAY}
    return [("record_consent", consent), *random.choice(ways)]
