"""Tortoise's SQLite engine, made safe against cancellation and against readers that become writers.

The stock engine keeps its lock for ever when a task is cancelled during BEGIN, commits whatever a cancelled bulk write
left open, and begins transactions deferred: two processes that read and then write get "database is locked" at once.
Here the lock is always given back, leftovers are rolled back, and every transaction begins IMMEDIATE.
"""

import asyncio
import sqlite3
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
    """The SQLite client whose transactions use the classes above."""

    def _in_transaction(self) -> TransactionContext:
        return Transaction(Wrapper(self), self._lock)


@translate_exceptions
async def affected(client: SqliteClient, query: str, values: list[Any]) -> int:
    """Run one statement and tell how many rows it wrote itself, without those of triggers and cascades."""
    async with client.acquire_connection() as connection:
        cursor = await connection.execute(query, values)
        count: int = cursor.rowcount
        await cursor.close()
    return max(count, 0)


client_class = Client
