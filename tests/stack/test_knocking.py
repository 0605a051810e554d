"""A commit of one process wakes the workers of others; what is missed, their poll finds."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from casewright import knocking
from casewright.platform import Platform
from casewright.settings import Settings
from databases import new_database
from kit import Stack, running
from stack.listeners import Ears, listening
from stack.town import NO_WORKER


@pytest.fixture(scope="module")
def dialect() -> str:
    """The database that carries notices."""
    if not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    return "postgres"


@pytest.fixture
async def gateway(shared_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """A gateway whose worker is another process."""
    async with running(shared_url, tmp_path, listening(Ears()), broker_url=NO_WORKER) as stack:
        yield stack


@asynccontextmanager
async def ear(url: str) -> AsyncIterator[asyncio.Event]:
    """What a worker hears in another process."""
    woken, platform = asyncio.Event(), Platform(Settings(database_url=url), plugins={})
    async with knocking.listening(platform, woken.set):
        yield woken


async def opened(gateway: Stack) -> dict[str, Any]:
    """A bell is opened, so something is committed."""
    return await gateway.person("rita", "ringer").done("openBell", "bell { id }", name="Ann")


async def heard(gateway: Stack, woken: asyncio.Event) -> None:
    """Commits wake the worker; the first ones may come before it listens."""
    async with asyncio.timeout(60):
        while not woken.is_set():
            await opened(gateway)
            await asyncio.sleep(0.1)


async def test_a_commit_wakes_the_worker(gateway: Stack) -> None:
    """In whatever process it waits; reading wakes nobody."""
    async with ear(gateway.platform.settings.database) as woken:
        await gateway.person("rita", "ringer").ask("{ bells { totalCount } }")
        assert not woken.is_set()
        await heard(gateway, woken)


async def test_a_lost_connection_is_made_again(gateway: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ear comes back by itself."""
    monkeypatch.setattr(knocking, "_AGAIN_SECONDS", 0.1)
    async with ear(gateway.platform.settings.database) as woken:
        await heard(gateway, woken)
        killer = await asyncpg.connect(gateway.platform.settings.database)
        ears = "datname = current_database() AND query LIKE 'LISTEN%'"
        assert await killer.fetch(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ears}")
        await killer.close()
        woken.clear()
        await heard(gateway, woken)


async def test_on_sqlite_nobody_knocks(sqlite_template: str, tmp_path: Path) -> None:
    """And nothing fails for that."""
    with new_database("sqlite", tmp_path, sqlite_template) as url:
        async with running(url, tmp_path, listening(Ears()), broker_url=NO_WORKER) as gateway, ear(url) as woken:
            await opened(gateway)
            assert not woken.is_set()
