"""The case type LeavingGroup: people who lose their work together; it is the parent of the offboarding of each."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from casewright import (
    Action,
    Approval,
    Case,
    CaseType,
    Gate,
    Phase,
    Refused,
    Status,
    business_days,
    calendar_days,
    entered,
    indexed,
    left,
    managed,
)
from casewright_hr.calendar import CALENDAR, WorkCountry, today
from casewright_hr.values import Count, ShortText, Text
from casewright_hr.warn import WARN_NOTICE, WarnEvent, WarnException, warn_event

People = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, kw_only=True)
class LeavingTogether:
    """People of one site who lose their work within 30 days, part-time employees not counted."""

    site: ShortText = indexed(label="Site of work")
    country: WorkCountry = indexed(label="Country of work", default=WorkCountry.US)
    first_on: date = indexed(label="First loss of work")
    employees: Count
    """Of the employer, at all sites."""
    at_site: People
    losing: People = indexed(label="How many lose their work")
    site_closes: bool
    noticed_on: date | None = indexed(label="Notice given on", managed=True, default=None)
    exception: WarnException | None = managed(label="Why a shorter notice may do", default=None)
    exception_because: str | None = managed(default=None)
    lessons: str | None = managed(label="What has to change", default=None)
    called_off_because: str | None = managed(default=None)

    @property
    def warn(self) -> WarnEvent | None:
        """What calls for a notice; None: nothing does, or it is not in the United States."""
        if self.country is not WorkCountry.US:
            return None
        return warn_event(employer=self.employees, at_site=self.at_site, losing=self.losing, closing=self.site_closes)

    @property
    def notice_due(self) -> date | None:
        """The last day for the notice."""
        return self.first_on - timedelta(days=WARN_NOTICE.length.amount) if self.warn else None


leaving_group = CaseType(
    "LeavingGroup",
    LeavingTogether,
    number="LG-{year}-{sequence:04}",
    stages={
        "considered": Phase.SCREENING,
        "noticed": Phase.PLANNING,
        "leaving": Phase.IMPLEMENTATION,
        "looking_back": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.site}: {fields.losing} from {fields.first_on}",
    outcomes={"all_left": Status.COMPLETED, "called_off": Status.TERMINATED},
    reopens_at="leaving",
    calendar=CALENDAR.name,
)

leaving_group.grant("hr_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
leaving_group.grant("hr_director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)

leaving_group.gate("leaving", Gate.CHILDREN_ENDED)
leaving_group.task(
    "Tell employees, their representatives, the state and the local government",
    on="noticed",
    role="hr_partner",
    due=business_days(1),
    required=True,
    when=lambda case: case.fields.warn is not None,
)
leaving_group.clock("looked_back", start=entered("looking_back"), stop=left("looking_back"), deadline=calendar_days(30))
leaving_group.retain(years=7, because="a practice of this plugin, as long as the offboardings of the group")
leaving_group.metric("losing", lambda fields: fields.losing, unit="people")


@leaving_group.risk("A notice is due", points=25)
def notice_is_due(fields: LeavingTogether) -> bool | str:
    return fields.warn is not None and f"{fields.warn}, until {fields.notice_due}"


@leaving_group.transition("considered -> noticed", role="hr_partner", approval=Approval(role="hr_director"))
def give_notice(
    case: Case[LeavingTogether],
    *,
    noticed_on: date,
    exception: WarnException | None = None,
    because: Text | None = None,
) -> LeavingTogether:
    """Tell them: 60 days before where the law asks for it, or by an exception with its grounds. The director agrees."""
    fields = case.fields
    if noticed_on > today(case.now, fields.country):
        raise Refused("a notice is recorded once it is given", rule="notice.future", field="noticed_on")
    if fields.notice_due is not None and noticed_on > fields.notice_due:
        _check_exception(fields, exception, because)
    return replace(fields, noticed_on=noticed_on, exception=exception, exception_because=because)


def _check_exception(fields: LeavingTogether, exception: WarnException | None, because: str | None) -> None:
    if exception is None or because is None:
        message = f"a {fields.warn} needs its notice until {fields.notice_due}; move the day, or give an exception"
        raise Refused(message, rule="warn.late", field="noticed_on")
    if exception is WarnException.FALTERING_COMPANY and fields.warn is not WarnEvent.PLANT_CLOSING:
        raise Refused("a faltering company is an exception for closings only", rule="warn.exception", field="exception")


@leaving_group.transition("noticed -> leaving", role="hr_partner")
def begin_leaving(case: Case[LeavingTogether]) -> LeavingTogether:
    """The first of them leaves, not before the day that was told; each has an offboarding."""
    if today(case.now, case.fields.country) < case.fields.first_on:
        raise Refused(f"the first loss of work is on {case.fields.first_on}", rule="exit.early")
    return case.fields


@leaving_group.transition("leaving -> looking_back", role="hr_partner")
def look_back_on_leaving(case: Case[LeavingTogether]) -> LeavingTogether:
    """The offboarding of each has ended."""
    return case.fields


@leaving_group.transition("looking_back", role="hr_partner", outcome="all_left")
def conclude_leaving(case: Case[LeavingTogether], *, lessons: Text) -> LeavingTogether:
    """End it with what has to change."""
    return replace(case.fields, lessons=lessons)


@leaving_group.transition("considered | noticed", role="hr_partner", outcome="called_off")
def keep_everybody(case: Case[LeavingTogether], *, because: Text) -> LeavingTogether:
    """End it: nobody loses their work."""
    return replace(case.fields, called_off_because=because)
