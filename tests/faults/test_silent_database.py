"""A database that takes connections and says nothing: who gives up is let go."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, nullcontext

import pytest

from casewright.db import asyncpg_safe
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.errors import Unavailable
from casewright.platform import CORE
from faults.proxy import Proxy, proxy_for

SECONDS = 20
"""Who gives up is let go after two; the rest is for busy machines."""

HELD = 5
"""Seconds after which the control believes that somebody is held."""


@pytest.fixture
def dialect(postgres: str) -> str:
    """A database behind a connection."""
    return postgres


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Proxy]:
    """What stands in front of the database."""
    async with proxy_for(database_url, 5432) as proxy:
        yield proxy


@pytest.fixture
async def database(database_url: str, proxy: Proxy) -> AsyncIterator[Database]:
    """The database as the proxy shows it."""
    database = Database(proxy.url(database_url), [CORE])
    await database.open()
    yield database
    proxy.pass_on()
    await database.close()


async def give_up(database: Database, proxy: Proxy, *, transaction: bool) -> float:
    """Seconds that somebody is held who waits a moment for a silent server and then no longer."""
    await database.rows(Sql("SELECT 1"))  # the connection is made
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(None) as patience, database.transaction() if transaction else nullcontext():
            proxy.silence()
            patience.reschedule(asyncio.get_running_loop().time() + 0.2)
            await database.rows(Sql("SELECT 1"))
    return time.monotonic() - began


@pytest.mark.parametrize("transaction", [True, False])
async def test_who_gives_up_is_let_go(database: Database, proxy: Proxy, transaction: bool) -> None:
    """Within seconds, and the pool is whole when the server answers again."""
    assert await give_up(database, proxy, transaction=transaction) < SECONDS
    proxy.pass_on()
    assert await asyncio.gather(*(database.rows(Sql("SELECT 1 AS one")) for _ in range(20))) == [[{"one": 1}]] * 20
    assert database.pool is not None
    assert database.pool.busy == 0


@pytest.mark.parametrize("transaction", [True, False])
async def test_control_without_the_limit_they_are_held(
    database: Database, proxy: Proxy, transaction: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection would have to come to rest first, however long that takes."""
    monkeypatch.setattr(asyncpg_safe, "REST_SECONDS", 60)
    held = asyncio.create_task(give_up(database, proxy, transaction=transaction))
    await asyncio.wait({held}, timeout=HELD)
    assert not held.done()
    proxy.pass_on()
    await held


async def test_closing_does_not_wait_for_it(database: Database, proxy: Proxy) -> None:
    """A process that ends drops its connections."""
    proxy.silence()
    began = time.monotonic()
    await database.close()
    assert time.monotonic() - began < SECONDS


async def test_whether_it_answers_is_known_at_once(database: Database, proxy: Proxy) -> None:
    """Whatever the pool is busy with; then it is well again."""
    await database.check()
    proxy.silence()
    began = time.monotonic()
    with pytest.raises(Unavailable):
        await database.check()
    assert time.monotonic() - began < SECONDS
    proxy.pass_on()
    await database.check()


async def test_who_waits_for_a_lock_is_not_told_that_the_server_is_away(database: Database) -> None:
    """It answers whoever asks, also when no connection of the pool is free."""
    async with AsyncExitStack() as stack:
        for _ in range(10):
            await stack.enter_async_context(database.connection.acquire_connection())
        await database.check()
