"""Typed filters: what a client may ask of a column, and the SQL it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

import strawberry

from casewright.db.dialect import Dialect, json_field
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.fields import Field, check_number, check_time

T = TypeVar("T")


@strawberry.input(description="Values a column may have; all conditions given must hold.")
class Choice(Generic[T]):
    """For enums, truth values and names: equal or one of."""

    eq: T | None = strawberry.field(default=strawberry.UNSET, description="Exactly this value.")
    in_: list[T] | None = strawberry.field(default=strawberry.UNSET, name="in", description="One of these values.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it has no value.")


@strawberry.input(description="Values a column may have; all conditions given must hold.")
class Range(Generic[T]):
    """For numbers and times: between bounds."""

    eq: T | None = strawberry.field(default=strawberry.UNSET, description="Exactly this value.")
    in_: list[T] | None = strawberry.field(default=strawberry.UNSET, name="in", description="One of these values.")
    gt: T | None = strawberry.field(default=strawberry.UNSET, description="More than this.")
    gte: T | None = strawberry.field(default=strawberry.UNSET, description="This or more.")
    lt: T | None = strawberry.field(default=strawberry.UNSET, description="Less than this.")
    lte: T | None = strawberry.field(default=strawberry.UNSET, description="This or less.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it has no value.")


@strawberry.input(description="Texts a column may have; all conditions given must hold.")
class TextFilter:
    """For texts: equal, one of, or beginning with."""

    eq: str | None = strawberry.field(default=strawberry.UNSET, description="Exactly this text.")
    in_: list[str] | None = strawberry.field(default=strawberry.UNSET, name="in", description="One of these texts.")
    starts_with: str | None = strawberry.field(default=strawberry.UNSET, description="Begins with this text.")
    is_null: bool | None = strawberry.field(default=strawberry.UNSET, description="Whether it has no value.")


_LONGEST_LIST = 100
_LONGEST_TEXT = 200
_COMPARISONS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True)
class Column:
    """Something a list is filtered or ordered by: SQL, and how a value is compared with it."""

    expression: str
    field: Field | None = None
    """The domain field behind it; None for a column of the table."""

    def operand(self, value: Any) -> Any:
        """A client's value as the database compares it."""
        if isinstance(value, Enum):
            value = value.value
        if self.field is None:
            return value
        if isinstance(value, datetime):
            check_time(value, field=self.field.name)
            return value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, date):
            return value.isoformat()
        return self._number(value) if self.field.kind == "number" else value

    def _number(self, value: Any) -> Decimal:
        assert self.field is not None
        number = Decimal(str(value))
        check_number(number, field=self.field.name)
        return number


def domain_column(dialect: Dialect, field: Field) -> Column:
    """The column of an indexed domain field."""
    return Column(json_field(dialect, "c.fields", field.name, field.kind), field)


def asked_for(columns: Mapping[str, Column], where: Any) -> dict[str, Any]:
    """The conditions of a filter input by the columns, which its attributes are named like."""
    given = vars(where) if where else {}
    return {name: asked for name, asked in given.items() if asked is not strawberry.UNSET and asked and name in columns}


def sql_of(columns: Mapping[str, Column], asked: Mapping[str, Any]) -> list[Sql]:
    """The conditions as SQL; raises Invalid for one that cannot be met."""
    return [
        _condition(columns[name], comparison, value)
        for name, conditions in asked.items()
        for comparison, value in vars(conditions).items()
        if value is not strawberry.UNSET and value is not None
    ]


def _condition(column: Column, name: str, value: Any) -> Sql:
    if name in _COMPARISONS:
        return Sql(f"{column.expression} {_COMPARISONS[name]} ?", (column.operand(value),))
    if name == "in_":
        if len(value) > _LONGEST_LIST:
            raise Invalid(f"in: {_LONGEST_LIST} values at most", field="where")
        return Sql.one_of(column.expression, [column.operand(item) for item in value])
    if name == "starts_with":  # not LIKE, which tells upper from lower case on one database and not on the other
        return Sql(f"substr({column.expression}, 1, ?) = ?", (len(value), value))
    return Sql(f"{column.expression} IS {'NULL' if value else 'NOT NULL'}")


def words(expression: str, text: str, *, field: str) -> list[Sql]:
    """Each word of a client's text stands somewhere in the column, which is casefolded; raises Invalid for a novel."""
    return [holds(expression, word) for word in words_of(text, field=field)]


def words_of(text: str, *, field: str) -> list[str]:
    """The words of a client's text, casefolded; raises Invalid for a novel."""
    if len(text) > _LONGEST_TEXT:
        raise Invalid(f"{field}: {_LONGEST_TEXT} characters at most", field=field)
    return text.casefold().split()


def holds(expression: str, word: str) -> Sql:
    """A casefolded word stands somewhere in the column."""
    return Sql(f"{expression} LIKE ? ESCAPE '\\'", (f"%{_escaped(word)}%",))


def _escaped(text: str) -> str:
    """A client's text inside a LIKE pattern, meaning itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
