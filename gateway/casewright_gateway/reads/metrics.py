"""Figures over many cases, each computed by the database, over what the actor may see."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Any

from casewright.casetype import CaseType
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.platform import Platform


async def counts(platform: Platform, where: Sql, column: str) -> dict[str, int]:
    """How many cases have each value of a column of `"case" c`."""
    rows = await platform.database.rows(
        Sql(f'SELECT {column} AS value, count(*) AS n FROM "case" c WHERE ')  # noqa: S608
        + where
        + Sql(f" GROUP BY {column} ORDER BY n DESC")
    )
    return {row["value"]: row["n"] for row in rows if row["value"] is not None}


async def cycle_seconds(platform: Platform, where: Sql) -> list[float]:
    """The times from opening to closing of the cases that ended, in seconds, ascending."""
    spent = (
        "EXTRACT(EPOCH FROM c.closed_at - c.opened_at)"
        if platform.database.dialect == "postgres"
        else "(julianday(c.closed_at) - julianday(c.opened_at)) * 86400"
    )
    rows = await platform.database.rows(
        Sql(f'SELECT {spent} AS seconds FROM "case" c WHERE c.closed_at IS NOT NULL AND ')  # noqa: S608
        + where
        + Sql(" ORDER BY seconds")
    )
    return [float(row["seconds"]) for row in rows]


async def declared(platform: Platform, case_type: CaseType[Any], where: Sql) -> dict[str, tuple[int, Decimal]]:
    """Count and sum of each declared metric over the cases that have a figure."""
    if not case_type.metrics:
        return {}
    dialect = platform.database.dialect
    figures = [json_field(dialect, "c.measures", metric.name, "number") for metric in case_type.metrics]
    selected = ", ".join(f"count({figure}) AS n{i}, sum({figure}) AS s{i}" for i, figure in enumerate(figures))
    [row] = await platform.database.rows(Sql(f'SELECT {selected} FROM "case" c WHERE ') + where)  # noqa: S608
    return {metric.name: (row[f"n{i}"], Decimal(str(row[f"s{i}"] or 0))) for i, metric in enumerate(case_type.metrics)}


def between(opened_from: datetime | None, opened_before: datetime | None) -> list[Sql]:
    """Cases opened within a period."""
    bounds = [
        Sql("c.opened_at >= ?", (opened_from,)) if opened_from else None,
        Sql("c.opened_at < ?", (opened_before,)) if opened_before else None,
    ]
    return [bound for bound in bounds if bound]


def quantile(ascending: Sequence[float], share: float) -> float | None:
    """The nearest-rank quantile; None of nothing."""
    if not ascending:
        return None
    return ascending[max(0, ceil(share * len(ascending)) - 1)]
