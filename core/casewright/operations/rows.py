"""The rows a change writes beside its case: collected while it is made, written in one step at its end."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from tortoise.fields.base import DatabaseDefault
from tortoise.models import Model

from casewright import models
from casewright.db.batch import Row, inserted, updated
from casewright.db.dialect import Dialect
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.fields import check_text

_ONE_EACH: Mapping[type[Model], tuple[str, ...]] = {
    models.Clock: ("case_id", "name"),
    models.Timer: ("case_id", "name"),
}
"""Where a new row takes the place of the one there is."""


class Rows:
    """New rows by table, tables in the order of their first row, and changes of rows that are there.

    The changes are made before the new rows are there, and see nothing of each other.
    """

    def __init__(self) -> None:
        self._new: dict[type[Model], list[Row]] = {}
        self._changes: list[Sql] = []

    def add(self, *rows: Model) -> None:
        """New rows as model instances; raises Invalid like `insert`."""
        for row in rows:
            self._insert(type(row), fields_of(row))

    def insert(self, model: type[Model], **columns: Any) -> UUID:
        """One new row by its columns, with the model's defaults for the others; returns its id.

        Raises Invalid for text that no database stores or that is longer than its column.
        """
        fixed, made = _defaults(model)
        row = {**fixed, **{name: make() for name, make in made.items()}, **columns}
        self._insert(model, row)
        identity: UUID = row["id"]
        return identity

    def append(self, event: models.Event) -> None:
        """The event, which is whatever size its data make it; their text was checked when it was made."""
        self._new.setdefault(models.Event, []).append(fields_of(event))

    def _insert(self, model: type[Model], row: Row) -> None:
        check_columns(model, row)
        self._new.setdefault(model, []).append(row)

    def amend(self, model: type[Model], where: Sql, **columns: Any) -> None:
        """New values for some columns of the rows that fulfil `where`; raises Invalid like `insert`."""
        check_columns(model, columns)
        self._changes.append(updated(model, columns, where))

    def take(self, others: "Rows") -> None:
        """What others collected, too."""
        for model, rows in others._new.items():
            self._new.setdefault(model, []).extend(rows)
        self._changes.extend(others._changes)

    def statements(self, dialect: Dialect) -> Iterator[Sql]:
        """What writes all of it, one statement for each change and each table with new rows."""
        yield from self._changes
        for model, rows in self._new.items():
            yield inserted(dialect, model, rows, by=_ONE_EACH.get(model, ()))


def fields_of(row: Model) -> Row:
    """The fields of a new row, with the defaults that the database would put in."""
    values = vars(row)
    found = {name: values[name] for name in row._meta.fields_db_projection}
    unset = [name for name, value in found.items() if isinstance(value, DatabaseDefault)]
    return found | {name: row._meta.fields_map[name].db_default for name in unset} if unset else found


@lru_cache
def _defaults(model: type[Model]) -> tuple[Row, Mapping[str, Callable[[], Any]]]:
    """The values that are always the same, and what makes the others."""
    fields = {name: model._meta.fields_map[name] for name in model._meta.fields_db_projection}
    found = {name: field.db_default if field.has_db_default() else field.default for name, field in fields.items()}
    made = {name: default for name, default in found.items() if callable(default)}
    return {name: default for name, default in found.items() if name not in made}, made


def check_columns(model: type[Model], columns: Row) -> None:
    """Refuse text that no database stores or that is longer than its column; raises Invalid."""
    longest = _longest(model)
    for name, value in columns.items():
        if isinstance(value, str):
            check_text(value, field=name)
            if len(value) > longest.get(name, len(value)):
                message = f"{name} may have {longest[name]} characters at most"
                raise Invalid(message, rule="text.length", field=name)


@lru_cache
def _longest(model: type[Model]) -> Mapping[str, int]:
    limits = {name: getattr(field, "max_length", None) for name, field in model._meta.fields_map.items()}
    return {name: limit for name, limit in limits.items() if limit is not None}


def check_row(row: Model) -> None:
    """`check_columns` for a whole row."""
    check_columns(type(row), vars(row))
