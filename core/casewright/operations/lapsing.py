"""Requests that wait for a decision in vain: the case has ended, or has left the stage where their move begins."""

from typing import Any

from casewright import models
from casewright.models.approval import ApprovalState
from casewright.operations.approval_deadlines import forget_deadlines
from casewright.operations.approval_steps import about, step
from casewright.operations.change import Draft, amend


async def lapse_all(draft: Draft, outcome: str) -> dict[str, Any]:
    """Nothing is decided any more, since the case has ended; returns what the event of its end tells of it."""
    return await _lapse(draft, {name for name, _ in (await draft.around()).requests}, f"the case ended: {outcome}")


async def lapse_left(draft: Draft, stage: str) -> dict[str, Any]:
    """The moves that do not begin at the stage the case has come to; returns what the event of the move tells of it."""
    transitions = draft.case_type.transitions
    asked = {name for name, _ in (await draft.around()).requests}
    left = {name for name in asked if name not in transitions or stage not in transitions[name].sources}
    return await _lapse(draft, left, f"the case moved on to {stage}")


async def _lapse(draft: Draft, names: set[str], reason: str) -> dict[str, Any]:
    if not names:
        return {}
    waiting = models.Approval.filter(case_id=draft.row.id, state=ApprovalState.PENDING, transition__in=names)
    rows = await waiting.order_by("id")
    for row in rows:
        forget_deadlines(draft, row)
        steps = [*row.steps, step(draft, row, "lapsed", reason)]
        await amend(row, state=ApprovalState.LAPSED, decided_at=draft.now, steps=steps)
    return {"lapsed": [about(row) for row in rows]} if rows else {}
