"""The feed as a list: what happened to all cases that the actor may see, in the order in which it came to light."""

import strawberry

from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.paging import paged
from casewright_gateway.reads.feed import FEED
from casewright_gateway.sources import source
from casewright_gateway.types.history import Event


@strawberry.type
class FeedQuery:
    """The feed."""

    @strawberry.field(
        description="What happened to all cases you may see, oldest first. No event ever comes before one that was"
        " seen: reading on after the last cursor misses nothing.",
        metadata=source(FEED),
    )
    async def events(
        self,
        info: Info,
        case_type: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Event]:
        """Of one case type or of all; an event is in the feed as soon as a worker has seen it."""
        return await paged(info, Event, FEED, {"case_type": case_type}, first, after, last, before)
