"""Where SQLite and PostgreSQL differ, each difference one pure function."""

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from casewright.errors import Invalid

Dialect = Literal["sqlite", "postgres"]
Kind = Literal["text", "number", "boolean"]

KEY = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
"""What the name of a declared field looks like. Nothing else may become part of a JSON path."""

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a pair: no UTF-8 exists for it."""

WHOLE_NUMBERS = range(-(2**63), 2**63)
"""The integers both databases can hold."""


def json_field(dialect: Dialect, column: str, key: str, kind: Kind) -> str:
    """The SQL expression that reads one declared key of a JSON column; dates and times are text, absent is NULL.

    Decimals are stored as JSON strings, so a number is always cast. PostgreSQL refuses to cast a text that is no
    number: filter the rows to the case type that declares the key in the same AND.

    Raises ValueError for a key that is not a declared field's name.
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not the name of a field")
    if dialect == "sqlite":
        value = f"json_extract({column}, '$.{key}')"
        return f"CAST({value} AS NUMERIC)" if kind == "number" else value
    value = f"({column}->>'{key}')"
    return value if kind == "text" else f"({value}::{'numeric' if kind == 'number' else 'boolean'})"


def told_in_event(dialect: Dialect, body: str, key: str) -> str:
    """The SQL expression that reads, as text, what an event tells by a key; `body` is its column.

    Raises ValueError for a key that is no plain name.
    """
    if not KEY.fullmatch(key):
        raise ValueError(f"{key!r} is not the name of something told")
    return f"json_extract({body}, '$.data.{key}')" if dialect == "sqlite" else f"({body}::json #>> '{{data,{key}}}')"


def skip_locked(dialect: Dialect, of: str = "") -> str:
    """What ends a SELECT that locks its rows and leaves out those others have locked; `of` is one alias of several.

    Nothing for SQLite, which has one writer at a time.
    """
    if dialect == "sqlite":
        return ""
    return f" FOR UPDATE OF {of} SKIP LOCKED" if of else " FOR UPDATE SKIP LOCKED"


def whole_seconds(dialect: Dialect, moment: str) -> str:
    """The SQL expression of a moment as whole seconds since 1970, to be subtracted from another."""
    if dialect == "sqlite":
        return f"CAST(strftime('%s', substr({moment}, 1, 19)) AS INTEGER)"  # with a fraction SQLite would round
    return f"CAST(floor(date_part('epoch', {moment})) AS BIGINT)"


def bind(dialect: Dialect, value: Any) -> Any:
    """The value as the driver of this database wants it, equal to what Tortoise stores.

    Raises Invalid for a value no database can hold: a time without a zone, a text with NUL or half a surrogate pair,
    an integer of more than 64 bits, a number that is not finite.
    """
    _refuse_unstorable(value)
    if isinstance(value, datetime):
        value = _in_utc(value)
    return _for_sqlite(value) if dialect == "sqlite" else _for_postgres(value)


def _refuse_unstorable(value: Any) -> None:
    if isinstance(value, str):
        if not storable(value):
            raise Invalid("The text contains a character that cannot be stored.", rule="text.characters")
        return
    if isinstance(value, int) and value not in WHOLE_NUMBERS:
        raise Invalid("The number is too large to be stored.", rule="number.digits")
    if isinstance(value, float | Decimal) and not Decimal(value).is_finite():
        raise Invalid("The number is not finite.", rule="number.digits")
    if isinstance(value, datetime) and value.tzinfo is None:
        raise Invalid("The time needs a time zone.", rule="time.zone")


def storable(text: str) -> bool:
    """Whether both databases can hold the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and (text.isascii() or not SURROGATE.search(text))


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise Invalid("The time is too far away to be stored.", rule="time.range") from None


def _for_sqlite(value: Any) -> Any:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat(" ")  # Tortoise's format; in UTC its order as text is the order in time
        case date() | time():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case _:
            return value


def _for_postgres(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value  # numeric and float8 both take it exactly
