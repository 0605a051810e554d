"""Tortoise's SQLite engine, made safe against cancellation and against readers that become writers.

The stock engine keeps its lock for ever when a task is cancelled during BEGIN, commits whatever a cancelled bulk write
left open, and begins transactions deferred: two processes that read and then write get "database is locked" at once.
Here the lock is always given back, leftovers are rolled back, and every transaction begins IMMEDIATE.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
    translate_exceptions,
)
from tortoise.connection import get_connections
from tortoise.exceptions import TransactionManagementError

from casewright.db.exact_sum import install


def _begin(connection: sqlite3.Connection) -> None:
    """Runs in the connection's own thread, so after every statement that is still under way there."""
    if connection.in_transaction:  # left by a cancelled bulk write
        connection.rollback()
    connection.execute("BEGIN IMMEDIATE")


class Wrapper(SqliteTransactionWrapper):
    """The client inside a transaction."""

    async def begin(self) -> None:
        try:
            await self._connection._execute(_begin, self._connection._conn)  # type: ignore[no-untyped-call]
        except sqlite3.OperationalError as error:
            raise TransactionManagementError(error) from error

    async def commit(self) -> None:
        """Commit; a commit that is refused ends the transaction too."""
        try:
            await super().commit()
        except sqlite3.Error:
            await self._connection.rollback()
            raise


class Transaction(SqliteTransactionContext):
    """A transaction that gives the lock back whatever happens on the way in."""

    async def __aenter__(self) -> TransactionalDBClient:
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            client: Wrapper = self.connection
            self.token = get_connections().set(self.connection_name, client)
            try:
                await client.begin()
            except BaseException:
                get_connections().reset(self.token)
                await asyncio.shield(client._connection.rollback())  # runs after the BEGIN that is under way
                raise
        except BaseException:
            self._trxlock.release()
            raise
        return client


class Client(SqliteClient):
    """The SQLite client whose transactions use the classes above; it adds up decimals exactly."""

    async def create_connection(self, with_db: bool) -> None:
        await super().create_connection(with_db)
        assert self._connection
        await self._connection._execute(install, self._connection._conn)  # type: ignore[no-untyped-call]

    def _in_transaction(self) -> TransactionContext:
        return Transaction(Wrapper(self), self._lock)


@translate_exceptions
async def records(client: SqliteClient, query: str, values: Sequence[Any]) -> list[sqlite3.Row]:
    """Run one statement and give its rows, also when it writes."""
    async with client.acquire_connection() as connection:
        return list(await connection.execute_fetchall(query, values))


@translate_exceptions
async def affected(client: SqliteClient, *statements: tuple[str, list[Any]]) -> int:
    """Run statements one after the other; how many rows the first wrote itself, without triggers and cascades."""
    async with client.acquire_connection() as connection:
        count: int = await connection._execute(_run, connection._conn, statements)
    return max(count, 0)


def _run(connection: sqlite3.Connection, statements: Sequence[tuple[str, list[Any]]]) -> int:
    """Runs in the connection's own thread: many statements are one way there and back."""
    counts = [connection.execute(*statement).rowcount for statement in statements]
    return counts[0]


client_class = Client
