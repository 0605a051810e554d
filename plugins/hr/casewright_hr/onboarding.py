"""The case type Onboarding: stages, roles, clocks, risk. Its tasks: `checklist`; its moves: `starting`, `probation`."""

from casewright import (
    Action,
    CaseType,
    Duration,
    Phase,
    Scope,
    Status,
    business_days,
    calendar_days,
    dated,
    entered,
    left,
)
from casewright_hr import checklist
from casewright_hr.calendar import CALENDAR
from casewright_hr.periods import FORM_I9_DAYS, PROBATION_DAYS
from casewright_hr.start import BACKGROUND, PROBATION, AccessLevel, Start, needs_form_i9

KEPT_FROM_NEW_HIRES = (BACKGROUND, PROBATION, "approval", "event")
"""Also that the end of the employment was asked for, while somebody decides about it."""

onboarding = CaseType(
    "Onboarding",
    Start,
    number="ON-{year}-{sequence:06}",
    stages={
        "offer_accepted": Phase.SCREENING,
        "preboarding": Phase.ASSESSMENT,
        "access_risk": Phase.STRATIFYING_RISK,
        "preparation": Phase.PLANNING,
        "day_zero": Phase.IMPLEMENTATION,
        "week_one": Phase.IMPLEMENTATION,
        "reviews": Phase.FOLLOW_UP,
        "probation_decision": Phase.TRANSITION,
        "after_probation": Phase.POST_TRANSITION,
        "feedback": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.employee}, {fields.position}, from {fields.starts_on}",
    outcomes={"settled_in": Status.COMPLETED, "left": Status.COMPLETED, "did_not_start": Status.TERMINATED},
    reopens_at="reviews",
    calendar=CALENDAR.name,
    duplicate_key=("employee", "starts_on"),
    excluded_roles=("new_hire",),
)

onboarding.grant("hr_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
onboarding.grant("hr_director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
onboarding.grant("it_support", Action.READ, Action.WORK, hide=[BACKGROUND, PROBATION])
onboarding.grant(
    "hiring_manager", Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=["hiring_manager"], hide=[BACKGROUND]
)
onboarding.grant(
    "new_hire", Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=["new_hire"], hide=KEPT_FROM_NEW_HIRES
)

checklist.declare(onboarding)


def form_i9_within(fields: Start) -> Duration | None:
    """How soon after the first day section 2 is complete; None for whoever needs no Form I-9."""
    return business_days(FORM_I9_DAYS) if needs_form_i9(fields) else None


onboarding.clock("form_i9", start=dated("starts_on"), stop=left("day_zero"), deadline=form_i9_within)
onboarding.clock(
    "probation",
    start=dated("starts_on"),
    stop=entered("after_probation", "feedback"),
    deadline=calendar_days(PROBATION_DAYS),
)

onboarding.retain(years=7, because="a practice of this plugin; Form I-9 has days of its own, see Offboarding")
onboarding.about("new_hire")

onboarding.metric("feedback_rating", lambda fields: fields.feedback_rating, unit="points of 5")


@onboarding.risk("The role opens sensitive data or money", points=25)
def sensitive_role(fields: Start) -> bool:
    return fields.sensitive_role


@onboarding.risk("The access can do harm", points=25)
def far_reaching_access(fields: Start) -> bool | str | None:
    if fields.access is None:
        return None
    return fields.access is not AccessLevel.STANDARD and f"{fields.access} access"


@onboarding.risk("There is too little time to order the equipment", points=25)
def short_notice(fields: Start) -> bool | str | None:
    if fields.offer_accepted_on is None:
        return None
    return fields.offer_accepted_on > fields.equipment_due and f"it was due on {fields.equipment_due}"
