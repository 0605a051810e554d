"""Reactions that were given up: what an operator sees of them, and trying them again.

Deliveries to webhooks are not among them: those have a log and a redelivery of their own.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.operations.change import absent, change
from casewright.operations.outbox import REPLAYED
from casewright.platform import Platform

_BATCH = 200
_SELECT = Sql(
    "SELECT d.id, d.tenant_id AS tenant, d.state, d.subscriber, d.attempts, d.error, e.name AS event, c.number"
    ' FROM delivery d JOIN event e ON e.id = d.event_id JOIN "case" c ON c.id = e.case_id WHERE '
)


@dataclass(frozen=True)
class Found:
    """A delivery, with what an operator knows it by; `number` is that of the case."""

    id: UUID
    tenant: str
    state: str
    subscriber: str
    event: str
    number: str
    attempts: int
    error: str | None


async def deliveries_in(platform: Platform, state: str, tenant: str | None = None) -> AsyncIterator[Found]:
    """The deliveries in a state, oldest first, of the case types of this platform; those of one tenant where named."""
    known = Sql.one_of("c.case_type", list(platform.case_types))
    conditions = [Sql("d.webhook_id IS NULL AND d.state = ?", (state,)), known]
    if tenant is not None:
        conditions.append(Sql("d.tenant_id = ?", (tenant,)))
    after = UUID(int=0)
    while True:
        where = Sql.all_of([*conditions, Sql("d.id > ?", (after,))])
        rows = await platform.database.rows(_SELECT + where + Sql(" ORDER BY d.id LIMIT ?", (_BATCH,)))
        for row in rows:
            after = UUID(str(row.pop("id")))
            yield Found(id=after, **row)
        if len(rows) < _BATCH:
            return


async def replay_delivery(platform: Platform, actor: Actor, delivery_id: UUID) -> UUID:
    """Have a dead delivery tried again, with all its attempts; returns the id of the case.

    Raises NotFound, Forbidden, or Refused when it is not dead.
    """
    delivery = await models.Delivery.get_or_none(id=delivery_id, tenant_id=actor.tenant, webhook_id=None)
    if delivery is None:
        raise absent()
    event = await models.Event.get(id=delivery.event_id)
    async with change(platform, actor, event.case_id, Action.SUPERVISE) as draft:
        dead = models.Delivery.filter(id=delivery_id, state="dead")
        if not await dead.update(state="pending", attempts=0, due_at=draft.now, error=None):
            raise Refused("only a dead delivery is replayed; look at its state", rule="delivery.dead")
        draft.record(
            REPLAYED,
            delivery=str(delivery_id),
            subscriber=delivery.subscriber,
            event=event.name,
            sequence=event.sequence,
            error=delivery.error,
        )
    return event.case_id
