"""How long things took: nearest-rank quantiles, computed by the database."""

from collections.abc import Mapping

from casewright.db.dialect import Dialect
from casewright.db.sql import Sql
from casewright.figures import Spread
from casewright.platform import Platform


async def spreads(platform: Platform, taken: Sql) -> dict[str | None, Spread]:
    """The spread of each label; `taken` selects `label` and `seconds`.

    The quantile of p percent is the value of the rank `ceil(p * n / 100)`: one that was measured, none in between.
    """
    before, after = _QUANTILES[platform.database.dialect]
    rows = await platform.database.rows(Sql(before) + taken + Sql(after))
    return {row["label"]: Spread(row["n"], int(row["median"]), int(row["p90"])) for row in rows}


def _at(percent: int) -> str:
    return f"max(CASE WHEN place = (n * {percent} + 99) / 100 THEN seconds END)"


_QUANTILES: Mapping[Dialect, tuple[str, str]] = {
    "sqlite": (
        f"SELECT label, n, {_at(50)} AS median, {_at(90)} AS p90 FROM (SELECT label, seconds,"  # noqa: S608
        " row_number() OVER (PARTITION BY label ORDER BY seconds) AS place, count(*) OVER (PARTITION BY label) AS n"
        " FROM (",
        ") taken) placed GROUP BY label, n",
    ),
    "postgres": (
        "SELECT label, n, quantiles[1] AS median, quantiles[2] AS p90 FROM ("
        "SELECT label, count(*) AS n,"
        " percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) AS quantiles FROM (",
        ") taken GROUP BY label) counted",
    ),
}
"""What stands before and after the rows; SQLite has no aggregate for it and counts ranks."""
