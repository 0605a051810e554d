"""What figures over many cases mean; the database only counts. Pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Rate:
    """A part of a whole, both counted in cases, clocks or goals."""

    part: int
    whole: int

    @property
    def share(self) -> Decimal | None:
        """`part / whole` to four places; None of nothing."""
        return round(Decimal(self.part) / self.whole, 4) if self.whole else None


@dataclass(frozen=True)
class Spread:
    """How long something took: so many stretches, and their nearest-rank quantiles in whole seconds."""

    count: int
    median: int
    p90: int


@dataclass(frozen=True)
class Tally:
    """Cases counted by everything at once: in each group all have the same values, and there are `cases` of them."""

    groups: tuple[tuple[Mapping[str, Any], int], ...]

    def count(self, **values: Any) -> int:
        """How many cases have all of these values."""
        return sum(cases for group, cases in self.groups if values.items() <= group.items())

    def by(self, name: str, **values: Any) -> list[tuple[Any, int]]:
        """How many of the cases with these values have each value of `name`, most first; none for no value."""
        found: Counter[Any] = Counter()
        for group, cases in self.groups:
            if group[name] is not None and values.items() <= group.items():
                found[group[name]] += cases
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def mean(count: int, total: int) -> Decimal | None:
    """`total / count` to two places; None of nothing."""
    return round(Decimal(total) / count, 2) if count else None
