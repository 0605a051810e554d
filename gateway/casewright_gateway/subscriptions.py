"""The subscriptions: a case as it changes, and the feed as it grows; any process serves them from the event table."""

from collections.abc import AsyncGenerator

import strawberry

from casewright.errors import Invalid
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.following import Following
from casewright_gateway.reads import feed
from casewright_gateway.rows import present
from casewright_gateway.types.case import Case
from casewright_gateway.types.history import Event


@strawberry.type(description="An event of the feed, with its place and its case.")
class EventFeedItem:
    """One step of the feed."""

    cursor: str = strawberry.field(description="The place of the event in the feed, to go on after.")
    event: Event = strawberry.field(description="What happened.")
    case: Case = strawberry.field(description="The case it happened to, as it is now.")


@strawberry.type
class Subscription:
    """What can be followed."""

    @strawberry.subscription(
        description="A case now and whenever something happened to it; several events close together may be one change."
        " Completes when you may not see the case, or not any longer."
    )
    async def case_changed(self, info: Info, id: strawberry.ID) -> AsyncGenerator[Case | None, None]:
        """Sent when the sequence of the case is not the one sent before."""
        context, sent = info.context, None
        type_name, case_id = ids.decode(id)
        if type_name not in context.platform.case_types:
            raise Invalid("this is not the id of a case", field="id")
        with _following(info).turns(context.reader, case_id) as turns:
            while True:
                await turns.begin()
                case = await context.reader.case(case_id)
                if case is None or case.case_type != type_name:
                    return
                if case.sequence != sent:
                    sent = case.sequence
                    yield context.present(case)
                await turns.wait()

    @strawberry.subscription(
        description="What happens to all cases you may see, each event once and in order: from now on, or after a"
        " cursor of this feed, so that whoever comes back misses nothing."
    )
    async def events(
        self, info: Info, after: str | None = None, case_type: str | None = None
    ) -> AsyncGenerator[EventFeedItem, None]:
        """Each event is read with the rights of its moment; one that is hidden then is passed by for good."""
        context, bell = info.context, _following(info).bell
        if case_type is not None:
            context.platform.case_type(case_type)
        position = await _start(info, after)
        with _following(info).turns(context.reader, context.actor.tenant) as turns:
            while True:
                await turns.begin()
                seen = bell.position
                event = await feed.next_event(context.reader, position, case_type)
                if event is None:
                    position = max(position, seen)
                    await turns.wait()
                    continue
                position = event.position
                case = await context.reader.case(event.case_id)
                if case is not None:
                    cursor = feed.cursor_of(position)
                    yield EventFeedItem(cursor=cursor, event=present(Event, event), case=context.present(case))


async def _start(info: Info, after: str | None) -> int:
    """The position to go on after; a cursor beyond the end, as after a restore, would miss what comes before it."""
    head = await feed.head(info.context.platform)
    position = head if after is None else feed.position_of(after)
    if not 0 <= position <= head:
        raise Invalid("this cursor is not of this feed; read the feed again from its end", field="after")
    return position


def _following(info: Info) -> Following:
    following = info.context.following
    assert following is not None
    return following
