"""Keyset pages: where a page begins is a value of its order, so page 1,000 costs what page 1 costs."""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from casewright.db.dialect import Dialect
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.fields import check_number, check_text

Kind = Literal["text", "number", "whole", "boolean", "time", "id"]
LARGEST_PAGE = 100
PAGE = 50
_NULL = "\\N"
_PART = re.compile(r"(?:^|~)((?:[^~\\]|\\.)*)", re.DOTALL)
_TRUTH = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True)
class Key:
    """One column of an order: its SQL, what it holds, its direction, and whether it may be NULL (which comes last)."""

    expression: str
    kind: Kind
    descending: bool = False
    nullable: bool = False

    def sql(self, backward: bool) -> str:
        """The ORDER BY item; a list read backward has NULL first."""
        descending = self.descending is not backward
        nulls = (" NULLS FIRST" if backward else " NULLS LAST") if self.nullable else ""
        return f"{self.expression} {'DESC' if descending else 'ASC'}{nulls}"


Order = tuple[Key, ...]


@dataclass(frozen=True)
class Page:
    """What part of a list is wanted: `size` rows after or before a cursor."""

    size: int
    cursor: str | None
    backward: bool


def page_of(first: int | None, after: str | None, last: int | None, before: str | None) -> Page:
    """The page that Relay's four arguments mean; raises Invalid for too many rows or both directions at once."""
    if last is not None or before is not None:
        if first is not None or after is not None:
            raise Invalid("page forward with first and after, or backward with last and before", field="first")
        return Page(_size(last, "last"), before, True)
    return Page(_size(first, "first"), after, False)


def _size(asked: int | None, field: str) -> int:
    size = PAGE if asked is None else asked
    if not 0 <= size <= LARGEST_PAGE:
        raise Invalid(f"{field} is 0 to {LARGEST_PAGE}", field=field)
    return size


def order_by(order: Order, backward: bool) -> Sql:
    """The ORDER BY clause."""
    return Sql(" ORDER BY " + ", ".join(key.sql(backward) for key in order))


def beyond(order: Order, page: Page) -> Sql:
    """The rows of the page's side of its cursor; all rows without one. Raises Invalid for a forged cursor.

    Keys of one direction that are never NULL are compared as one row value, which an index answers by its first entry
    alone; else the first key is bounded, so that an index at least begins near the cursor.
    """
    if page.cursor is None:
        return Sql("1 = 1")
    values = decode(order, page.cursor)
    if not any(key.nullable for key in order) and len({key.descending for key in order}) == 1:
        keys, places = ", ".join(key.expression for key in order), ", ".join("?" * len(order))
        return Sql(f"({keys}) {_sign(order[0], page.backward)} ({places})", values)
    steps = []
    for position, (key, value) in enumerate(zip(order, values, strict=True)):
        ties = [_equal(earlier, values[index]) for index, earlier in enumerate(order[:position])]
        steps.append(Sql.all_of([*ties, _further(key, value, page.backward)]))
    return Sql.all_of([_not_before(order[0], values[0], page.backward), Sql.any_of(steps)])


def _sign(key: Key, backward: bool) -> str:
    return "<" if key.descending is not backward else ">"


def _equal(key: Key, value: Any) -> Sql:
    return Sql(f"{key.expression} IS NULL") if value is None else Sql(f"{key.expression} = ?", (value,))


def _not_before(key: Key, value: Any, backward: bool) -> Sql:
    if value is None or (key.nullable and not backward):
        return Sql("1 = 1")
    return Sql(f"{key.expression} {_sign(key, backward)}= ?", (value,))


def _further(key: Key, value: Any, backward: bool) -> Sql:
    if value is None:
        return Sql(f"{key.expression} IS NOT NULL") if backward else Sql("1 = 0")
    further = Sql(f"{key.expression} {_sign(key, backward)} ?", (value,))
    if key.nullable and not backward:
        return Sql.any_of([further, Sql(f"{key.expression} IS NULL")])
    return further


def cursor(dialect: Dialect, order: Order) -> str:
    """The SQL expression of a row's cursor: the values of its order as text, with `~` between them."""
    return " || '~' || ".join(_written(dialect, key) for key in order)


def _written(dialect: Dialect, key: Key) -> str:
    if key.kind == "text":
        text = f"replace(replace({key.expression}, '\\', '\\\\'), '~', '\\~')"
    elif dialect == "postgres":
        text = f"({key.expression})::text"
    else:
        text = _digits(key.expression) if key.kind == "number" else key.expression
    return f"coalesce({text}, '{_NULL}')" if key.nullable else text


def _digits(number: str) -> str:
    """As many as it takes to find the same number again in SQLite."""
    return f"CASE typeof({number}) WHEN 'real' THEN printf('%!.17g', {number}) ELSE {number} END"


def decode(order: Order, cursor: str) -> tuple[Any, ...]:
    """The values of a cursor, each of the kind its column has; raises Invalid."""
    try:
        check_text(cursor)
        written = _PART.findall(cursor)
        if len(written) != len(order) or "~".join(written) != cursor:
            raise ValueError("another order")
        return tuple(_value(key, text) for key, text in zip(order, written, strict=True))
    except (ValueError, KeyError, InvalidOperation) as error:
        raise Invalid("this cursor does not belong to this list and order", field="after") from error


def _value(key: Key, text: str) -> Any:
    if text == _NULL and key.nullable:
        return None
    if key.kind == "number":
        number = Decimal(text)
        check_number(number, field="after")
        return number
    if key.kind == "whole":
        return int(text)
    if key.kind == "time":
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise ValueError("no zone")
        return moment
    if key.kind == "id":
        return UUID(text)
    if key.kind == "boolean":
        return _TRUTH[text]
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
