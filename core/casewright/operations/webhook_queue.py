"""The queue of webhooks: what is to be sent next, in the order of each case.

A case's later event waits until the earlier one is done or dead, so a receiver sees each case's events in order. A
webhook has few deliveries on their way at once, and only one when its receiver failed too often; none of them holds up
another webhook. A delivery whose process died is taken again when its lease has passed, under the same message id.
"""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from casewright import models
from casewright.db.dialect import skip_locked
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright.webhooks.schedule import THRESHOLD

_LEASE = timedelta(seconds=60)
"""Longer than composing and sending a message may take."""
_AT_ONCE = 4


async def take_webhook_deliveries(platform: Platform, limit: int) -> list[UUID]:
    """The deliveries to send now, at most so many; they are the caller's until their lease passes."""
    now = platform.now()
    ready = await platform.database.rows(
        Sql("SELECT w.id FROM webhook w WHERE w.state = 'active'")
        + Sql(" AND (w.open_until IS NULL OR w.open_until <= ?)", (now,))
        + Sql(" AND EXISTS (SELECT 1 FROM delivery d WHERE d.webhook_id = w.id")
        + Sql(" AND d.state IN ('queued', 'running') AND d.due_at <= ?) ORDER BY w.id", (now,))
    )
    taken: list[UUID] = []
    for row in ready:
        if len(taken) < limit:
            taken += await _take(platform, UUID(str(row["id"])), limit - len(taken))
    return taken


async def _take(platform: Platform, webhook_id: UUID, limit: int) -> list[UUID]:
    """The next deliveries of one webhook, under its lock: who finds it locked comes back in the next round."""
    now = platform.now()
    lock = skip_locked(platform.database.dialect)
    open_now = Sql("SELECT failures FROM webhook WHERE id = ? AND state = 'active'", (webhook_id,))
    async with platform.database.transaction():
        found = await platform.database.rows(open_now + Sql(lock))
        if not found:
            return []
        own = models.Delivery.filter(webhook_id=webhook_id, state="running")
        await own.filter(due_at__lte=now).update(state="queued")
        places = (1 if found[0]["failures"] >= THRESHOLD else _AT_ONCE) - await own.count()
        heads = await platform.database.rows(_heads(webhook_id, now, max(0, min(places, limit))))
        taken = [UUID(str(row["id"])) for row in heads]
        lease = {"state": "running", "attempts": F("attempts") + 1, "due_at": now + _LEASE}
        await models.Delivery.filter(id__in=taken).update(**lease)
    return taken


def _heads(webhook_id: UUID, now: datetime, limit: int) -> Sql:
    """What is due and has nothing of its case before it, neither on its way nor still to be relayed."""
    before = (
        "SELECT 1 FROM event b LEFT JOIN delivery p ON p.event_id = b.id AND p.subscriber = d.subscriber"
        " WHERE b.case_id = e.case_id AND b.sequence < e.sequence"
        " AND (b.relayed_at IS NULL OR p.state IN ('queued', 'running'))"
    )
    due = Sql("d.webhook_id = ? AND d.state = 'queued' AND d.due_at <= ?", (webhook_id, now))
    return (
        Sql("SELECT d.id FROM delivery d JOIN event e ON e.id = d.event_id WHERE ")
        + due
        + Sql(f" AND NOT EXISTS ({before}) ORDER BY d.due_at, d.id LIMIT ?", (limit,))
    )
