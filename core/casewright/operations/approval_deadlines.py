"""How long an approval waits: when it climbs because nobody decided, and when it is too late."""

from datetime import datetime
from uuid import UUID

from casewright import models
from casewright.calendars import Duration
from casewright.declarations import Approval
from casewright.models.approval import ApprovalState
from casewright.operations.approval_steps import about, step
from casewright.operations.change import Draft, amend

EXPIRED = "approval_expired"
ESCALATED = "approval_escalated"
"""The kinds of timers, and the events they record."""


def set_deadlines(draft: Draft, row: models.Approval, declared: Approval) -> None:
    """Begin to wait for a request that was just made, for as long as its declaration says."""
    row.expires_at = _due(draft, declared.expires)
    if row.expires_at is not None:
        draft.schedule(_name(EXPIRED, row.id), EXPIRED, row.expires_at)
    wait_for_level(draft, row, declared)


def wait_for_level(draft: Draft, row: models.Approval, declared: Approval) -> None:
    """Begin to wait for the level the request is at; the last one has nobody above it."""
    if declared.escalates is None:
        return
    above = row.level + 1 < len(declared.levels)
    row.escalates_at = _due(draft, declared.escalates) if above else None
    draft.schedule(_name(ESCALATED, row.id), ESCALATED, row.escalates_at)


def forget_deadlines(draft: Draft, row: models.Approval) -> None:
    """It is decided."""
    if row.expires_at is not None:
        draft.schedule(_name(EXPIRED, row.id), EXPIRED, None)
    if row.escalates_at is not None:
        draft.schedule(_name(ESCALATED, row.id), ESCALATED, None)


async def expire(draft: Draft, timer: str) -> None:
    """Nobody decided in time: the request is over, and may be made again."""
    row = await _row(timer)
    forget_deadlines(draft, row)
    await amend(row, state=ApprovalState.EXPIRED, decided_at=draft.now)
    draft.record(EXPIRED, **about(row))


async def escalate(draft: Draft, timer: str) -> None:
    """Nobody of a level decided in time: the next one is asked."""
    row = await _row(timer)
    declared = draft.case_type.transitions[row.transition].approval
    assert declared is not None
    idle = step(draft, row, "escalated")
    row.level += 1
    row.role = declared.levels[row.level]
    wait_for_level(draft, row, declared)
    await amend(row, level=row.level, role=row.role, escalates_at=row.escalates_at, steps=[*row.steps, idle])
    draft.record(ESCALATED, **about(row), role=row.role)


def _due(draft: Draft, wait: Duration | None) -> datetime | None:
    calendar = draft.platform.calendar(draft.case_type.calendar)
    return calendar.add(draft.now, wait) if wait else None


def _name(kind: str, approval_id: UUID) -> str:
    return f"{kind}:{approval_id}"


async def _row(timer: str) -> models.Approval:
    return await models.Approval.get(id=UUID(timer.partition(":")[2]))
