"""The deliveries an actor sees: those about cases they supervise, and whose history they may read."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.platform import Platform


def supervised(platform: Platform, actor: Actor) -> Sql:
    """The rows of `delivery`, under the alias `t`; those of webhooks are in the log of the webhook."""
    supervises = platform.policy.predicate(actor, Action.SUPERVISE)
    reads = platform.policy.predicate(actor, Action.READ, part="event")
    of_case = 'SELECT 1 FROM event e JOIN "case" c ON c.id = e.case_id WHERE e.id = t.event_id AND '
    mine = Sql("t.webhook_id IS NULL AND t.tenant_id = ?", (actor.tenant,))
    return Sql.all_of([mine, Sql(f"EXISTS ({of_case}") + Sql.all_of([supervises, reads]) + Sql(")")])


async def delivery_by_id(platform: Platform, actor: Actor, delivery_id: UUID) -> models.Delivery | None:
    """A delivery the actor sees; None when it is absent or hidden."""
    this = Sql.all_of([Sql("t.id = ?", (delivery_id,)), supervised(platform, actor)])
    rows = await platform.database.rows(Sql("SELECT t.* FROM delivery t WHERE ") + this)
    return models.Delivery._init_from_db(**rows[0]) if rows else None
