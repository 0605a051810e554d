"""Values made up from the hints of a dataclass: every bound kept, every optional sometimes empty, every text hard."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from random import Random
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from casewright.fields import strip_annotation

TEXTS = (
    "Lime Street",
    "lime street",
    'Łódź 🌉 d\'Arc "quoted" \\ ? $1 %s {x}',
    "100 % of a_b",
    '\'; DROP TABLE "case"; --',
    "",
    " leading and trailing ",
    "Straße İstanbul \u202e ß",
    "line\r\n\tbreak \u2028 </script>",
    "👩‍👩‍👧‍👦",
    "null",
    "[1]",
    "long " * 80,
    "7",
)
"""Texts that break whoever does not treat them as texts."""
FORMED = ("US-TX", "EU", "A101", "E101", "L100", "CLM-2026-000001", "DE-BE", "US", "A102", "E102", "L200")
"""Texts of the forms that some fields ask for."""
TAGS = ("storm", "Straße", "near school", "ﬁr", "Ä")
DECIMALS = tuple(
    map(Decimal, ("0", "1.10", "1E+3", "-2.50", "0.000001", "999999999999.99", "-0", "12345678901234567890.123", "7"))
)
DATES = (date(1900, 1, 1), date(2026, 2, 28), date(2028, 2, 29), date(2026, 3, 2), date(2099, 12, 31))
TIMES = (
    datetime(1970, 1, 1, tzinfo=UTC),
    datetime(2026, 3, 1, 23, 59, 59, 999999, UTC),
    datetime(2026, 3, 2, 9, tzinfo=UTC),
    datetime(2026, 3, 2, 9, 0, 0, 500000, UTC),
    datetime(2026, 3, 2, 9, 0, 0, 120000, UTC),
    datetime(2026, 3, 29, 1, 30, 0, 1, UTC),
    datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC),
)
NUMBERS = (0, 1, -1, 7, 2026, 2**31 - 1, -(2**31))
_TRIES = 200


def text(random: Random, longest: int = 500) -> str:
    """A text of at most so many characters."""
    return random.choice(TEXTS)[:longest]


def moment(random: Random) -> datetime:
    """A time, mostly of its own."""
    return random.choice(TIMES) + timedelta(minutes=random.randrange(5) * 7)


def maybe(random: Random, make: Callable[[], Any]) -> Any:
    """A value, or None in a third of the cases."""
    return None if random.random() < 1 / 3 else make()


def instance(cls: type[Any], random: Random, **given: Any) -> Any:
    """A dataclass with made-up fields, checked as a plugin's fields are."""
    hints = get_type_hints(cls, include_extras=True)
    names = [field.name for field in dataclasses.fields(cls)]
    for _ in range(_TRIES):
        values = {name: value(hints[name], random) for name in names} | given
        try:
            return _adapter(cls).validate_python(values)
        except ValidationError:  # of a rule between the fields
            continue
    raise AssertionError(f"no {cls.__name__} could be made up")


def value(hint: Any, random: Random) -> Any:
    """A value of the hint; raises AssertionError for a kind of hint that is not known here."""
    bare, optional = strip_annotation(hint)
    if optional and random.random() < 1 / 3:
        return None
    for _ in range(_TRIES):
        candidate = _candidate(bare, random)
        try:
            return _adapter(hint).validate_python(candidate)
        except ValidationError:
            continue
    raise AssertionError(f"no {hint} could be made up")


@lru_cache(maxsize=1024)
def _adapter(hint: Any) -> TypeAdapter[Any]:
    return TypeAdapter(hint)


def _candidate(bare: Any, random: Random) -> Any:
    items = [item for item in get_args(bare) if item is not Ellipsis]
    if get_origin(bare) in (tuple, list, frozenset):
        return [value(items[0], random) for _ in range(random.randrange(4))]
    if dataclasses.is_dataclass(bare):
        return instance(bare, random)  # type: ignore[arg-type]
    if issubclass(bare, Enum):
        return random.choice(list(bare))
    return random.choice(_POOLS[bare])


_POOLS: dict[type[Any], tuple[Any, ...]] = {
    str: (*TEXTS, *FORMED),
    int: NUMBERS,
    float: (0.0, 0.1, -2.5, 1e-9, 1e15),
    bool: (True, False),
    Decimal: DECIMALS,
    date: DATES,
    datetime: TIMES,
}
