"""What is in the databases, as a client could know it: ids, values of fields, and places in lists."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from graphql import GraphQLSchema, get_named_type
from strawberry.utils.str_converters import to_camel_case

from casewright import models
from casewright.db.sql import Sql
from casewright.models.row import Row
from casewright.platform import Platform
from casewright_gateway.ids import encode
from equality.needed import needed
from equality.rows import ELSEWHERE

M = TypeVar("M", bound=Row)

_ABSENT = UUID("01a20000-0000-7000-8000-000000000000")
_TABLES: tuple[type[Row], ...] = (
    models.Task,
    models.Approval,
    models.Note,
    models.Document,
    models.DocumentShare,
    models.DocumentVersion,
    models.CaseParty,
    models.Party,
    models.Alert,
    models.Assessment,
    models.Need,
    models.Plan,
    models.Goal,
    models.Intervention,
    models.Service,
    models.Appointment,
    models.Consent,
    models.Contact,
    models.ContactProgramme,
    models.TransitionRecord,
    models.ApiKey,
    models.Education,
    models.EmergencyAccess,
    models.LegalHold,
    models.CaseAccess,
    models.Disposal,
    models.Webhook,
    models.Delivery,
    models.Event,
    models.Member,
    models.Absence,
    models.Delegation,
    models.Notification,
)
_MOST_IDS, _FOREIGN = 60, 8
"""Of each type: so many, and so many of the tenant that was filled last."""

Place = tuple[Sequence[Mapping[str, str]], Sequence[str]]
"""An order of a list, and cursors of rows in it."""


@dataclass(frozen=True)
class World:
    """`ids` by type; `values` by owner and name, where the owner may be empty; `pages` by the root field of a list.

    `foreign` are the ids of the other tenant, which nobody at home may ever see.
    """

    ids: Mapping[str, Sequence[str]]
    values: Mapping[tuple[str, str], Sequence[Any]]
    pages: Mapping[str, Sequence[Place]]
    foreign: frozenset[str]


Ask = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""Asks a query with variables as somebody who sees much; the data of the answer."""


async def survey(platform: Platform, schema: GraphQLSchema, ask: Ask) -> World:
    """The world of an open platform: its ids and values from the rows, its places from the API."""
    cases = await _rows(platform, models.Case)
    rows = {model.__name__: await _rows(platform, model) for model in _TABLES}
    rows |= {name: [case for case in cases if case.case_type == name] for name in platform.case_types}
    every = {name: [encode(name, row.id) for row in found] for name, found in rows.items()}
    ids = {name: [*found[:_MOST_IDS], *found[-_FOREIGN:], encode(name, _ABSENT)] for name, found in every.items()}
    foreign = {encode(name, row.id) for name, found in rows.items() for row in found if row.tenant_id == ELSEWHERE}
    values = _values(cases) | {("parties", "name"): [party.name for party in await _rows(platform, models.Party)]}
    values["", "caseType"] = list(platform.case_types)
    values["declared", "names"] = [metric.name for each in platform.case_types.values() for metric in each.metrics]
    return World(ids, values, {name: found async for name, found in _pages(schema, ask)}, frozenset(foreign))


async def _rows(platform: Platform, model: type[M]) -> list[M]:
    found = await platform.database.rows(Sql(f'SELECT * FROM "{model._meta.db_table}" ORDER BY id'))
    return [model._init_from_db(**row) for row in found]


def _values(cases: Sequence[models.Case]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {
        ("", "text"): [word for case in cases for word in case.search.split()],
        ("", "type"): [case.case_type for case in cases],
    }
    for name in ("number", "stage", "outcome", "assignee", "team", "external_id", "risk_points"):
        found["", to_camel_case(name)] = [
            value for value in (getattr(case, name) for case in cases) if value is not None
        ]
    for name in ("opened_at", "closed_at"):
        moments = [value.isoformat() for value in (getattr(case, name) for case in cases) if value is not None]
        found["", to_camel_case(name)] = moments
        found["", "openedFrom"] = found["", "openedBefore"] = found["", "dueAt"] = moments
    for case in cases:
        for name, value in case.fields_json.items():
            if isinstance(value, str | int | float):
                found.setdefault((f"{case.case_type}Filter", to_camel_case(name)), []).append(value)
    return found


async def _pages(schema: GraphQLSchema, ask: Ask) -> AsyncIterator[tuple[str, list[Place]]]:
    """Each list of the schema in several orders: unordered, by each column, and by columns more."""
    assert schema.query_type is not None
    random = Random(1)
    for name, field in schema.query_type.fields.items():
        given = needed(field)
        if "after" not in field.args or given is None:
            continue
        orders: list[list[dict[str, str]]] = [[]]
        if "orderBy" in field.args:
            kind: Any = get_named_type(field.args["orderBy"].type)
            orders += _orders(list(get_named_type(kind.fields["field"].type).values), random)
            asked = f"($order: [{kind.name}!]) {{ {name}(orderBy: $order) {{ edges {{ cursor }} }} }}"
        else:
            asked = f"{{ {name}({given}first: 50) {{ edges {{ cursor }} }} }}"
        yield name, [(order, await _cursors(ask, name, asked, order)) for order in orders]


def _orders(columns: Sequence[str], random: Random) -> list[list[dict[str, str]]]:
    return [_order([column, *random.sample(columns, random.randrange(3))], random) for column in columns]


def _order(columns: Sequence[str], random: Random) -> list[dict[str, str]]:
    return [{"field": column, "direction": random.choice(("ASC", "DESC"))} for column in columns]


async def _cursors(ask: Ask, name: str, asked: str, order: Sequence[Mapping[str, str]]) -> list[str]:
    data = await ask(f"query {asked}", {"order": order} if order else {})
    return [edge["cursor"] for edge in data[name]["edges"]]
