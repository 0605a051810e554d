"""Tortoise's schema editor for SQLite, without its losses.

SQLite cannot alter a column, so Tortoise copies the table into a new one and drops the old. The stock editor loses the
table's indexes, composite unique constraints and triggers on the way, ignores changes of `db_index`, cannot remove a
unique constraint or a foreign key, and fails when a trigger elsewhere mentions the table.
"""

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from tortoise.fields.base import Field
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.migrations.schema_editor.sqlite import SqliteSchemaEditor
from tortoise.models import Model

_LITERAL = re.compile(r"'(?:[^']|'')*'")


class Editor(SqliteSchemaEditor):
    """Rebuilds a table with everything that belongs to it."""

    async def _run_sql(self, sql: str) -> None:
        for statement in statements(sql):
            await self.client.execute_query(statement)

    async def _remake_table(
        self,
        model: type[Model],
        create_field: Any = None,
        delete_field: Any = None,
        alter_fields: list[tuple[Any, Any]] | None = None,
        without: Collection[str] = (),
    ) -> None:
        """Rebuild the table; `without` names the columns of a unique constraint that shall not return."""
        gone = {_column(delete_field)} if delete_field else set()
        renamed = {_column(old): _column(new) for old, new in alter_fields or ()}
        attached = await self._attached(model._meta.db_table)
        uniques = await self._composite_uniques(model._meta.db_table)
        await self._run_sql("PRAGMA legacy_alter_table = ON")  # else triggers of other tables forbid the renaming
        try:
            with _without_fields(model, gone):  # a foreign key is two fields of one column, the stock hides one
                await super()._remake_table(model, create_field, None, alter_fields)
        finally:
            await self._run_sql("PRAGMA legacy_alter_table = OFF")
        for sql in attached:
            if not _mentions(sql, gone):
                await self._run_sql(_renamed(sql, renamed))
        for columns in uniques:
            if not gone & set(columns) and columns != list(without):
                await self.add_constraint(model, UniqueConstraint(fields=tuple(renamed.get(c, c) for c in columns)))

    async def _attached(self, table: str) -> list[str]:
        """The statements that make the indexes and triggers of the table again."""
        rows = await self.client.execute_query_dict(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            [table],
        )
        return [row["sql"] for row in rows]

    async def _composite_uniques(self, table: str) -> list[list[str]]:
        """The columns of each UNIQUE (a, b) inside CREATE TABLE; Tortoise itself rebuilds those of one column."""
        found = []
        for index in await self.client.execute_query_dict(f'PRAGMA index_list("{table}")'):
            columns = await self.client.execute_query_dict(f'PRAGMA index_info("{index["name"]}")')
            if index["origin"] == "u" and len(columns) > 1:
                found.append([column["name"] for column in columns])
        return found

    async def _alter_field(self, model: type[Model], old_field: Field[Any], new_field: Field[Any]) -> None:
        if _without_index(old_field) != _without_index(new_field):
            await super()._alter_field(model, old_field, new_field)
        single = Index(fields=(_column(new_field),))
        if new_field.index and not old_field.index:
            await self.add_index(model, single)
        if old_field.index and not new_field.index:
            await self.remove_index(model, single)
        if old_field.unique and not new_field.unique:
            await self._drop_unique_index(model, [_column(new_field)])

    async def remove_constraint(self, model: type[Model], constraint: UniqueConstraint | CheckConstraint) -> None:
        """Drop a constraint, whether it is an index or a part of CREATE TABLE."""
        if isinstance(constraint, CheckConstraint):
            await super().remove_constraint(model, constraint)
            return
        columns = self._resolve_fields_to_columns(model, constraint.fields)
        if not await self._drop_unique_index(model, columns):
            await self._remake_table(model, without=columns)

    async def _drop_unique_index(self, model: type[Model], columns: list[str]) -> bool:
        dropped = False
        for name in await self._get_unique_constraint_names_from_db(model._meta.db_table, columns):
            await self._run_sql(self._drop_index_sql(model, name))
            dropped = True
        return dropped

    async def _get_unique_constraint_names_from_db(
        self, table_name: str, column_names: list[str], schema: str | None = None
    ) -> list[str]:
        """The unique indexes over exactly these columns that are not a part of CREATE TABLE."""
        found = []
        for index in await self.client.execute_query_dict(f'PRAGMA index_list("{table_name}")'):
            columns = await self.client.execute_query_dict(f'PRAGMA index_info("{index["name"]}")')
            if index["unique"] and index["origin"] == "c" and [column["name"] for column in columns] == column_names:
                found.append(index["name"])
        return found


def statements(script: str) -> Iterator[str]:
    """The statements of a script; literals, comments and trigger bodies keep their semicolons."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            if statement.strip("; \n"):
                yield statement
            statement = ""
    if statement.strip("; \n"):
        yield statement


@contextmanager
def _without_fields(model: type[Model], columns: Collection[str]) -> Iterator[None]:
    fields = model._meta.fields_map
    model._meta.fields_map = {name: field for name, field in fields.items() if _column(field) not in columns}
    try:
        yield
    finally:
        model._meta.fields_map = fields


def _without_index(field: Field[Any]) -> dict[str, Any]:
    """What a field is but for an index, which no table is rebuilt for."""
    return {**field.describe(serializable=True), "indexed": None}


def _column(field: Any) -> str:
    return str(field.source_field or field.model_field_name)


def _mentions(index_or_trigger: str, columns: Collection[str]) -> bool:
    """Whether an index is about one of the columns; a trigger always returns, its author knows what it is about."""
    if index_or_trigger.lstrip().upper().startswith("CREATE TRIGGER"):
        return False
    definition = _LITERAL.sub("", index_or_trigger.partition("(")[2])
    return any(re.search(rf"\b{re.escape(column)}\b", definition) for column in columns)


def _renamed(sql: str, columns: dict[str, str]) -> str:
    for old, new in columns.items():
        sql = sql.replace(f'"{old}"', f'"{new}"')
    return sql
