"""The case type Onboarding: its fields, stages, roles, tasks, clocks, risk and figures. Its moves: `starting`."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casewright import (
    Action,
    Case,
    CaseType,
    Phase,
    Scope,
    Status,
    business_days,
    calendar_days,
    entered,
    indexed,
    left,
    managed,
)
from casewright_hr.calendar import CALENDAR, working_days_from
from casewright_hr.periods import FORM_I9_SECTION_2, GRANT_ACCESS, ORDER_EQUIPMENT
from casewright_hr.values import Rating, ShortText, Text

BACKGROUND = "background"
"""The field group of background checks, which only HR sees."""


class ReviewDay(StrEnum):
    """A review so many days after the start."""

    DAY_30 = "day_30"
    DAY_60 = "day_60"
    DAY_90 = "day_90"

    def after(self, starts_on: date) -> date:
        """When the review is due."""
        return starts_on + timedelta(days=int(self.removeprefix("day_")))


class ProbationDecision(StrEnum):
    """How the probation ended."""

    PASSED = "passed"
    ENDED = "ended"
    """The employment ends."""


class NoStartReason(StrEnum):
    """Why somebody who accepted an offer never started."""

    OFFER_WITHDRAWN = "offer_withdrawn"
    DECLINED = "declined"
    NO_RIGHT_TO_WORK = "no_right_to_work"


@dataclass(frozen=True, kw_only=True)
class OnboardingReview:
    """What was said about the first weeks."""

    day: ReviewDay
    held_on: date
    summary: Text


@dataclass(frozen=True, kw_only=True)
class Start:
    """A new employee's way from the accepted offer to the end of the probation."""

    employee: ShortText = indexed(label="New employee")
    position: ShortText = indexed()
    location: ShortText = indexed()
    starts_on: date = indexed(label="First day")
    offer_accepted_on: date | None = None
    sensitive_role: bool = False
    """The role opens sensitive data or money; then the background is checked."""
    right_to_work_checked_on: date | None = managed(default=None)
    background: str | None = managed(label="Background check", group=BACKGROUND, default=None)
    mentor: str | None = indexed(managed=True, default=None)
    reviews: tuple[OnboardingReview, ...] = managed(default=())
    probation: ProbationDecision | None = indexed(managed=True, default=None)
    not_started_because: NoStartReason | None = managed(default=None)
    feedback_rating: Rating | None = managed(default=None)
    feedback: str | None = managed(default=None)

    @property
    def equipment_due(self) -> date:
        """The last day to order equipment, counted back from the first day of work."""
        return working_days_from(self.starts_on, ORDER_EQUIPMENT.days)

    @property
    def access_due(self) -> date:
        """When accounts are set up, counted back from the first day of work."""
        return working_days_from(self.starts_on, GRANT_ACCESS.days)

    @property
    def form_i9_due(self) -> date:
        """The last day for section 2 of Form I-9, counted from the first day of work itself."""
        return working_days_from(self.starts_on, FORM_I9_SECTION_2.days)

    @property
    def next_review_on(self) -> date | None:
        """When the next review is due; None after the last."""
        held = {review.day for review in self.reviews}
        return next((day.after(self.starts_on) for day in ReviewDay if day not in held), None)


onboarding = CaseType(
    "Onboarding",
    Start,
    number="ON-{year}-{sequence:06}",
    stages={
        "offer_accepted": Phase.SCREENING,
        "preboarding": Phase.ASSESSMENT,
        "preparation": Phase.PLANNING,
        "day_zero": Phase.IMPLEMENTATION,
        "week_one": Phase.IMPLEMENTATION,
        "reviews": Phase.FOLLOW_UP,
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
onboarding.grant("it_support", Action.READ, Action.WORK, hide=[BACKGROUND])
for party in ("hiring_manager", "new_hire"):
    onboarding.grant(party, Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=[party], hide=[BACKGROUND])


def sensitive(case: Case[Start]) -> bool:
    """The background is to be checked."""
    return case.fields.sensitive_role


onboarding.task("Send the contract", on="preboarding", role="hr_partner", due=business_days(2), required=True)
onboarding.task("Check the background", on="preboarding", role="hr_partner", required=True, when=sensitive)
onboarding.task("Order the equipment", on="preparation", role="it_support", required=True)
onboarding.task("Set up accounts with the least privilege", on="preparation", role="it_support", required=True)
onboarding.task(
    "Hand over equipment and access card", on="day_zero", role="it_support", due=business_days(0), required=True
)
onboarding.task(
    "Complete section 2 of Form I-9",
    on="day_zero",
    role="hr_partner",
    due=business_days(FORM_I9_SECTION_2.days),
    required=True,
)
onboarding.task("Read and sign the policies", on="day_zero", role="new_hire", due=business_days(0), required=True)
onboarding.task("Do the mandatory training", on="week_one", role="new_hire", due=business_days(5), required=True)
onboarding.task("Agree on the role plan", on="week_one", role="hiring_manager", due=business_days(5))

onboarding.clock(
    "form_i9",
    start=entered("day_zero"),
    stop=left("day_zero"),
    deadline=business_days(FORM_I9_SECTION_2.days),
)
onboarding.clock("probation", start=entered("day_zero"), stop=left("reviews"), deadline=calendar_days(90))

onboarding.metric("feedback_rating", lambda fields: fields.feedback_rating, unit="points of 5")


@onboarding.risk("The role opens sensitive data or money", points=25)
def sensitive_role(fields: Start) -> bool:
    return fields.sensitive_role


@onboarding.risk("There is too little time to order the equipment", points=25)
def short_notice(fields: Start) -> bool | str | None:
    if fields.offer_accepted_on is None:
        return None
    return fields.offer_accepted_on > fields.equipment_due and f"it was due on {fields.equipment_due}"
