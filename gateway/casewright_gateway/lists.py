"""Lists of cases: generic filters and orders."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.clocks import ClockStatus
from casewright.db.sql import Sql
from casewright.declarations import Action, Confidentiality
from casewright.errors import Forbidden, Invalid
from casewright.platform import Platform
from casewright.process import Phase, Priority, Risk, Status
from casewright.working_models import WorkingModel
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.filters import Choice, Column, Range, TextFilter, asked_for, sql_of
from casewright_gateway.paging import paged
from casewright_gateway.reads import keyset
from casewright_gateway.reads.clocked import clocked
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.said import said
from casewright_gateway.reads.tagged import tagged
from casewright_gateway.sources import source
from casewright_gateway.types.enums import Direction

_UNSET = strawberry.UNSET
_MOST_KEYS = 5


def _condition(description: str) -> Any:
    return strawberry.field(default=_UNSET, description=description)


@strawberry.input(description="A clock of a case, and where it stands.")
class ClockFilter:
    """One clock by its name."""

    name: str = strawberry.field(description="The name of the clock.")
    status: list[ClockStatus] = strawberry.field(
        description="One of these; `PENDING` finds the cases in which it never started, so that nothing can be late."
    )


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
    priority: Choice[Priority] | None = _condition("How soon it is worked on.")
    model: Choice[WorkingModel] | None = _condition("How it is worked.")
    confidentiality: Choice[Confidentiality] | None = _condition("How far it is kept from others.")
    external_id: TextFilter | None = _condition("Its identifier in another system.")
    opened_at: Range[datetime] | None = _condition("When it was opened.")
    closed_at: Range[datetime] | None = _condition("When it ended.")
    tags: list[str] | None = _condition("Tags, of which it has all; upper and lower case are the same.")
    clock: ClockFilter | None = _condition("Where one of its clocks stood after the last event.")
    text: str | None = _condition(
        "Words in number, title and indexed texts, in the names of parties, and in notes, each as far as you may see"
        " them; upper and lower case are the same."
    )


@strawberry.input(description="Which cases, of whatever type; all conditions given must hold.")
class AnyCaseFilter(CaseFilter):
    """Conditions on cases of several types."""

    type: Choice[str] | None = _condition("The name of the case type.")


_NAMES = (
    "number", "stage", "phase", "status", "outcome", "assignee", "team",
    "risk_level", "risk_points", "priority", "model", "confidentiality", "external_id", "opened_at", "closed_at",
)  # fmt: skip
CASE_COLUMNS: Mapping[str, Column] = {name: Column(f"c.{name}") for name in _NAMES} | {"type": Column("c.case_type")}
_STEADY = CASE_COLUMNS.keys() - {"number", "external_id"}
"""By these one reads along the order of a list; by others, a few rows or half of the table, as the value may be."""
_HIDDEN_WITH: Mapping[str, str] = {"risk_level": "risk", "risk_points": "risk", "priority": "risk"}
PRIORITY = "CAST(CASE c.priority {} END AS NUMERIC)".format(
    " ".join(f"WHEN '{priority.value}' THEN {priority.rank}" for priority in Priority)
)
"""The priority of a case as a number, for orders."""
_ORDERS: Mapping[str, Key] = {
    "opened_at": Key("c.opened_at", "time"),
    "updated_at": Key("c.updated_at", "time"),
    "closed_at": Key("c.closed_at", "time", nullable=True),
    "number": Key("c.number", "text"),
    "title": Key("c.title", "text"),
    "risk_points": Key("CAST(c.risk_points AS NUMERIC)", "number"),  # a cursor may hold any number
    "priority": Key(PRIORITY, "number"),
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
    hidden_with = {**_HIDDEN_WITH, **(groups or {})}

    def seen(platform: Platform, actor: Actor) -> Sql:
        of_type = Sql(f"c.case_type = '{only_type}'") if only_type else Sql("1 = 1")
        return Sql.all_of([of_type, platform.policy.predicate(actor, Action.READ)])

    def asked(platform: Platform, actor: Actor, given: Arguments) -> Sql:
        where = given.get("where")
        chosen, (text, tags, clock) = asked_for(columns, where), _apart(where)
        ordered = {item.field.name.lower() for item in given.get("order_by") or ()}
        _check_readable(platform, actor, only_type, hidden_with, ordered | chosen.keys())
        found = said(platform, actor, text) if text else []
        standing = clocked(platform, actor, clock.name, clock.status) if clock else []
        return Sql.all_of([*sql_of(columns, chosen), *tagged(platform, actor, tags), *standing, *found])

    def steady(given: Arguments) -> bool:
        where = given.get("where")
        return _STEADY.issuperset(asked_for(columns, where)) and not any(_apart(where))

    listing = Listing(models.Case, lambda given: order_of(given.get("order_by")), seen, asked, steady=steady, alias="c")

    return _root_field(name, listing, cls, filters, orders, description)


def _root_field(name: str, listing: Listing, cls: Any, filters: Any, orders: Any, description: str) -> Any:
    async def resolve(
        info: Info,
        where: Any = None,
        order_by: Any = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Any:
        return await paged(info, cls, listing, {"where": where, "order_by": order_by}, first, after, last, before)

    resolve.__name__ = name
    resolve.__annotations__ |= {
        "where": filters | None,
        "order_by": list[orders] | None,
        "return": Connection[cls],
    }
    return strawberry.field(resolver=resolve, description=description, metadata=source(listing))


def _apart(where: Any) -> tuple[str, Sequence[str], ClockFilter | None]:
    """What is looked for outside the row of a case: words, tags, and a clock."""
    text, tags, clock = (getattr(where, name, None) or None for name in ("text", "tags", "clock"))
    return text or "", tags or (), clock


def check_priority(platform: Platform, actor: Actor) -> None:
    """Whether the actor may have lists in the order of priority; raises Forbidden."""
    _check_readable(platform, actor, None, _HIDDEN_WITH, {"priority"})


def _check_readable(
    platform: Platform, actor: Actor, only_type: str | None, groups: Mapping[str, str], named: set[str]
) -> None:
    """What is not readable is not filterable or orderable: the answers would tell it bit by bit."""
    guarded = sorted(named & groups.keys())
    if not guarded:
        return
    types = [platform.case_types[only_type]] if only_type else list(platform.case_types.values())
    seen = [case_type for case_type in types if platform.policy.sees_type(actor, case_type)]
    hidden = frozenset().union(*(platform.policy.hidden(actor, case_type) for case_type in seen))
    for name in guarded:
        if groups[name] in hidden:
            raise Forbidden(f"your roles do not show {name}", rule="field.hidden", field=name)
