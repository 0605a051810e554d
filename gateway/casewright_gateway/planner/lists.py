"""A root list as one statement: the rows of a page as JSON, their cursors, and how many there are in all."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import orjson
from graphql import GraphQLField, get_named_type

from casewright.db.dialect import Dialect
from casewright.db.sql import Sql
from casewright_gateway.planner.answers import finished
from casewright_gateway.planner.asked import Details
from casewright_gateway.planner.compiler import Compiler
from casewright_gateway.planner.connections import ConnectionSelection, Found
from casewright_gateway.planner.pythonic import Shape
from casewright_gateway.planner.slots import Piece, Request, statement
from casewright_gateway.reads import keyset
from casewright_gateway.reads.keyset import Order, Page
from casewright_gateway.reads.listing import Listing


def _text(text: str) -> Piece:
    return Piece("sqlite", Sql(text))


_Source: TypeAlias = Callable[[Piece, Piece, Piece], list[Piece]]
"""The FROM clause and all after it, of what is asked, from where on, and in which order how much."""

_OPENING, _CLOSING = _text(", ("), _text(")")
_ANYWHERE = _text("")
_FROM, _BETWEEN, _OF_KIND = _text(" FROM ("), _text(" UNION ALL "), _text(") kind")


class ListPlan:
    """What is selected and who sees what is compiled; where the page begins and in which order comes with a request."""

    def __init__(self, compiler: Compiler, listing: Listing, definition: GraphQLField, nodes: Details) -> None:
        self._platform, self._listing = compiler.platform, listing
        self._arguments = compiler.asked.arguments(definition, nodes[0].node)
        scope = compiler.found(listing.model, listing.alias)
        self._selection = ConnectionSelection(compiler, scope, get_named_type(definition.type), nodes)
        node, platform, actor = self._selection.node, compiler.platform, compiler.actor
        self._shape = node.shape if node else Shape()
        self._node = self._piece(Sql("SELECT ") + compiler.emitter.text(node.sql) if node else Sql("SELECT NULL"))
        self._kinds = [listing.chosen(platform, actor, kind) for kind in listing.kinds(actor)]
        self._counted = self._piece(
            Sql("SELECT count(*) ") + listing.source + Sql(" WHERE ") + Sql.any_of(self._kinds) + Sql(" AND (")
        )
        self._source = self._flat() if len(self._kinds) == 1 else self._gathered()

    async def answer(self, request: Request) -> str:
        """The connection as JSON; raises Invalid or Forbidden for what may not be asked."""
        given = self._arguments(request.variables)
        page = keyset.page_of(given.get("first"), given.get("after"), given.get("last"), given.get("before"))
        order = self._listing.order(given)
        asked = self._piece(self._listing.asked(self._platform, request.context.actor, given) + Sql(")"))
        if not self._selection.rows:
            keyset.beyond(order, page)
            return self._selection.write(Found(0, [], [], False, False, await self._count(asked, request)))
        source = self._source(asked, self._beyond(order, page), self._part(order, page))
        rows = await self._read(request, [*self._columns(order, asked), *source], steady=self._listing.steady(given))
        return self._selection.write(await self._found(rows, page, order, asked, request))

    def _columns(self, order: Order, asked: Piece) -> list[Piece]:
        columns = [self._node]
        if self._selection.cursors:
            columns.append(_cursor(self._platform.database.dialect, order))
        if self._selection.total:
            columns += [_OPENING, self._counted, asked, _CLOSING]
        return columns

    def _flat(self) -> _Source:
        """Where the rows come from when an index has them in order."""
        source = self._listing.source + Sql(" WHERE ") + self._kinds[0] + Sql(" AND (")
        begun = self._piece(Sql(" ") + source)
        return lambda asked, beyond, part: [begun, asked, beyond, part]

    def _gathered(self) -> _Source:
        """Where the rows come from when each kind is read in order for itself."""
        alias = self._listing.alias
        select = Sql(f"SELECT * FROM (SELECT {alias}.* ") + self._listing.source + Sql(" WHERE ")  # noqa: S608
        kinds = [self._piece(select + kind + Sql(" AND (")) for kind in self._kinds]
        ended = self._piece(Sql(f") {alias}"))

        def source(asked: Piece, beyond: Piece, part: Piece) -> list[Piece]:
            each = [piece for kind in kinds for piece in (_BETWEEN, kind, asked, beyond, part, _OF_KIND)]
            return [_FROM, *each[1:], ended, part]

        return source

    def _beyond(self, order: Order, page: Page) -> Piece:
        """From the cursor on."""
        return _ANYWHERE if page.cursor is None else self._piece(Sql(" AND ") + keyset.beyond(order, page))

    def _part(self, order: Order, page: Page) -> Piece:
        """One row more than the page has: it tells whether there is another."""
        return _ordered(self._platform.database.dialect, order, page.backward, page.size + 1)

    async def _found(self, rows: Sequence[Any], page: Page, order: Order, asked: Piece, request: Request) -> Found:
        total = None
        if self._selection.total:
            known = rows[0][-1] if rows else 0
            total = known if rows or page.cursor is None else await self._count(asked, request)
        more, rows = len(rows) > page.size, rows[: page.size]
        rows = rows[::-1] if page.backward else rows
        nodes = await finished([row[0] for row in rows], self._shape, request)
        cursors = _quoted([row[1] for row in rows], order) if self._selection.cursors else []
        given = page.cursor is not None
        has_next, has_previous = (given, more) if page.backward else (more, given)
        return Found(len(rows), nodes, cursors, has_next, has_previous, total)

    async def _count(self, asked: Piece, request: Request) -> int:
        rows = await self._read(request, [self._counted, asked])
        count: int = rows[0][0]
        return count

    async def _read(self, request: Request, pieces: Sequence[Piece], *, steady: bool = False) -> Sequence[Any]:
        database = self._platform.database
        return await database.fetch(*statement(database.dialect, pieces, request), steady=steady)

    def _piece(self, sql: Sql) -> Piece:
        return Piece(self._platform.database.dialect, sql)


@lru_cache(maxsize=1_000)
def _cursor(dialect: Dialect, order: Order) -> Piece:
    return Piece(dialect, Sql(f", {keyset.cursor(dialect, order)}"))


# The size of a page is part of the text: PostgreSQL then keeps one plan for a prepared statement. Else it makes a plan
# each time, which takes longer than reading the page, because without the size it expects a tenth of the table.
@lru_cache(maxsize=1_000)
def _ordered(dialect: Dialect, order: Order, backward: bool, rows: int) -> Piece:
    return Piece(dialect, keyset.order_by(order, backward) + Sql(f" LIMIT {rows:d}"))


def _quoted(cursors: Sequence[str], order: Order) -> list[str]:
    """Cursors as JSON; those of numbers, times and ids have nothing to escape."""
    if any(key.kind == "text" or key.nullable for key in order):
        return [orjson.dumps(cursor).decode() for cursor in cursors]
    return [f'"{cursor}"' for cursor in cursors]
