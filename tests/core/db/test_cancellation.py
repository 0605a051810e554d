"""Transactions cancelled at every point of their way leave the database usable; with the stock engines they do not."""

import asyncio
import gc
import types
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from itertools import count
from random import Random
from threading import current_thread, main_thread
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from asyncpg import connect_utils
from casewright_toy import FOREST
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.backends.sqlite.client import SqliteClient

from casewright.db import asyncpg_safe, sqlite_safe
from casewright.db.database import Database
from casewright.db.migrations import migrate
from casewright.db.sql import Sql

TRANSACTIONS = 200
AT_ONCE = 10
AWAITS = 20
"""More than a transaction has."""


@types.coroutine
def cancelled_at(step: int, coroutine: Coroutine[Any, Any, None]) -> Generator[Any, None, None]:
    """Run the coroutine and cancel its task when it waits for the `step`-th time."""
    error: BaseException | None = None
    for number in count():
        try:
            waiting = coroutine.throw(error) if error else coroutine.send(None)
        except StopIteration:
            return
        if number == step:
            current = asyncio.current_task()
            assert current is not None
            current.cancel()
        error = None
        try:
            yield waiting
        except BaseException as thrown:
            error = thrown


async def plant_pair(database: Database) -> None:
    """One transaction of two inserts."""
    insert = Sql("INSERT INTO leaf (tree_id, colour) SELECT id, 'red' FROM tree")
    async with database.transaction():
        await database.execute(insert)
        await database.execute(insert)


async def one_tree(database: Database) -> None:
    values = (uuid4(), "oak", False, "{}")
    await database.execute(Sql("INSERT INTO tree (id, name, felled, fields) VALUES (?, ?, ?, ?)", values))


async def storm(database: Database) -> None:
    """Many transactions, some at once, each cancelled at a random point; the cancelled task then goes on."""
    random = Random(7)

    async def victim(step: int) -> None:
        try:
            await cancelled_at(step, plant_pair(database))
        except asyncio.CancelledError:
            current = asyncio.current_task()
            assert current is not None
            current.uncancel()
            await database.rows(Sql("SELECT 1"))

    for _ in range(TRANSACTIONS // AT_ONCE):
        await asyncio.gather(*(victim(random.randrange(AWAITS)) for _ in range(AT_ONCE)))


async def all_connections_at_once(database: Database) -> None:
    """Hold as many transactions as there are connections."""
    connections = 1 if database.file else 10
    everybody = asyncio.Barrier(connections)

    async def hold() -> None:
        async with database.transaction():
            await everybody.wait()

    await asyncio.gather(*(hold() for _ in range(connections)))


async def test_cancelled_transactions_keep_every_connection_usable(database: Database) -> None:
    """After 200 transactions cancelled anywhere, all connections serve and no transaction was done by half."""
    await one_tree(database)
    await all_connections_at_once(database)  # now they are made: the storm is about transactions, not connecting
    async with asyncio.timeout(60):
        await storm(database)
        await all_connections_at_once(database)
    [found] = await database.rows(Sql("SELECT count(*) AS leaves FROM leaf"))
    assert found["leaves"] % 2 == 0
    assert found["leaves"] > 0


async def test_cancelled_reads_keep_every_connection_usable(database: Database) -> None:
    """After 200 reads cancelled anywhere none is at work, and more than there are connections are served at once."""
    random = Random(7)

    async def victim(step: int) -> None:
        with suppress(asyncio.CancelledError):
            await cancelled_at(step, read(database))

    await reads_at_once(database)  # now the connections are made
    async with asyncio.timeout(60):
        for _ in range(TRANSACTIONS // AT_ONCE):
            await asyncio.gather(*(victim(random.randrange(AWAITS)) for _ in range(AT_ONCE)))
        await reads_at_once(database)
    assert database.pool is None or database.pool.busy == 0


async def reads_at_once(database: Database) -> None:
    await asyncio.gather(*(read(database) for _ in range(30)))


async def read(database: Database) -> None:
    await database.fetch("SELECT count(*) FROM tree", ())


def test_stock_engines_hang_after_cancelled_transactions(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: with Tortoise's own engines the same storm never ends, or breaks the task that goes on."""
    asyncio.run(migrate(Database(url, [FOREST]), progress=lambda sentence: None))
    monkeypatch.setattr(sqlite_safe, "client_class", SqliteClient)
    monkeypatch.setattr(asyncpg_safe, "client_class", AsyncpgDBClient)
    with pytest.raises((TimeoutError, asyncpg.InterfaceError)):
        asyncio.run(storm_on_stock(Database(url, [FOREST])))


async def storm_on_stock(database: Database) -> None:
    await database.open()
    client = database.connection
    await one_tree(database)
    await all_connections_at_once(database)
    try:
        async with asyncio.timeout(3):
            await storm(database)
            await all_connections_at_once(database)
    finally:
        if not database.file:
            client._pool.terminate()  # closing it would wait for the connections that are lost
        await database.close()


async def leave_a_write_open(database: Database) -> None:
    """What a bulk write cancelled between BEGIN and COMMIT leaves on the one connection of SQLite."""
    async with database.connection.acquire_connection() as connection:
        await connection.execute("BEGIN")
        await connection.execute("INSERT INTO leaf (tree_id, colour) SELECT id, 'half' FROM tree")


@pytest.mark.parametrize(("engine", "left"), [(sqlite_safe.Client, 0), (SqliteClient, 1)])
async def test_what_a_cancelled_write_left_is_never_committed(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, engine: type[SqliteClient], left: int
) -> None:
    """The next transaction rolls it back; control: that of the stock engine commits it."""
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    monkeypatch.setattr(sqlite_safe, "client_class", engine)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    await one_tree(database)
    await leave_a_write_open(database)
    async with database.transaction():
        pass
    assert await database.rows(Sql("SELECT count(*) AS n FROM leaf")) == [{"n": left}]
    await database.close()


@pytest.mark.parametrize(("kind", "reported"), [(asyncpg_safe.Connection, False), (asyncpg.Connection, True)])
async def test_a_cancelled_transaction_is_no_error(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, kind: type[asyncpg.Connection], reported: bool
) -> None:
    """The event loop is told of nothing; control: with asyncpg's own connections it is told of errors."""
    await migrate(Database(postgres_url, [FOREST]), progress=lambda sentence: None)
    monkeypatch.setattr(asyncpg_safe.Client, "connection_class", kind)
    database, told = Database(postgres_url, [FOREST]), []
    await database.open()
    await one_tree(database)
    await all_connections_at_once(database)
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["message"]))
    for step in range(AWAITS):
        with suppress(asyncio.CancelledError):
            await cancelled_at(step, plant_pair(database))
    await database.close()
    assert any(message.startswith("Resetting connection") for message in told) == reported


@pytest.mark.parametrize(("kind", "asked"), [(asyncpg_safe.Connection, 0), (asyncpg.Connection, 1)])
async def test_who_was_refused_tls_cancels_without_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, kind: type[asyncpg.Connection], asked: int
) -> None:
    """A server without TLS is not asked for it again to cancel a statement; control: by asyncpg's own it is."""
    connection = await asyncpg.connect(postgres_url, connection_class=kind)
    if connection._protocol.is_ssl:
        pytest.skip("this server has TLS")
    questions, ask = [], connect_utils._create_ssl_connection

    async def counted(*args: Any, **options: Any) -> Any:
        if current_thread() is main_thread():  # databases of other tests are dropped in a thread of their own
            questions.append(args)
        return await ask(*args, **options)

    monkeypatch.setattr(connect_utils, "_create_ssl_connection", counted)
    with pytest.raises(TimeoutError):
        await connection.execute("SELECT pg_sleep(60)", timeout=0.05)
    await connection.execute("SELECT 1")
    await connection.close()
    assert len(questions) == asked


@pytest.mark.parametrize(("connect", "reported"), [(asyncpg_safe.connect, False), (asyncpg.connect, True)])
async def test_nobody_hears_of_a_connection_that_was_cancelled_while_it_was_opened(
    postgres_url: str, connect: Callable[..., Coroutine[Any, Any, Any]], reported: bool
) -> None:
    """It is opened to its end and dropped; control: asyncpg's own, stopped half-way, leaves an error to the loop."""
    told: list[str] = []
    before = asyncio.all_tasks()
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context["message"]))
    for step in range(AWAITS):
        with suppress(asyncio.CancelledError):
            await cancelled_at(step, closed_at_once(connect, postgres_url))
    while len(asyncio.all_tasks()) > len(before):
        await asyncio.sleep(0.01)
    gc.collect()
    await asyncio.sleep(0)
    assert bool(told) == reported


async def closed_at_once(connect: Callable[..., Coroutine[Any, Any, Any]], url: str) -> None:
    """A connection that is made and not used."""
    connection = await connect(url, ssl="prefer")
    connection.terminate()
