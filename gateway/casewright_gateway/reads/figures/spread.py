"""How long things took: nearest-rank quantiles, computed by the database."""

from collections.abc import Callable, Mapping, Sequence

from casewright.db.dialect import Dialect
from casewright.db.sql import Sql
from casewright.figures import Spread
from casewright.platform import Platform
from casewright_gateway.reads.figures.scope import ALL, LABEL, Label


async def spreads(platform: Platform, taken: Sql, labels: Sequence[str]) -> dict[Label, Spread]:
    """The spread of each label, or one for `ALL`; `taken` selects `seconds` and, where `labels` has it, `label`.

    The quantile of p percent is the value of the rank `ceil(p * n / 100)`: one that was measured, none in between.
    """
    before, after = _QUANTILES[platform.database.dialect](labels)
    rows = await platform.database.rows(Sql(before) + taken + Sql(after))
    return {row.get(LABEL, ALL): Spread(row["n"], int(row["median"]), int(row["p90"])) for row in rows if row["n"]}


def _of_sqlite(labels: Sequence[str]) -> tuple[str, str]:
    """It has no aggregate for quantiles, and counts ranks."""
    counted, placed = ", ".join([*labels, "n"]), ", ".join([*labels, "seconds"])
    each = f"PARTITION BY {', '.join(labels)}" if labels else ""
    return (
        f"SELECT {counted}, {_at(50)} AS median, {_at(90)} AS p90 FROM (SELECT {placed},"  # noqa: S608
        f" row_number() OVER ({each} ORDER BY seconds) AS place, count(*) OVER ({each}) AS n FROM (",
        f") taken) placed GROUP BY {counted}",
    )


def _at(percent: int) -> str:
    return f"max(CASE WHEN place = (n * {percent} + 99) / 100 THEN seconds END)"


def _of_postgres(labels: Sequence[str]) -> tuple[str, str]:
    counted, each = ", ".join([*labels, "n"]), f" GROUP BY {', '.join(labels)}" if labels else ""
    quantiles = "percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds)"
    return (
        f"SELECT {counted}, quantiles[1] AS median, quantiles[2] AS p90 FROM ("  # noqa: S608
        f"SELECT {', '.join([*labels, 'count(*) AS n'])}, {quantiles} AS quantiles FROM (",
        f") taken{each}) counted",
    )


_QUANTILES: Mapping[Dialect, Callable[[Sequence[str]], tuple[str, str]]] = {
    "sqlite": _of_sqlite,
    "postgres": _of_postgres,
}
"""What stands before and after the rows."""
