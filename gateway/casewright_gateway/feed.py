"""The feed as a list: what happened to all cases that the actor may see, in the order in which it came to light."""

import strawberry

from casewright import models
from casewright.errors import Invalid
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.lists import connection
from casewright_gateway.reads import feed, keyset
from casewright_gateway.rows import present
from casewright_gateway.types.history import Event


def check_case_type(info: Info, name: str | None) -> None:
    """Raise Invalid for a case type that is not declared."""
    if name is not None and name not in info.context.platform.case_types:
        raise Invalid(f"there is no case type {name}", field="case_type")


@strawberry.type
class FeedQuery:
    """The feed."""

    @strawberry.field(
        description="What happened to all cases you may see, oldest first. No event ever comes before one that was"
        " seen: reading on after the last cursor misses nothing."
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
        check_case_type(info, case_type)
        reader = info.context.reader
        where = feed.shown(reader, case_type)
        rows = await reader.page(
            models.Event, feed.SOURCE, where, feed.ORDER, keyset.page_of(first, after, last, before)
        )
        found: Connection[Event] = connection(
            rows, lambda row: present(Event, row), lambda: reader.count(feed.SOURCE, where)
        )
        return found
