"""Statements that write rows of a model's table: all new ones at once, or changes of some.

New rows travel as one JSON value, so the text of the statement depends on the table alone, however many rows there are,
and the database prepares it once. A row is given by the names of the model's fields.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from tortoise.fields import JSONField
from tortoise.models import Model

from casewright.db.dialect import Dialect, bind
from casewright.db.sql import Sql

Row = Mapping[str, Any]


def inserted(dialect: Dialect, model: type[Model], rows: Sequence[Row], *, by: tuple[str, ...] = ()) -> Sql:
    """New rows, each with a value for every field of the model, None included.

    Where there is a row with the same values in the columns `by`, it gets the new values and keeps its id.
    """
    columns = model._meta.fields_db_projection
    named = [{columns[name]: value for name, value in row.items()} for row in rows]
    text = orjson.dumps(named, default=_text, option=_OPTIONS[dialect]).decode()
    return Sql(_insert(dialect, model, by), (text,))


def _text(value: Any) -> Any:
    """What orjson leaves to us, as SQLite keeps it and PostgreSQL understands it."""
    return bind("sqlite", value)


_OPTIONS: Mapping[Dialect, int] = {"postgres": 0, "sqlite": orjson.OPT_PASSTHROUGH_DATETIME}
"""SQLite keeps a time as the text it is given, and orjson's differs from that of `bind`."""


@lru_cache
def _insert(dialect: Dialect, model: type[Model], by: tuple[str, ...]) -> str:
    table, columns = model._meta.db_table, list(model._meta.fields_db_projection.values())
    names = ", ".join(f'"{column}"' for column in columns)
    text = f'INSERT INTO "{table}" ({names}) {_SOURCES[dialect](table, columns)}'
    if not by:
        return text
    replaced = [column for column in columns if column not in {model._meta.db_pk_column, *by}]
    values = ", ".join(f'"{column}" = excluded."{column}"' for column in replaced)
    return f"{text} ON CONFLICT ({', '.join(by)}) DO UPDATE SET {values}"


def _from_record_set(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    return f'SELECT {names} FROM json_populate_recordset(null::"{table}", ?)'  # noqa: S608


def _from_each(table: str, columns: Sequence[str]) -> str:
    values = ", ".join(f"json_extract(value, '$.{column}')" for column in columns)
    return f"SELECT {values} FROM json_each(?) WHERE true"  # noqa: S608  # else ON CONFLICT reads as the ON of a join


_SOURCES: Mapping[Dialect, Callable[[str, Sequence[str]], str]] = {
    "postgres": _from_record_set,
    "sqlite": _from_each,
}


def updated(model: type[Model], columns: Row, where: Sql) -> Sql:
    """New values for some fields of the rows that fulfil `where`."""
    names, fields = model._meta.fields_db_projection, model._meta.fields_map
    assignments = ", ".join(f'"{names[name]}" = ?' for name in columns)
    values = (_stored(fields[name], value) for name, value in columns.items())
    return Sql(f'UPDATE "{model._meta.db_table}" SET {assignments} WHERE ', tuple(values)) + where  # noqa: S608


def _stored(field: Any, value: Any) -> Any:
    return orjson.dumps(value).decode() if isinstance(field, JSONField) and value is not None else value


def beside(statement: Sql, others: Sequence[Sql]) -> Sql:
    """One statement for PostgreSQL that does all of these, the first of them last; its outcome is that of the first.

    They run on one snapshot: none sees what another does, and no two may write the same row.
    """
    if not others:
        return statement
    named = (Sql(f"w{number} AS (") + other + Sql(")") for number, other in enumerate(others))
    return Sql("WITH ") + Sql.join(", ", named) + Sql(" ") + statement
