"""Timers: what clocks ring by, and what falls due on a case; fired exactly once."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.clocks import is_mark
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Unavailable
from casewright.models.task import ESCALATION
from casewright.operations.approval_deadlines import ESCALATED, EXPIRED, escalate, expire
from casewright.operations.cases import RESUME, resume_by_itself
from casewright.operations.change import Draft, change
from casewright.operations.clocks import RINGS
from casewright.operations.obligations import REVIEW, review_due, risk_escalated
from casewright.operations.reminders import REMINDERS, reminded_row
from casewright.operations.risk import OVERRIDE, override_over
from casewright.operations.timed_moves import TIMED_MOVE, timed_transition
from casewright.operations.transitions import move_by_itself
from casewright.operations.working import CONTACT, contact_overdue
from casewright.platform import Platform

_log = logging.getLogger("casewright.timers")
_FALLING_DUE: Mapping[str, Callable[[Draft], Awaitable[None]]] = {
    OVERRIDE: override_over,
    REVIEW: review_due,
    ESCALATION: risk_escalated,
    CONTACT: contact_overdue,
    RESUME: resume_by_itself,
}
"""What each kind of timer does, beside the marks of clocks and reminders; only in an active case, or to make it so."""
_OF_APPROVALS: Mapping[str, Callable[[Draft, str], Awaitable[None]]] = {EXPIRED: expire, ESCALATED: escalate}
"""The same for those of a request, which is in the name of the timer."""


async def fire_due_timers(platform: Platform, limit: int = 100) -> int:
    """Do what has fallen due; returns how many marks of clocks have passed.

    Each is fired under the lock of its case and only while it is still due, so two workers fire it once. One that
    fails (the calendar of a plugin, say) is logged and tried again in the next round; it holds up no other.
    """
    fired, after = 0, UUID(int=0)
    while rows := await _due(platform, after, limit):
        outcomes = [await _outcome(platform, row) for row in rows]
        fired += outcomes.count(True)
        if None not in outcomes:
            break
        after = UUID(str(rows[-1]["id"]))
    return fired


async def _due(platform: Platform, after: UUID, limit: int) -> list[dict[str, Any]]:
    known = Sql.one_of("c.case_type", list(platform.case_types))
    due = Sql('SELECT t.id, t.tenant_id, t.case_id FROM timer t JOIN "case" c ON c.id = t.case_id WHERE ')
    due += Sql("t.state = 'pending' AND t.due_at <= ? AND t.id > ? AND ", (platform.now(), after)) + known
    due += Sql(" AND (c.status = 'active' OR kind = ? OR ", (RESUME,)) + RINGS + Sql(")")
    return await platform.database.rows(due + Sql(" ORDER BY t.id LIMIT ?", (limit,)))


async def _outcome(platform: Platform, row: dict[str, Any]) -> bool | None:
    """Whether a clock passed a mark; None when that failed."""
    case_id = UUID(str(row["case_id"]))
    try:
        return await _fire(platform, row["tenant_id"], case_id, UUID(str(row["id"])))
    except Unavailable:
        raise
    except Exception as error:
        _log.error("a timer failed: %s", type(error.__cause__ or error).__name__, extra={"case_id": str(case_id)})
        return None


async def _fire(platform: Platform, tenant: str, case_id: UUID, timer_id: UUID) -> bool:
    actor = Actor.platform(tenant)
    try:
        async with change(platform, actor, case_id, Action.WORK) as draft:
            timer = await models.Timer.get(id=timer_id)
            if timer.state != "pending" or timer.due_at > draft.now:
                raise _NotDue
            await models.Timer.filter(id=timer_id).update(state="idle")
            if is_mark(timer.kind):
                draft.record("clock_passed", clock=timer.name, mark=timer.kind, due_at=timer.due_at.isoformat())
            elif timer.kind in REMINDERS:
                draft.record(timer.kind, id=reminded_row(timer.name), due_at=timer.due_at.isoformat())
            elif timer.kind == TIMED_MOVE:
                await move_by_itself(draft, timed_transition(timer.name))
            elif timer.kind in _OF_APPROVALS:
                await _OF_APPROVALS[timer.kind](draft, timer.name)
            else:
                await _FALLING_DUE[timer.kind](draft)
    except _NotDue:
        return False
    return is_mark(timer.kind)


class _NotDue(Exception):
    """Another worker was faster, or the clock moved."""
