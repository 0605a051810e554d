"""What waits for a commit, and what is left behind when a transaction ends."""

import asyncio
from contextvars import copy_context

import pytest
from tortoise.backends.asyncpg.client import TransactionWrapper
from tortoise.exceptions import TransactionManagementError

from casewright.db import asyncpg_safe
from casewright.db.database import Database
from casewright.db.sql import Sql

SLOW = Sql("SELECT 1 AS one FROM pg_sleep(0.2)")


async def test_outside_of_a_transaction_nothing_waits(database: Database) -> None:
    """The callback is called at once."""
    called: list[str] = []
    database.after_commit(lambda: called.append("now"))
    assert (called, database.in_transaction) == (["now"], False)


async def test_a_callback_waits_for_the_outermost_commit(database: Database) -> None:
    """In order, after the commit, and not for a savepoint."""
    called: list[tuple[str, bool]] = []

    def call(name: str) -> None:
        database.after_commit(lambda: called.append((name, database.in_transaction)))

    async with database.transaction():
        call("first")
        async with database.transaction():
            call("second")
        call("third")
        assert (called, database.in_transaction) == ([], True)
    assert called == [("first", False), ("second", False), ("third", False)]


async def test_what_is_rolled_back_calls_nobody(database: Database) -> None:
    """A savepoint takes only its own callbacks with it, a transaction all of them."""
    called: list[str] = []
    async with database.transaction():
        with pytest.raises(ZeroDivisionError):
            async with database.transaction():
                database.after_commit(lambda: called.append("inner"))
                raise ZeroDivisionError
        database.after_commit(lambda: called.append("outer"))
    assert called == ["outer"]
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            database.after_commit(lambda: called.append("lost"))
            async with database.transaction():
                pass
            raise ZeroDivisionError
    assert (called, database.in_transaction) == (["outer"], False)


async def leave_behind(database: Database) -> list[object]:
    """End a transaction by an error while two of its tasks are reading; what comes of the two."""
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            tasks = [asyncio.create_task(database.rows(SLOW)) for _ in range(2)]
            for _ in range(10):
                await asyncio.sleep(0)  # the first of them has asked by then, the second waits
            raise ZeroDivisionError
    return await asyncio.gather(*tasks, return_exceptions=True)


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_a_task_that_was_left_behind_does_not_disturb_the_end(database: Database) -> None:
    """The end waits for what was asked before it."""
    assert await leave_behind(database) == [[{"one": 1}]] * 2
    assert await database.rows(SLOW) == [{"one": 1}]


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_a_task_that_was_left_behind_reads_nothing_after_the_end(database: Database) -> None:
    """The connection is somebody else's by then."""
    async with database.transaction():
        inside = copy_context()
    late = asyncio.create_task(database.rows(SLOW), context=inside)
    with pytest.raises(TransactionManagementError):
        await late


@pytest.mark.parametrize("url", ["postgres"], indirect=True)
async def test_control_with_the_stock_wrapper(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rollback breaks into the statement that runs, which costs the connection."""
    monkeypatch.setattr(asyncpg_safe, "Wrapper", TransactionWrapper)
    assert all(isinstance(found, Exception) for found in await leave_behind(database))
