"""Mutations on one's notifications."""

from typing import Any

import strawberry

from casewright.notices import NoticeKind
from casewright.operations import notifications
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import values_of
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.mutations.payloads import PROBLEMS
from casewright_gateway.problems import Problem
from casewright_gateway.types.notifications import NotificationPreference


@strawberry.input(description="Notifications that you have read.")
class MarkNotificationsReadInput:
    """Some, or all."""

    ids: list[strawberry.ID] | None = optional("Which; all of yours unless said otherwise.")


@strawberry.input(description="By which ways you want to be told of one kind of thing.")
class PreferNotificationsInput:
    """From now on."""

    kind: NoticeKind = strawberry.field(description="Of what.")
    in_app: bool = strawberry.field(description="Whether it is among your notifications.")
    email: bool = strawberry.field(description="Whether it comes by e-mail, where the directory has an address.")


@strawberry.type(description="What came of reading notifications.")
class NotificationsReadPayload:
    """How many."""

    marked: int | None = strawberry.field(default=None, description="How many of them were not read before.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of saying how you want to be told.")
class NotificationPreferencePayload:
    """The preference."""

    preference: NotificationPreference | None = strawberry.field(default=None, description="As it is now.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type
class NotificationMutations:
    """What one does with what one is told."""

    @strawberry.mutation(description="You have read notifications: those named, or all.")
    async def mark_notifications_read(self, info: Info, input: MarkNotificationsReadInput) -> NotificationsReadPayload:
        """Of one's own."""

        async def work() -> dict[str, Any]:
            chosen = values_of(input, {"ids": "Notification"}).get("ids")
            return {"marked": await notifications.mark_read(info.context.platform, info.context.actor, chosen)}

        return await attempt(NotificationsReadPayload, work())

    @strawberry.mutation(description="Say by which ways you want to be told of one kind of thing.")
    async def prefer_notifications(self, info: Info, input: PreferNotificationsInput) -> NotificationPreferencePayload:
        """For oneself."""

        async def work() -> dict[str, Any]:
            wanted = NotificationPreference(kind=input.kind, in_app=input.in_app, email=input.email)
            platform, actor = info.context.platform, info.context.actor
            await notifications.prefer(platform, actor, kind=wanted.kind, in_app=wanted.in_app, email=wanted.email)
            return {"preference": wanted}

        return await attempt(NotificationPreferencePayload, work())
