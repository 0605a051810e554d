"""What an onboarding knows: the fields of the case type, and the dates counted from the first day of work."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casewright import indexed, managed
from casewright_hr.calendar import WorkCountry, day_after, months_after, working_days_from
from casewright_hr.periods import (
    FORM_I9_DAYS,
    GRANT_ACCESS_DAYS,
    MENTORED_MONTHS,
    NEW_HIRE_REPORT,
    ORDER_EQUIPMENT_DAYS,
)
from casewright_hr.values import Rating, ShortText, Text

BACKGROUND = "background"
"""The field group of background checks, which only HR sees."""

PROBATION = "probation"
"""The field group of what is thought of the probation, which the new employee does not see."""


class EmploymentKind(StrEnum):
    """On what terms somebody works."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    CONTRACTOR = "contractor"


EMPLOYED = frozenset({EmploymentKind.PERMANENT, EmploymentKind.FIXED_TERM})
"""Those who are on the payroll, and in the United States have a Form I-9; a contractor has neither."""


class AccessLevel(StrEnum):
    """How much harm an access could do, from the least."""

    STANDARD = "standard"
    SENSITIVE = "sensitive"
    """Personal data of others, or money."""
    PRIVILEGED = "privileged"
    """What others may do, or everything: the access of an administrator."""


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
    country: WorkCountry = indexed(label="Country of work", default=WorkCountry.US)
    employment: EmploymentKind = indexed(default=EmploymentKind.PERMANENT)
    offer_accepted_on: date | None = None
    sensitive_role: bool = False
    """The role opens sensitive data or money; then the background is checked."""
    right_to_work_checked_on: date | None = managed(default=None)
    background: str | None = managed(label="Background check", group=BACKGROUND, default=None)
    access: AccessLevel | None = indexed(label="Level of access", managed=True, default=None)
    systems: tuple[ShortText, ...] = managed(label="What the work has to open", default=())
    mentor: str | None = indexed(managed=True, default=None)
    reviews: tuple[OnboardingReview, ...] = managed(default=())
    recommendation: str | None = managed(label="What the manager recommends", group=PROBATION, default=None)
    probation: ProbationDecision | None = indexed(managed=True, default=None)
    ended_because: str | None = managed(label="Why the employment ends", group=PROBATION, default=None)
    after_probation: str | None = managed(label="How it goes after the probation", default=None)
    not_started_because: NoStartReason | None = managed(default=None)
    feedback_rating: Rating | None = managed(default=None)
    feedback: str | None = managed(default=None)

    @property
    def equipment_due(self) -> date:
        """The last day to order equipment, counted back from the first day of work."""
        return working_days_from(self.starts_on, ORDER_EQUIPMENT_DAYS, self.country)

    @property
    def access_due(self) -> date:
        """When accounts are set up, counted back from the first day of work."""
        return working_days_from(self.starts_on, GRANT_ACCESS_DAYS, self.country)

    @property
    def form_i9_due(self) -> date | None:
        """The last day for section 2 of Form I-9; None outside the US and for contractors."""
        if not needs_form_i9(self):
            return None
        return working_days_from(self.starts_on, FORM_I9_DAYS, self.country)

    @property
    def new_hire_report_due(self) -> date | None:
        """The last day to report the new employee to the state; None outside the US and for contractors."""
        return day_after(self.starts_on, NEW_HIRE_REPORT, self.country) if needs_form_i9(self) else None

    @property
    def mentored_until(self) -> date:
        """How long the mentor looks after the new employee."""
        return months_after(self.starts_on, MENTORED_MONTHS)

    @property
    def next_review_on(self) -> date | None:
        """When the next review is due; None after the last."""
        held = {review.day for review in self.reviews}
        return next((day.after(self.starts_on) for day in ReviewDay if day not in held), None)


def needs_form_i9(start: Start) -> bool:
    """Whether the employer has to verify identity and right to work on Form I-9, and to report the hire."""
    return start.country is WorkCountry.US and start.employment in EMPLOYED
