"""What people do with their notifications: read them, and say by which ways they want to be told."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.notices import NoticeKind, check_told
from casewright.operations.change import absent, unique
from casewright.platform import Platform


async def mark_read(platform: Platform, actor: Actor, notification_ids: Sequence[UUID] | None) -> int:
    """One's notifications are read: those named, or all; returns how many were not. Raises NotFound for another's."""
    own = models.Notification.filter(tenant_id=actor.tenant, recipient=actor.subject, in_app=True)
    if notification_ids is not None:
        own = own.filter(id__in=list(notification_ids))
        if await own.count() != len(set(notification_ids)):
            raise absent("ids")
    return await own.filter(read_at__isnull=True).update(read_at=platform.now())


async def prefer(platform: Platform, actor: Actor, *, kind: NoticeKind, in_app: bool, email: bool) -> None:
    """From now on one is told of this kind by these ways; raises Refused for what others wait for."""
    check_told(kind, in_app=in_app)
    mine: dict[str, Any] = {"tenant_id": actor.tenant, "subject": actor.subject, "kind": kind}
    twice = "you said this twice at the same moment; look and try again"
    with unique(twice, rule="preference.unique"):
        async with platform.database.transaction():
            if not await models.NotificationPreference.filter(**mine).update(in_app=in_app, email=email):
                await models.NotificationPreference.create(id=uuid7(), in_app=in_app, email=email, **mine)
