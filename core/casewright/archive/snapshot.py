"""One moment of the database, read for as long as it takes while others go on writing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from casewright.archive.tables import Table
from casewright.archive.values import to_json
from casewright.db.database import Database
from casewright.db.sql import Sql

_PAGE = 500


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Database]:
    """The database opened apart: every read in the block sees the moment of the first one, and holds up no writer.

    Raises Unavailable when the database does not answer.
    """
    async with database.apart() as apart, _read_transaction(apart):  # counting a large table may take its time
        yield apart


@asynccontextmanager
async def _read_transaction(database: Database) -> AsyncIterator[None]:
    if database.dialect == "sqlite":
        # Our own transactions begin as writers; this one must not. It ends with its connection.
        await database.rows(Sql("BEGIN DEFERRED"))
        yield
        return
    async with database.transaction():
        await database.rows(Sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield


async def count(database: Database, table: str) -> int:
    """How many rows a table has."""
    [row] = await database.rows(Sql(f'SELECT count(*) AS n FROM "{table}"'))  # noqa: S608
    return int(row["n"])


async def pages(database: Database, table: Table) -> AsyncIterator[list[dict[str, Any]]]:
    """The rows of a table as JSON objects, in the order of the primary key."""
    names = ", ".join(f'"{name}"' for name in table.columns)
    select = Sql(f'SELECT {names} FROM "{table.name}"')  # noqa: S608
    end = Sql(f' ORDER BY "{table.key}" LIMIT {_PAGE}')
    found = await database.rows(select + end)
    while found:
        yield [{name: to_json(kind, row[name]) for name, kind in table.columns.items()} for row in found]
        after = Sql(f' WHERE "{table.key}" > ?', (found[-1][table.key],))
        found = await database.rows(select + after + end)
