"""The webhooks an actor may manage: those of whose every case type they may integrate."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.operations.webhooks import may_manage
from casewright.platform import Platform


async def manageable(platform: Platform, actor: Actor) -> Sql:
    """The rows of `webhook`, under the alias `t`, that the actor may manage; a tenant has few of them."""
    of_tenant = await models.Webhook.filter(tenant_id=actor.tenant).exclude(state="deleted")
    return Sql.one_of("t.id", [row.id for row in of_tenant if may_manage(platform, actor, row)])


async def webhook_by_id(platform: Platform, actor: Actor, webhook_id: UUID) -> models.Webhook | None:
    """A webhook the actor may manage; None when it is absent, deleted or another's."""
    row = await models.Webhook.filter(id=webhook_id).first()
    return row if row and may_manage(platform, actor, row) else None
