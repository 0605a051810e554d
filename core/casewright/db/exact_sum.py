"""Sums of decimals to the last digit: PostgreSQL adds them up so, SQLite would add up floats."""

import sqlite3
from decimal import Context, Decimal
from typing import Any

from casewright.db.dialect import Dialect

_EXACT = Context(prec=500)
"""More digits than a number of 100 digits before and after its point needs, however many are added up."""


def exact_sum(dialect: Dialect, written: str) -> str:
    """The SQL expression of the sum of decimals, also of those written as text; NULL without any.

    SQLite gives it as text, and only on connections on which the function was installed.
    """
    return f"exact_sum({written})" if dialect == "sqlite" else f"sum(CAST({written} AS numeric))"


def install(connection: sqlite3.Connection) -> None:
    """Make the sum known to a connection of SQLite."""
    connection.create_aggregate("exact_sum", 1, _Sum)


class _Sum:
    """One sum while it is added up."""

    def __init__(self) -> None:
        self._total: Decimal | None = None

    def step(self, value: Any) -> None:
        if value is not None:
            self._total = _EXACT.add(self._total or Decimal(0), Decimal(str(value)))

    def finalize(self) -> Any:
        return None if self._total is None else format(self._total, "f")
