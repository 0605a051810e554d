"""A case as a whole: suspending it, taking it up again, reopening it."""

from datetime import date
from uuid import UUID

from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.fields import check_given
from casewright.operations.change import change
from casewright.operations.stages import enter_stage
from casewright.platform import Platform
from casewright.process import Status, check_active


async def suspend_case(
    platform: Platform, actor: Actor, case_id: UUID, *, reason: str, resume_on: date | None = None
) -> None:
    """Let the case rest, its clocks with it; raises Refused when it is not active."""
    check_given(reason, "say why the case is suspended", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        draft.put(status=Status.SUSPENDED, resume_on=resume_on)
        draft.record("suspended", reason=reason, resume_on=resume_on)


async def resume_case(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Take a suspended case up again."""
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if draft.row.status != Status.SUSPENDED:
            raise Refused(f"{draft.row.number} is not suspended", rule="status.suspended")
        draft.put(status=Status.ACTIVE, resume_on=None)
        draft.record("resumed")


async def reopen_case(platform: Platform, actor: Actor, case_id: UUID, *, reason: str) -> None:
    """Take a finished case up again at the stage its type names; history and outcome stay in the events."""
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if not Status(draft.row.status).final:
            raise Refused(f"{draft.row.number} is still open", rule="status.final")
        case = await draft.case()
        left, outcome = draft.row.stage, draft.row.outcome
        draft.put(status=Status.ACTIVE, outcome=None, closed_at=None)
        tasks = await enter_stage(draft, case, draft.case_type.reopens_at, reason)
        data = {"from": left, "to": draft.row.stage, "outcome_before": outcome}
        draft.record("reopened", reason=reason, tasks=tasks, **data)
