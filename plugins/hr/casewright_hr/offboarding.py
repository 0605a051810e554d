"""The case type Offboarding, the mirror of an onboarding, and how long what is left of it is kept."""

from dataclasses import dataclass
from datetime import date, datetime
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
    dated,
    entered,
    indexed,
    left,
    managed,
    noted,
)
from casewright_hr.calendar import CALENDAR, WorkCountry, day_after, due_from, months_after
from casewright_hr.periods import COBRA_ELECTION, COBRA_NOTICE, FORM_I9_YEARS_AFTER_END, FORM_I9_YEARS_AFTER_HIRE
from casewright_hr.values import ShortText, Text

CONFIDENCE = "exit_interview"
"""The field group of what was said in confidence on leaving."""


class LeavingGround(StrEnum):
    """Why an employment ends."""

    RESIGNATION = "resignation"
    DISMISSAL = "dismissal"
    REDUNDANCY = "redundancy"
    RETIREMENT = "retirement"
    END_OF_TERM = "end_of_term"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """An employee's way from the notice to what is left after the last day."""

    employee: ShortText = indexed()
    position: ShortText = indexed()
    country: WorkCountry = indexed(label="Country of work", default=WorkCountry.US)
    hired_on: date
    last_day: date = indexed()
    access_ends_at: datetime = indexed(label="All access ends")
    ground: LeavingGround = indexed(label="Why it ends")
    pay_due_on: date | None = None
    """When the last pay is due: a rule of the state, which HR enters."""
    covered_until: date | None = None
    """The last day of cover by the employer's health plan, where COBRA holds for it; None: it does not."""
    successor: str | None = managed(default=None)
    access_ended_at: datetime | None = managed(default=None)
    assets_returned_on: date | None = managed(default=None)
    paid_on: date | None = managed(default=None)
    cobra_noticed_on: date | None = managed(label="Choice of the health plan offered on", default=None)
    cobra_elected_on: date | None = managed(label="Health plan chosen on", default=None)
    said_on_leaving: Text | None = managed(label="Exit interview", group=CONFIDENCE, default=None)
    stays_because: str | None = managed(default=None)

    @property
    def form_i9_kept_until(self) -> date | None:
        """The day until which Form I-9 is kept: the later of two; None outside the US."""
        if self.country is not WorkCountry.US:
            return None
        after_hire = months_after(self.hired_on, 12 * FORM_I9_YEARS_AFTER_HIRE)
        return max(after_hire, months_after(self.last_day, 12 * FORM_I9_YEARS_AFTER_END))

    @property
    def cobra_notice_due(self) -> date | None:
        """Until when the choice to go on with the health plan is offered, where COBRA holds; None outside the US."""
        if self.country is not WorkCountry.US:
            return None
        return day_after(self.last_day, COBRA_NOTICE, self.country)

    @property
    def cobra_election_ends(self) -> date | None:
        """The last day to choose to go on with the health plan; None before the notice, or without a choice."""
        if self.covered_until is None or self.cobra_noticed_on is None:
            return None
        return day_after(max(self.covered_until, self.cobra_noticed_on), COBRA_ELECTION, self.country)

    @property
    def minutes_of_access_too_long(self) -> int | None:
        """How long somebody who had left could still get in; None while access has not ended."""
        if self.access_ended_at is None:
            return None
        return max(0, int((self.access_ended_at - self.access_ends_at).total_seconds()) // 60)


offboarding = CaseType(
    "Offboarding",
    Leaving,
    number="OFF-{year}-{sequence:06}",
    stages={
        "notice": Phase.SCREENING,
        "exit_plan": Phase.PLANNING,
        "handover": Phase.IMPLEMENTATION,
        "last_day": Phase.TRANSITION,
        "after_exit": Phase.POST_TRANSITION,
    },
    title=lambda fields: f"{fields.employee}, {fields.position}, until {fields.last_day}",
    outcomes={"left": Status.COMPLETED, "stays": Status.TERMINATED},
    reopens_at="after_exit",
    calendar=CALENDAR.name,
    duplicate_key=("employee", "last_day"),
    excluded_roles=("leaver",),
)

offboarding.grant("hr_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
offboarding.grant("hr_director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
offboarding.grant("it_support", Action.READ, Action.WORK, hide=[CONFIDENCE])
for party in ("hiring_manager", "leaver"):
    offboarding.grant(party, Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=[party], hide=[CONFIDENCE])


def end_of_last_day(case: Case[Leaving]) -> datetime:
    """The close of business of the last day."""
    return due_from(case.fields.last_day, business_days(0), case.fields.country)


def end_of_access(case: Case[Leaving]) -> datetime:
    """The moment all access ends."""
    return case.fields.access_ends_at


offboarding.task("Confirm the end in writing", on="notice", role="hr_partner", due=business_days(2), required=True)
offboarding.task(
    "List accounts, keys and devices", on="exit_plan", role="it_support", due=business_days(3), required=True
)
offboarding.task("Hand the work over", on="handover", role="leaver", due=end_of_last_day)
offboarding.task("Plan when each access ends", on="handover", role="it_support", due=end_of_last_day, required=True)
offboarding.task("End all access", on="last_day", role="it_support", due=end_of_access, required=True)
offboarding.task(
    "Take back what belongs to us", on="last_day", role="hiring_manager", due=end_of_last_day, required=True
)
offboarding.task("Ask how it was", on="last_day", role="hr_partner", due=end_of_last_day)
offboarding.task("Send the reference", on="after_exit", role="hr_partner", due=calendar_days(14))

offboarding.clock("settled", start=entered("after_exit"), stop=left("after_exit"), deadline=calendar_days(30))
offboarding.clock(
    "cobra_notice",
    start=dated("last_day"),
    stop=noted("cobra_noticed_on"),
    deadline=lambda fields: COBRA_NOTICE if fields.covered_until and fields.country is WorkCountry.US else None,
)
offboarding.retain(years=7, because="a practice of this plugin; Form I-9 has a day of its own")
offboarding.about("leaver")
offboarding.metric("access_too_long", lambda fields: fields.minutes_of_access_too_long, unit="minutes")


@offboarding.risk("The employer ends it", points=25)
def dismissed(fields: Leaving) -> bool | str:
    return fields.ground in (LeavingGround.DISMISSAL, LeavingGround.REDUNDANCY) and fields.ground.value


@offboarding.risk("Access goes on after the last day", points=50)
def access_outlasts(fields: Leaving) -> bool:
    return fields.access_ends_at > due_from(fields.last_day, calendar_days(0), fields.country)
