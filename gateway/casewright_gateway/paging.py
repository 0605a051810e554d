"""Pages of the root lists, as Relay connections."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import strawberry

from casewright import models
from casewright.models.row import Row
from casewright_gateway.connections import Connection, Edge, PageInfo
from casewright_gateway.context import Info
from casewright_gateway.reads import keyset
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.reader import Rows
from casewright_gateway.rows import present
from casewright_gateway.sources import source

T = TypeVar("T")


def listed(cls: type[Any], listing: Listing, description: str) -> Any:
    """The root field of a list that takes no arguments but those of its pages."""

    async def resolve(
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Any:
        return await paged(info, cls, listing, {}, first, after, last, before)

    return strawberry.field(resolver=resolve, description=description, metadata=source(listing))


def shown(info: Info, cls: Callable[..., Any], row: Row) -> Any:
    """The row as an object of the type; a case as its own."""
    return info.context.present(row) if isinstance(row, models.Case) else present(cls, row)


async def paged(
    info: Info,
    cls: Callable[..., T],
    listing: Listing,
    given: Arguments,
    first: int | None,
    after: str | None,
    last: int | None,
    before: str | None,
) -> Connection[T]:
    """One page of a list, by Relay's four arguments; raises Invalid or Forbidden for what may not be asked."""
    page, reader = keyset.page_of(first, after, last, before), info.context.reader
    asked = reader.asked(listing, given)
    rows = await reader.page(listing, asked, listing.order(given), page)
    return connection(rows, lambda row: shown(info, cls, row), lambda: reader.count(listing, asked))


def connection(rows: Rows[Any], wrap: Callable[[Any], T], count: Callable[[], Awaitable[int]]) -> Connection[T]:
    """A page of rows as a Relay connection."""
    edges = [Edge(node=wrap(row), cursor=cursor) for row, cursor in zip(rows.rows, rows.cursors, strict=True)]
    info = PageInfo(
        has_next_page=rows.has_next,
        has_previous_page=rows.has_previous,
        start_cursor=rows.cursors[0] if rows.cursors else None,
        end_cursor=rows.cursors[-1] if rows.cursors else None,
    )
    return Connection(edges=edges, page_info=info, count=count)
