"""What can be asked about notifications: one's own, newest first, and by which ways one is told."""

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.notices import NoticeKind, Preference
from casewright.platform import Platform
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.paging import paged
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.visible import visible
from casewright_gateway.sources import source
from casewright_gateway.types.notifications import Notification, NotificationPreference


def _own(platform: Platform, actor: Actor) -> Sql:
    return visible(platform.policy, actor, models.Notification, "t")


def _unread(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    return Sql("t.read_at IS NULL" if given.get("unread") else "1 = 1")


_NEWEST = (Key("t.id", "id", descending=True),)
_NOTIFICATIONS = Listing(models.Notification, lambda given: _NEWEST, _own, _unread)


@strawberry.type
class NotificationQuery:
    """One's notifications."""

    @strawberry.field(
        description="What you are told, newest first; with `unread` only what you have not read, and its total count.",
        metadata=source(_NOTIFICATIONS),
    )
    async def notifications(
        self,
        info: Info,
        unread: bool = False,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Notification]:
        """About cases you may see."""
        return await paged(info, Notification, _NOTIFICATIONS, {"unread": unread}, first, after, last, before)

    @strawberry.field(description="By which ways you are told, for each kind of thing.")
    async def notification_preferences(self, info: Info) -> list[NotificationPreference]:
        """Those that were never changed, too."""
        actor = info.context.actor
        rows = await models.NotificationPreference.filter(tenant_id=actor.tenant, subject=actor.subject)
        said = {row.kind: Preference(row.in_app, row.email) for row in rows}
        return [_preference(kind, said.get(kind, Preference())) for kind in NoticeKind]


def _preference(kind: NoticeKind, wanted: Preference) -> NotificationPreference:
    return NotificationPreference(kind=kind, in_app=wanted.in_app, email=wanted.email)
