"""What ends with a stage, and with the case."""

from typing import Any

from casewright import models
from casewright.db.sql import Sql
from casewright.operations.change import Draft, amend
from casewright.operations.clocks import RINGS
from casewright.process import MERGED, Status


def cancel_tasks(draft: Draft) -> None:
    """Open tasks of the stage left are needed no more."""
    open_here = Sql("stage = ? AND state = 'open'", (draft.row.stage,))
    draft.amend(models.Task, open_here, state="cancelled", completed_at=draft.now, completed_by=draft.actor.subject)


async def end_case(draft: Draft, outcome: str) -> dict[str, Any]:
    """End the case by an outcome of its type, or merged: nothing is to be done or decided; clocks are read on.

    Returns what its event tells of those whose requests nobody decided.
    """
    cancel_tasks(draft)
    lapsed = await _lapse_requests(draft, outcome)
    draft.amend(models.Timer, Sql("NOT ") + RINGS, state="idle")
    rest(draft, Status.CLOSED if outcome == MERGED else draft.case_type.outcomes[outcome], outcome)
    draft.put(outcome=outcome, closed_at=draft.now)
    return {"lapsed": lapsed} if lapsed else {}


async def _lapse_requests(draft: Draft, outcome: str) -> list[dict[str, str]]:
    """What waits for a decision waits no more; its last step says why."""
    if not (await draft.around()).requests:
        return []
    waiting = await models.Approval.filter(case_id=draft.row.id, state="pending").order_by("id")
    for row in waiting:
        step = {"by": draft.actor.subject, "role": row.role, "level": row.level, "decision": "lapsed"}
        step |= {"reason": f"the case ended: {outcome}", "at": draft.now.isoformat()}
        await amend(row, state="lapsed", decided_at=draft.now, steps=[*row.steps, step])
    return [{"approval": str(row.id), "transition": row.transition, "asked_by": row.asked_by} for row in waiting]


def rest(draft: Draft, status: Status, outcome: str | None = None) -> None:
    """From now on nobody works on the case."""
    draft.put(status=status)
    draft.insert(models.Rest, status=status, outcome=outcome, since=draft.now, until=None)


def wake(draft: Draft) -> None:
    """From now on the case is worked on again."""
    draft.put(status=Status.ACTIVE)
    draft.amend(models.Rest, Sql("until IS NULL"), until=draft.now)
