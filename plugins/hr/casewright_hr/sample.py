"""Made-up onboardings and complaints for a demonstration."""

from datetime import date, timedelta
from random import Random

from casewright import Sample
from casewright_hr.complaint import Complaint, ComplaintKind, complaint
from casewright_hr.onboarding import Start, onboarding

NAMES = ("Amara Osei", "Ben Whitlock", "Carla Mendes", "Dana Petrov", "Elif Kaya", "Finn Larsen")
POSITIONS = (("Nurse", False), ("Payroll clerk", True), ("Engineer", False), ("Buyer", True))
COMPLAINTS = (
    (ComplaintKind.CONDUCT, "Shouting in the morning meeting, again."),
    (ComplaintKind.PAY, "Overtime of two months is missing."),
    (ComplaintKind.SAFETY, "The emergency exit is locked during the night shift."),
)
UNITS = ("Warehouse", "Ward 4", "Accounting", "Sales")
FIRST_MONDAY = date(2026, 3, 2)


@onboarding.samples
def sample_onboarding(random: Random) -> Sample:
    """Somebody who starts on a Monday."""
    name, (position, sensitive) = random.choice(NAMES), random.choice(POSITIONS)
    starts_on = FIRST_MONDAY + timedelta(weeks=random.randrange(12))
    fields = Start(
        employee=name,
        position=position,
        location=random.choice(("New York", "Boston", "Chicago")),
        starts_on=starts_on,
        offer_accepted_on=starts_on - timedelta(days=random.choice((7, 30, 60))),
        sensitive_role=sensitive,
    )
    return Sample(fields=fields, parties={"new_hire": name})


@complaint.samples
def sample_complaint(random: Random) -> Sample:
    """A complaint as it comes in."""
    kind, summary = random.choice(COMPLAINTS)
    fields = Complaint(
        kind=kind,
        unit=random.choice(UNITS),
        summary=summary,
        anonymous=random.random() < 0.3,
        about_a_superior=random.choice((True, False, None)),
    )
    return Sample(fields=fields, parties={"respondent": random.choice(NAMES)})
