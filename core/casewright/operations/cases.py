"""A case as a whole: suspending it, taking it up again, reopening it."""

from datetime import date, datetime
from uuid import UUID

from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, change
from casewright.operations.ending import rest, wake
from casewright.operations.risk import refresh_risk
from casewright.operations.screening import reopen_verdict
from casewright.operations.stages import enter_stage
from casewright.operations.working import watch_contacts
from casewright.platform import Platform
from casewright.process import MERGED, Status, check_active

RESUME = "resume"
"""The name and the kind of the timer that ends a suspension."""


async def suspend_case(
    platform: Platform, actor: Actor, case_id: UUID, *, reason: str, resume_on: date | None = None
) -> None:
    """Let the case rest, its clocks with it, until it is resumed, at the latest when the day `resume_on` begins.

    The day is one of the calendar of the case type. Raises Refused when the case is not active, Invalid for a day that
    has begun.
    """
    check_given(reason, "say why the case is suspended", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        if resume_on is not None:
            draft.schedule(RESUME, RESUME, _begin(draft, resume_on))
        rest(draft, Status.SUSPENDED)
        draft.put(resume_on=resume_on)
        draft.record("suspended", reason=reason, resume_on=resume_on)


async def resume_case(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Take a suspended case up again."""
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if draft.row.status != Status.SUSPENDED:
            raise Refused(f"{draft.row.number} is not suspended", rule="status.suspended")
        draft.schedule(RESUME, RESUME, None)
        _resume(draft)
        draft.record("resumed")


async def resume_by_itself(draft: Draft) -> None:
    """The day has begun on which the case was to be taken up again."""
    day = draft.row.resume_on
    _resume(draft)
    draft.record("resumed", resume_on=day)


def _resume(draft: Draft) -> None:
    wake(draft)
    draft.put(resume_on=None)


def _begin(draft: Draft, day: date) -> datetime:
    begin = draft.platform.calendar(draft.case_type.calendar).beginning(day)
    if begin <= draft.now:
        message = f"{day} has begun; name a later day, or none"
        raise Invalid(message, rule="suspension.over", field="resume_on")
    return begin


async def reopen_case(platform: Platform, actor: Actor, case_id: UUID, *, reason: str) -> None:
    """Take a finished case up again at the stage its type names; history and outcome stay in the events."""
    check_given(reason, "say why the case is taken up again", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if not Status(draft.row.status).final:
            raise Refused(f"{draft.row.number} is still open", rule="status.final")
        if draft.row.outcome == MERGED:
            raise Refused(f"{draft.row.number} was merged into another case; go on there", rule="case.merged")
        _check_window(draft)
        case = await draft.case()
        await reopen_verdict(draft)
        left, outcome = draft.row.stage, draft.row.outcome
        wake(draft)
        draft.put(outcome=None, closed_at=None)
        tasks = await enter_stage(draft, case, draft.case_type.reopens_at, reason)
        await refresh_risk(draft, case.fields, anew=True)
        watch_contacts(draft, draft.now)
        data = {"from": left, "to": draft.row.stage, "outcome_before": outcome}
        draft.record("reopened", reason=reason, tasks=tasks, **data)


def _check_window(draft: Draft) -> None:
    window, ended = draft.case_type.reopens_within, draft.row.closed_at
    if window is None or ended is None:
        return
    if draft.now >= draft.platform.calendar(draft.case_type.calendar).add(ended, window):
        message = f"{draft.row.number} could be reopened for {window} after its end; open another one and link the two"
        raise Refused(message, rule="reopen.window")
