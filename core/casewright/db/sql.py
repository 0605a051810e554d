"""A piece of SQL with its values, composable and safe: no value ever becomes part of the text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from typing import Any

from casewright.db.dialect import Dialect, bind

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\?""")


@dataclass(frozen=True)
class Sql:
    """SQL text with `?` for each value of `params`, in order.

    The text is written by us or built from declared names, never from what a client sent. A `?` inside a quoted literal
    or name is refused: it could be mistaken for a placeholder. PostgreSQL's operators with `?` have functions instead.

    Raises ValueError when the number of placeholders is not the number of values.
    """

    text: str
    params: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        if self.text.count("?") != len(self.params):
            raise ValueError(f"{self.text.count('?')} placeholders but {len(self.params)} values in: {self.text}")

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(self.text + other.text, self.params + other.params)

    @staticmethod
    def join(separator: str, parts: Iterable["Sql"]) -> "Sql":
        """The parts in order with the separator between them."""
        parts = tuple(parts)
        return Sql(separator.join(part.text for part in parts), tuple(value for part in parts for value in part.params))

    @staticmethod
    def all_of(parts: Iterable["Sql"]) -> "Sql":
        """True when every part is true, so also when there is none."""
        return _combined(" AND ", parts, "1 = 1")

    @staticmethod
    def any_of(parts: Iterable["Sql"]) -> "Sql":
        """True when at least one part is true, so never when there is none."""
        return _combined(" OR ", parts, "1 = 0")

    @staticmethod
    def one_of(column: str, values: Sequence[Any]) -> "Sql":
        """True when the column has one of the values, so never when there is none."""
        if not values:
            return Sql("1 = 0")
        return Sql(f"{column} IN ({', '.join('?' * len(values))})", tuple(values))

    def render(self, dialect: Dialect) -> tuple[str, list[Any]]:
        """The text with this database's placeholders, and the values as its driver wants them.

        Raises ValueError for a `?` inside quotes, Invalid for a value no database can hold.
        """
        return placed(dialect, self.text), [bind(dialect, value) for value in self.params]


def _combined(operator: str, parts: Iterable[Sql], empty: str) -> Sql:
    joined = Sql.join(f"){operator}(", parts)
    return Sql(f"({joined.text})", joined.params) if joined.text else Sql(empty)


@lru_cache(maxsize=512)
def placed(dialect: Dialect, text: str) -> str:
    """The text with the placeholders of this database; raises ValueError for a `?` inside quotes."""
    numbers = count(1)

    def placeholder(token: re.Match[str]) -> str:
        if token[0] == "?":
            return "?" if dialect == "sqlite" else f"${next(numbers)}"
        if "?" in token[0]:
            raise ValueError(f"a placeholder inside quotes in: {text}")
        return token[0]

    return _TOKEN.sub(placeholder, text)
