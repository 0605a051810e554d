"""Keyset pages: where a page begins is a value of its order, so page 1,000 costs what page 1 costs."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from uuid import UUID

from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.fields import check_number, check_text

Kind = Literal["text", "number", "whole", "boolean", "time", "id"]
LARGEST_PAGE = 100
PAGE = 50


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
    """The rows of the page's side of its cursor; all rows without one. Raises Invalid for a forged cursor."""
    if page.cursor is None:
        return Sql("1 = 1")
    values = decode(order, page.cursor)
    steps = []
    for position, (key, value) in enumerate(zip(order, values, strict=True)):
        ties = [_equal(earlier, values[index]) for index, earlier in enumerate(order[:position])]
        steps.append(Sql.all_of([*ties, _further(key, value, page.backward)]))
    return Sql.any_of(steps)


def _equal(key: Key, value: Any) -> Sql:
    return Sql(f"{key.expression} IS NULL") if value is None else Sql(f"{key.expression} = ?", (value,))


def _further(key: Key, value: Any, backward: bool) -> Sql:
    if value is None:
        return Sql(f"{key.expression} IS NOT NULL") if backward else Sql("1 = 0")
    sign = "<" if key.descending is not backward else ">"
    further = Sql(f"{key.expression} {sign} ?", (value,))
    if key.nullable and not backward:
        return Sql.any_of([further, Sql(f"{key.expression} IS NULL")])
    return further


def encode(values: Sequence[Any]) -> str:
    """The cursor of a row: the values of its order, as text."""
    plain = [None if value is None else str(value) for value in values]
    return urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(order: Order, cursor: str) -> tuple[Any, ...]:
    """The values of a cursor, each of the kind its column has; raises Invalid."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(urlsafe_b64decode(padded.encode("ascii")))
        if not isinstance(values, list) or len(values) != len(order):
            raise ValueError("another order")
        check_text(values)
        return tuple(_value(key, value) for key, value in zip(order, values, strict=True))
    except (ValueError, RecursionError, InvalidOperation) as error:
        raise Invalid("this cursor does not belong to this list and order", field="after") from error


def _value(key: Key, text: Any) -> Any:
    if text is None and key.nullable:
        return None
    if not isinstance(text, str):
        raise ValueError("not text")
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
    return _boolean(text) if key.kind == "boolean" else text


def _boolean(text: str) -> bool:
    if text not in {"True", "False", "0", "1"}:
        raise ValueError("not a truth value")
    return text in {"True", "1"}
