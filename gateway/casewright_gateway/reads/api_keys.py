"""The API keys an actor may manage: their own, and those whose every case type they may integrate."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.operations.api_keys import may_manage
from casewright.platform import Platform


async def manageable_keys(platform: Platform, actor: Actor) -> Sql:
    """The rows of `api_key`, under the alias `t`, that the actor may manage; a tenant has few of them."""
    of_tenant = await models.ApiKey.filter(tenant_id=actor.tenant)
    return Sql.one_of("t.id", [row.id for row in of_tenant if may_manage(platform, actor, row)])


async def api_key_by_id(platform: Platform, actor: Actor, key_id: UUID) -> models.ApiKey | None:
    """A key the actor may manage; None when it is absent or another's."""
    row = await models.ApiKey.filter(id=key_id).first()
    return row if row and may_manage(platform, actor, row) else None
