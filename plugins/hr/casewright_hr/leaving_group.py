"""The case type LeavingGroup: people who lose their work together; it is the parent of the offboarding of each."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
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
from casewright_hr.notice_laws import Loss, LossEvent, NoticeException, NoticeOwed, last_day, laws_of, owed
from casewright_hr.values import Count, ShortText, State, Text

People = Annotated[int, Field(ge=1)]


@dataclass(frozen=True, kw_only=True)
class LeavingTogether:
    """People of one site who lose their work within 30 days (in Great Britain, within 90)."""

    site: ShortText = indexed(label="Site of work")
    country: WorkCountry = indexed(label="Country of work", default=WorkCountry.US)
    state: State | None = indexed(label="State of work", default=None)
    first_on: date = indexed(label="First loss of work")
    employees: Count
    """Of the employer, at all sites. Part-time employees are counted in New Jersey and in Great Britain only."""
    at_site: People
    losing: People = indexed(label="How many lose their work")
    site_closes: bool
    noticed_on: date | None = indexed(label="Notice given, or consultation begun, on", managed=True, default=None)
    exception: NoticeException | None = managed(label="Why a shorter time may do", default=None)
    exception_because: str | None = managed(default=None)
    consultation_result: str | None = managed(label="What the consultation came to", default=None)
    lessons: str | None = managed(label="What has to change", default=None)
    called_off_because: str | None = managed(default=None)

    @property
    def owed(self) -> tuple[NoticeOwed, ...]:
        """Which laws ask for a notice or a consultation, the longest time first; empty: none of those known here."""
        return owed(loss_of(self))

    @property
    def notice_due(self) -> date | None:
        """The last day for the notice, or to begin the consultation, by all of these laws."""
        return min((each.by for each in self.owed), default=None)

    @property
    def is_consulted(self) -> bool:
        """Whether representatives of the employees are consulted, as in Great Britain, rather than told."""
        return self.country is WorkCountry.GB and bool(self.owed)


def loss_of(fields: LeavingTogether) -> Loss:
    """The loss of work as the laws see it."""
    return Loss(
        first_on=fields.first_on,
        country=fields.country,
        state=fields.state,
        employees=fields.employees,
        at_site=fields.at_site,
        losing=fields.losing,
        event=LossEvent.CLOSING if fields.site_closes else LossEvent.LAYOFF,
    )


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


def owes(*, consulted: bool) -> Callable[[Case[LeavingTogether]], bool]:
    """Whether a law has the representatives consulted, or has everybody told."""
    return lambda case: bool(case.fields.owed) and case.fields.is_consulted is consulted


for title, consulted in (
    ("Tell employees, their representatives, the state and the local government", False),
    ("Tell the representatives in writing why, how many, and how they are selected", True),
    ("Tell the Secretary of State (form HR1)", True),
):
    leaving_group.task(
        title, on="noticed", role="hr_partner", due=business_days(1), required=True, when=owes(consulted=consulted)
    )
leaving_group.clock("looked_back", start=entered("looking_back"), stop=left("looking_back"), deadline=calendar_days(30))
leaving_group.retain(years=7, because="a practice of this plugin, as long as the offboardings of the group")
leaving_group.metric("losing", lambda fields: fields.losing, unit="people")


@leaving_group.risk("A notice or a consultation is due", points=25)
def notice_is_due(fields: LeavingTogether) -> bool | str:
    return bool(fields.owed) and f"{fields.owed[0].title}, until {fields.notice_due}"


@leaving_group.transition("considered -> noticed", role="hr_partner", approval=Approval(role="hr_director"))
def give_notice(
    case: Case[LeavingTogether],
    *,
    noticed_on: date,
    exception: NoticeException | None = None,
    because: Text | None = None,
) -> LeavingTogether:
    """Tell them in time, or in Great Britain begin to consult; later only by an exception with its grounds.

    The director agrees.
    """
    fields = case.fields
    if noticed_on > today(case.now, fields.country):
        raise Refused("a notice is recorded once it is given", rule="notice.future", field="noticed_on")
    given = replace(fields, noticed_on=noticed_on, exception=exception, exception_because=because)
    check_time(given, noticed_on)
    return given


def check_time(fields: LeavingTogether, noticed_on: date) -> None:
    """That every law has its time between the notice and the first loss, or is excused; raises Refused."""
    loss = loss_of(fields)
    for law in laws_of(loss):
        by = last_day(law, loss)
        if noticed_on <= by:
            continue
        if fields.exception is None or fields.exception_because is None:
            message = f"{law.title}: it was due on {by}; move the first loss of work, or give an exception"
            raise Refused(message, rule="notice.late", field="noticed_on")
        if not law.excuses(fields.exception, loss.event):
            message = f"{law.title}: {fields.exception.replace('_', ' ')} is no exception that is known here"
            raise Refused(message, rule="notice.exception", field="exception")


@leaving_group.transition("noticed", role="hr_partner")
def end_consultation(case: Case[LeavingTogether], *, result: Text) -> LeavingTogether:
    """Write down what the consultation came to: dismissals avoided, fewer of them, their consequences mitigated.

    Trade Union and Labour Relations (Consolidation) Act 1992, section 188(2).
    """
    if not case.fields.is_consulted:
        raise Refused("no law asks for a consultation here", rule="consultation.none")
    return replace(case.fields, consultation_result=result)


@leaving_group.transition("noticed -> leaving", role="hr_partner")
def begin_leaving(case: Case[LeavingTogether]) -> LeavingTogether:
    """The first of them leaves, not before the day that was told; each has an offboarding."""
    fields = case.fields
    if fields.noticed_on is not None:
        check_time(fields, fields.noticed_on)
    if fields.is_consulted and fields.consultation_result is None:
        raise Refused("end the consultation first, and say what it came to", rule="consultation.open")
    if today(case.now, fields.country) < fields.first_on:
        raise Refused(f"the first loss of work is on {fields.first_on}", rule="exit.early")
    return fields


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
