"""Saved views: kept under a name of their owner, replaced under the same name, deleted."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.batch import inserted
from casewright.errors import Forbidden
from casewright.fields import check_given, check_text
from casewright.operations.change import absent
from casewright.operations.rows import check_columns
from casewright.platform import Platform

_ONE = ("tenant_id", "owner", "name")


async def save_view(
    platform: Platform,
    actor: Actor,
    *,
    name: str,
    list_name: str,
    conditions: Mapping[str, Any],
    orders: Sequence[Mapping[str, Any]],
    role: str | None,
) -> UUID:
    """Keep a view of the actor's, in place of the one of this name; returns its id.

    Whoever reads it checks what it asks for. Raises Invalid, and Forbidden for a role the actor does not hold.
    """
    check_given(name, "a view needs a name", field="name")
    for field, value in (("where", conditions), ("order_by", orders)):
        check_text(value, field=field)
    if role is not None and role not in actor.roles:
        raise Forbidden(f"share a view with a role that you hold; you are no {role}", rule="view.role", field="role")
    row = {
        "id": uuid7(),
        "tenant_id": actor.tenant,
        "owner": actor.subject,
        "name": name.strip(),
        "list_name": list_name,
        "conditions": dict(conditions),
        "orders": [dict(order) for order in orders],
        "role": role,
        "saved_at": platform.now(),
    }
    check_columns(models.SavedView, row)
    async with platform.database.transaction():
        await platform.database.execute(inserted(platform.database.dialect, models.SavedView, [row], by=_ONE))
        saved = await models.SavedView.get(tenant_id=actor.tenant, owner=actor.subject, name=row["name"])
    return saved.id


async def delete_view(platform: Platform, actor: Actor, view_id: UUID) -> None:
    """Forget a view of the actor's own; raises NotFound."""
    if not await models.SavedView.filter(id=view_id, tenant_id=actor.tenant, owner=actor.subject).delete():
        raise absent("id")
