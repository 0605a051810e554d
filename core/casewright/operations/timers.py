"""Timers: what clocks ring by, fired exactly once."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.operations.change import change
from casewright.platform import Platform


async def fire_due_timers(platform: Platform, limit: int = 100) -> int:
    """Record the goals and deadlines that have passed; returns how many.

    Each is fired under the lock of its case and only while it is still due, so two workers fire it once.
    """
    known = Sql.one_of("c.case_type", list(platform.case_types))
    due = Sql('SELECT t.id, t.tenant_id, t.case_id FROM timer t JOIN "case" c ON c.id = t.case_id WHERE ')
    due += Sql("t.state = 'pending' AND t.due_at <= ? AND ", (platform.now(),)) + known
    rows = await platform.database.rows(due + Sql(" ORDER BY t.due_at LIMIT ?", (limit,)))
    fired = [await _fire(platform, row["tenant_id"], UUID(str(row["case_id"])), UUID(str(row["id"]))) for row in rows]
    return sum(fired)


async def _fire(platform: Platform, tenant: str, case_id: UUID, timer_id: UUID) -> bool:
    actor = Actor.platform(tenant)
    try:
        async with change(platform, actor, case_id, Action.WORK) as draft:
            timer = await models.Timer.get(id=timer_id)
            if timer.state != "pending" or timer.due_at > draft.now:
                raise _NotDue
            await models.Timer.filter(id=timer_id).update(state="idle")
            draft.record("clock_passed", clock=timer.name, mark=timer.kind, due_at=timer.due_at.isoformat())
    except _NotDue:
        return False
    return True


class _NotDue(Exception):
    """Another worker was faster, or the clock moved."""
