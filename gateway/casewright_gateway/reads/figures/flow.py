"""How cases flow: counted by everything, time taken, what waits, what came back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from casewright.db.dialect import whole_seconds
from casewright.db.sql import Sql
from casewright.figures import Rate, Spread, Tally
from casewright_gateway.reads.figures.scope import ENDED, LABEL, OPEN, Label, Scope
from casewright_gateway.reads.figures.spread import spreads

_ENDS = f"SELECT r.case_id FROM rest r WHERE r.status IN {ENDED}"  # noqa: S608


class Flow(NamedTuple):
    """What happened in a period: cases opened, ended and taken up again, each as often as it happened."""

    opened: int
    ended: int
    reopened: int


async def tally(scope: Scope, by: Sequence[str], *, still_open: bool = False) -> Tally:
    """All cases, or at least those that have not ended, counted once by all of these columns.

    As of a moment that has passed all are counted: how many had ended by then PostgreSQL cannot guess beforehand.
    """
    columns, chosen = ", ".join(by), f" WHERE status IN {OPEN}" if still_open and scope.as_of is None else ""
    cases = scope.cases(*by)
    rows = await scope.platform.database.rows(
        Sql(f"SELECT {columns}, count(*) AS n FROM (")  # noqa: S608
        + (scope.once(cases) if LABEL in by else cases)
        + Sql(f") seen{chosen} GROUP BY {columns}")
    )
    return Tally(tuple(({name: row[name] for name in by}, row["n"]) for row in rows))


async def cycle_time(scope: Scope) -> dict[Label, Spread]:
    """From opening to end, of the cases that have ended; a case that was reopened counts with its last end."""
    dialect = scope.platform.database.dialect
    spent = f"{whole_seconds(dialect, 'ended_at')} - {whole_seconds(dialect, 'opened_at')}"
    return await _spreads(scope, spent, "ended_at", "ended_at IS NOT NULL")


async def age(scope: Scope) -> dict[Label, Spread]:
    """Since when the cases that have not ended are open: the age of the backlog."""
    opened = whole_seconds(scope.platform.database.dialect, "opened_at")
    return await _spreads(scope, f"{int(scope.at.timestamp())} - {opened}", "status", f"status NOT IN {ENDED}")


async def _spreads(scope: Scope, seconds: str, column: str, chosen: str) -> dict[Label, Spread]:
    selected = ", ".join([*scope.labels, f"{seconds} AS seconds"])
    taken = Sql(f"SELECT {selected} FROM (") + scope.cases(column, *scope.labels) + Sql(f") seen WHERE {chosen}")  # noqa: S608
    return await spreads(scope.platform, scope.once(taken) if scope.by else taken, scope.labels)


async def time_in_phases(scope: Scope) -> dict[Label, Spread]:
    """What the cases spent in each phase, all finished stays of a case together; an end of the case ends its stay."""
    taken = Sql("SELECT p.phase AS label, p.seconds ") + scope.alone("phase_time", "p", part="phase_visit")
    return await spreads(scope.platform, taken + scope.in_force("p"), [LABEL])


async def throughput(scope: Scope, since: datetime, before: datetime) -> Flow:
    """What happened from one moment to before another, as far as it had by the moment of which the figures are."""
    period = (since, before, scope.at)
    ends = scope.joined("rest", "r", part="") + Sql(f" WHERE r.status IN {ENDED}")
    opened = _count(
        Sql("FROM (") + scope.cases() + Sql(") seen WHERE opened_at >= ? AND opened_at < ? AND opened_at <= ?", period)
    )
    ended = _count(ends + Sql(" AND r.since >= ? AND r.since < ? AND r.since <= ?", period))
    again = _count(ends + Sql(" AND r.until >= ? AND r.until < ? AND r.until <= ?", period))
    return Flow(*await _counts(scope, opened, ended, again))


async def reopened(scope: Scope) -> Rate:
    """Of the cases that ever ended, those that were taken up again."""
    again = Sql(f"{_ENDS} AND r.until <= ?", (scope.at,))
    return await _share(scope, again, of=Sql(f"{_ENDS} AND r.since <= ?", (scope.at,)), part="")


async def rework(scope: Scope) -> Rate:
    """Of all cases, those that went back to a stage or a phase at least once."""
    back = Sql("SELECT v.case_id FROM phase_visit v WHERE v.returned AND v.entered_at <= ?", (scope.at,))
    return await _share(scope, back, part="phase_visit")


async def reassigned(scope: Scope) -> Rate:
    """Of the cases that a person has or had, those that went from one person to another at least once."""
    counts = (
        "SELECT count(CASE WHEN a.holders > 1 THEN 1 END) AS part, count(CASE WHEN a.holders > 0 THEN 1 END) AS whole "
    )
    [row] = await scope.platform.database.rows(
        Sql(counts) + scope.alone("assignment", "a", part="assignment") + scope.in_force("a")
    )
    return Rate(row["part"], row["whole"])


async def first_contact(scope: Scope) -> Rate:
    """Of the cases that have ended, those that the screening found resolved at the first contact."""
    found = Sql(
        " WHERE seen.ended_at IS NOT NULL AND s.verdict = 'resolved_quickly' AND s.screened_at <= ?"
        " AND (s.invalidated_at IS NULL OR s.invalidated_at > ?)",
        (scope.at, scope.at),
    )
    resolved = _count(scope.joined("screening", "s", "ended_at", part="screening") + found, "DISTINCT s.case_id")
    ended = Sql("FROM (") + scope.cases("ended_at", part="screening") + Sql(") seen WHERE ended_at IS NOT NULL")
    return Rate(*await _counts(scope, resolved, _count(ended)))


async def _share(scope: Scope, rows: Sql, *, of: Sql | None = None, part: str) -> Rate:
    """Those of the cases that have such rows; of all of them, or of those that have rows `of` a kind.

    Cases are counted, which PostgreSQL does with several processes; different values of a column it counts with one.
    """
    within = Sql(" WHERE id IN (") + of + Sql(")") if of else Sql("")
    [row] = await scope.platform.database.rows(
        Sql("SELECT count(CASE WHEN id IN (")
        + rows
        + Sql(") THEN 1 END) AS part, count(*) AS whole FROM (")
        + scope.cases(part=part)
        + Sql(") seen")
        + within
    )
    return Rate(row["part"], row["whole"])


def _count(source: Sql, what: str = "*") -> Sql:
    return Sql(f"(SELECT count({what}) ") + source + Sql(")")


async def _counts(scope: Scope, *counts: Sql) -> list[int]:
    """Several counts in one statement."""
    named = [count + Sql(f" AS n{place}") for place, count in enumerate(counts)]
    [row] = await scope.platform.database.rows(Sql("SELECT ") + Sql.join(", ", named))
    return [row[f"n{place}"] for place in range(len(counts))]
