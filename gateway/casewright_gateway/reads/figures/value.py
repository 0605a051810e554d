"""What cases come to: promises kept, goals reached, what people think, what it cost."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from casewright.db.dialect import json_field
from casewright.db.exact_sum import exact_sum
from casewright.db.sql import Sql
from casewright.declarations import Metric
from casewright.errors import Invalid
from casewright.evaluation import Economy, economies
from casewright.inputs import PLACES
from casewright_gateway.reads.figures.scope import ALL, LABEL, Label, Scope

_UNIT: int = 10**PLACES
"""An amount has whole parts of a unit of money, so many in a unit."""


@dataclass
class Cost:
    """A sum of amounts of one kind."""

    kind: str
    amount: Decimal
    currency: str
    hard: bool


class Standing(NamedTuple):
    """How many clocks of a name stand how, how many of them paused, and what their pauses covered, in seconds."""

    name: str
    met: int
    missed: int
    running: int
    paused: int
    with_pauses: int
    paused_seconds: int


_STANDINGS = ("met", "missed", "running", "paused")


class Sums(NamedTuple):
    """How many cases there are, and of each declared figure by its name how many have it, and its sum."""

    cases: int
    figures: Mapping[str, tuple[int, Decimal]]


class Opinion(NamedTuple):
    """What people of one kind think: so many ratings and their sum."""

    source: str
    ratings: int
    total: int


async def clocks(scope: Scope) -> dict[Label, list[Standing]]:
    """Every clock that was started, by label, name and how it stood.

    A deadline that has passed is missed, whether the clock was stopped afterwards or not; a pause that still lasts
    moves the deadline and is told as paused, as long as the figures are of now.
    """
    at = scope.at
    status = Sql(
        "CASE WHEN k.stopped_at <= k.deadline_at AND k.stopped_at <= ? THEN 'met'"
        " WHEN k.status = 'paused' AND k.started_at <= ? THEN 'paused'"
        " WHEN k.deadline_at <= ? THEN 'missed' ELSE 'running' END",
        (at, at, at),
    )
    counts = [f"count(CASE WHEN status = '{name}' THEN 1 END) AS {name}" for name in _STANDINGS]
    pauses = "count(CASE WHEN covered > 0 THEN 1 END) AS with_pauses, sum(covered) AS paused_seconds"
    by = ", ".join([*scope.labels, "name"])
    started = (
        Sql(f"SELECT {by}, k.paused_seconds AS covered, ")
        + status
        + Sql(" AS status ")
        + (scope.joined("clock", "k", LABEL, part="clock") if scope.by else scope.alone("clock", "k", part="clock"))
        + Sql(" AND k.started_at <= ?", (at,))
    )
    rows = await scope.platform.database.rows(
        Sql(f"SELECT {by}, {', '.join(counts)}, {pauses} FROM (")  # noqa: S608
        + scope.once(started)
        + Sql(f") read GROUP BY {by} ORDER BY name")
    )
    found: dict[Label, list[Standing]] = defaultdict(list)
    for row in rows:
        found[row.pop(LABEL, ALL)].append(Standing(**row | {"paused_seconds": int(row["paused_seconds"])}))
    return found


async def goals(scope: Scope) -> dict[str, int]:
    """The goals of the plans in force, by how far they were when they were last looked at."""
    at = scope.at
    read = Sql(
        "(SELECT goal_id, status, row_number() OVER (PARTITION BY goal_id ORDER BY id DESC) AS place"
        " FROM goal_progress WHERE recorded_at <= ?) reading ON reading.goal_id = g.origin_id AND reading.place = 1",
        (at,),
    )
    in_force = Sql(" WHERE p.accepted_at <= ? AND (p.ended_at IS NULL OR p.ended_at > ?)", (at, at))
    rows = await scope.platform.database.rows(
        Sql("SELECT reading.status AS status, count(*) AS n ")
        + scope.joined("goal", "g", part="plan")
        + Sql(" JOIN plan p ON p.id = g.plan_id JOIN ")
        + read
        + in_force
        + Sql(" GROUP BY reading.status ORDER BY n DESC, status")
    )
    return {row["status"]: row["n"] for row in rows}


async def satisfaction(scope: Scope) -> list[Opinion]:
    """The ratings from 1 to 5, by whose they are."""
    rows = await scope.platform.database.rows(
        Sql("SELECT f.source AS source, count(*) AS n, sum(f.rating) AS total ")
        + scope.joined("feedback", "f", part="feedback")
        + Sql(" WHERE f.given_at <= ? GROUP BY f.source ORDER BY f.source", (scope.at,))
    )
    return [Opinion(row["source"], row["n"], int(row["total"])) for row in rows]


async def economy(scope: Scope) -> list[Economy]:
    """What the cases cost and saved, by currency, hard and soft apart."""
    database = scope.platform.database
    rows = await database.rows(
        Sql("SELECT e.kind AS kind, e.currency AS currency, e.hard AS hard, ")
        + Sql(f"{exact_sum(database.dialect, 'e.amount')} AS amount ")
        + scope.joined("cost_entry", "e", part="cost_entry")
        + Sql(" WHERE e.entered_at <= ? GROUP BY e.kind, e.currency, e.hard", (scope.at,))
    )
    return economies(Cost(row["kind"], _plain(row["amount"]), row["currency"], bool(row["hard"])) for row in rows)


def _plain(amount: Decimal | str) -> Decimal:
    """Without zeros at the end, which one database writes and the other does not."""
    return Decimal(int(Decimal(amount) * _UNIT)) / _UNIT


def shown_metrics(scope: Scope, names: Collection[str] | None = None) -> Sequence[Metric]:
    """The metrics of the case type but those taken from what a grant hides from the actor; none of all types.

    With `names` only those; raises Invalid for a name that none of them has.
    """
    shown = _shown(scope)
    if names is None:
        return shown
    known = [metric.name for metric in shown]
    for name in names:
        if name not in known:
            message = f"no figure {name} is declared that you may see; there are: {', '.join(known) or 'none'}"
            raise Invalid(message, rule="metrics.declared", field="names")
    return [metric for metric in shown if metric.name in names]


def _shown(scope: Scope) -> Sequence[Metric]:
    if scope.case_type is None:
        return ()
    hidden = scope.platform.policy.hidden(scope.actor, scope.case_type)
    return [metric for metric in scope.case_type.metrics if metric.group not in hidden]


async def sums(scope: Scope, metrics: Sequence[Metric]) -> dict[Label, Sums]:
    """By label, how many cases there are, and of each of these metrics count and sum over the cases that have it."""
    dialect, names = scope.platform.database.dialect, [metric.name for metric in metrics]
    figures = [f"{json_field(dialect, 'measures', name, 'text')} AS f{i}" for i, name in enumerate(names)]
    added = [f"count(f{i}) AS n{i}, {exact_sum(dialect, f'f{i}')} AS s{i}" for i in range(len(names))]
    source = Sql(f"SELECT {', '.join([*scope.labels, *figures])} FROM (") + scope.cases("measures", *scope.labels)  # noqa: S608
    rows = await scope.platform.database.rows(
        Sql(f"SELECT {', '.join([*scope.labels, 'count(*) AS cases', *added])} FROM (")  # noqa: S608
        + scope.once(source + Sql(") seen"))
        + Sql(f") read{f' GROUP BY {LABEL}' if scope.by else ''}")
    )
    return {
        row.get(LABEL, ALL): Sums(
            row["cases"], {name: (row[f"n{i}"], Decimal(row[f"s{i}"] or 0)) for i, name in enumerate(names)}
        )
        for row in rows
    }
