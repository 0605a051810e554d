"""Lists of cases: generic filters and orders, and the connection over them."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from casewright import models
from casewright.db.sql import Sql
from casewright.errors import Forbidden, Invalid
from casewright.process import Phase, Risk, Status
from casewright_gateway.connections import Connection, Edge, PageInfo
from casewright_gateway.context import Info
from casewright_gateway.filters import Choice, Column, Range, TextFilter, sql_of, words
from casewright_gateway.reads import keyset
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.reader import Rows
from casewright_gateway.types.enums import Direction

_UNSET = strawberry.UNSET
_MOST_KEYS = 5
CASE_SOURCE = Sql('FROM "case" c')


def _condition(description: str) -> Any:
    return strawberry.field(default=_UNSET, description=description)


@strawberry.input(description="Which cases; all conditions given must hold.")
class CaseFilter:
    """Conditions on what every case has."""

    number: TextFilter | None = _condition("The human number.")
    stage: Choice[str] | None = _condition("The vertical's own step.")
    phase: Choice[Phase] | None = _condition("The standard phase.")
    status: Choice[Status] | None = _condition("Where the case is in its life.")
    outcome: Choice[str] | None = _condition("How it ended.")
    assignee: Choice[str] | None = _condition("Who has it; `isNull` finds what waits in a queue.")
    team: Choice[str] | None = _condition("Whose queue it is in.")
    risk_level: Choice[Risk] | None = _condition("How serious it is.")
    risk_points: Range[int] | None = _condition("The points of the risk rules.")
    external_id: TextFilter | None = _condition("Its identifier in another system.")
    opened_at: Range[datetime] | None = _condition("When it was opened.")
    closed_at: Range[datetime] | None = _condition("When it ended.")
    text: str | None = _condition("Words in number, title and indexed texts; upper and lower case are the same.")


@strawberry.input(description="Which cases, of whatever type; all conditions given must hold.")
class AnyCaseFilter(CaseFilter):
    """Conditions on cases of several types."""

    type: Choice[str] | None = _condition("The name of the case type.")


_NAMES = (
    "number", "stage", "phase", "status", "outcome", "assignee", "team",
    "risk_level", "risk_points", "external_id", "opened_at", "closed_at",
)  # fmt: skip
CASE_COLUMNS: Mapping[str, Column] = {name: Column(f"c.{name}") for name in _NAMES} | {"type": Column("c.case_type")}
_HIDDEN_WITH: Mapping[str, str] = {"risk_level": "risk", "risk_points": "risk"}
_ORDERS: Mapping[str, Key] = {
    "opened_at": Key("c.opened_at", "time"),
    "updated_at": Key("c.updated_at", "time"),
    "closed_at": Key("c.closed_at", "time", nullable=True),
    "number": Key("c.number", "text"),
    "title": Key("c.title", "text"),
    "risk_points": Key("CAST(c.risk_points AS NUMERIC)", "number"),  # a cursor may hold any number
}


def order_input(name: str, more: Mapping[str, Key]) -> Any:
    """An order input: an enum of the columns, each member carrying its key, and a direction."""
    members = {column.upper(): key for column, key in {**_ORDERS, **more}.items()}
    fields = Enum(f"{name}OrderField", {member: (member, key) for member, key in members.items()})  # type: ignore[misc]
    enum = strawberry.enum(fields, description="What a list can be ordered by.")
    namespace = {
        "__annotations__": {"field": enum, "direction": Direction},
        "field": strawberry.field(description="By what."),
        "direction": strawberry.field(default=Direction.ASC, description="In which direction."),
        "__module__": __name__,
        "__qualname__": f"{name}Order",
    }
    return strawberry.input(type(f"{name}Order", (), namespace), description="An order of a list.")


def order_of(asked: Any) -> keyset.Order:
    """The keys of the order asked for, newest first without one; the id makes it total."""
    if not asked:
        return (Key("c.opened_at", "time", descending=True), Key("c.id", "id", descending=True))
    if len(asked) > _MOST_KEYS:
        raise Invalid(f"order by {_MOST_KEYS} columns at most", field="order_by")
    keys = []
    for item in asked:
        _, key = item.field.value
        keys.append(Key(key.expression, key.kind, item.direction is Direction.DESC, key.nullable))
    return (*keys, Key("c.id", "id", keys[-1].descending))


def case_list(
    name: str,
    cls: Any,
    filters: Any,
    orders: Any,
    columns: Mapping[str, Column],
    description: str,
    *,
    only_type: str | None = None,
    groups: Mapping[str, str] | None = None,
) -> Any:
    """The root field of a list of cases; `groups` are the field groups of its filterable columns."""

    async def resolve(
        info: Info,
        where: Any = None,
        order_by: Any = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Any:
        _check_readable(info, only_type, {**_HIDDEN_WITH, **(groups or {})}, _asked(columns, where, order_by))
        page = keyset.page_of(first, after, last, before)
        conditions = _conditions(info, only_type, columns, where)
        reader = info.context.reader
        rows = await reader.page(models.Case, CASE_SOURCE, conditions, order_of(order_by), page)
        return connection(rows, info.context.present, lambda: reader.count(CASE_SOURCE, conditions))

    resolve.__name__ = name
    resolve.__annotations__ |= {
        "where": filters | None,
        "order_by": list[orders] | None,
        "return": Connection[cls],
    }
    return strawberry.field(resolver=resolve, description=description)


def _conditions(info: Info, only_type: str | None, columns: Mapping[str, Column], where: Any) -> Sql:
    conditions = [info.context.reader.readable(), *sql_of(columns, where)]
    if only_type:
        conditions.insert(0, Sql("c.case_type = ?", (only_type,)))
    text = getattr(where, "text", None)
    if text:
        conditions += words("c.search", text, field="where")
    return Sql.all_of(conditions)


def _asked(columns: Mapping[str, Column], where: Any, order_by: Any) -> set[str]:
    """The columns that are filtered or ordered by."""
    ordered = {item.field.name.lower() for item in order_by or ()}
    return ordered | {name for name in columns if getattr(where, name, None)}


def _check_readable(info: Info, only_type: str | None, groups: Mapping[str, str], asked: set[str]) -> None:
    """What is not readable is not filterable or orderable: the answers would tell it bit by bit."""
    platform, actor = info.context.platform, info.context.actor
    types = [only_type] if only_type else list(platform.case_types)
    seen = [name for name in types if platform.policy.sees_type(actor, platform.case_types[name])]
    hidden = frozenset().union(*(info.context.hidden(name) for name in seen))
    for name in sorted(asked):
        if groups.get(name) in hidden:
            raise Forbidden(f"your roles do not show {name}", rule="field.hidden", field=name)


def connection(rows: Rows[Any], wrap: Any, count: Any) -> Any:
    """A page of rows as a Relay connection."""
    edges = [Edge(node=wrap(row), cursor=cursor) for row, cursor in zip(rows.rows, rows.cursors, strict=True)]
    info = PageInfo(
        has_next_page=rows.has_next,
        has_previous_page=rows.has_previous,
        start_cursor=rows.cursors[0] if rows.cursors else None,
        end_cursor=rows.cursors[-1] if rows.cursors else None,
    )
    return Connection(edges=edges, page_info=info, count=count)
