"""One SQLite file under many writers: nobody is told that it is locked, and no writer holds up a reader."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from faults.conftest import SOAK
from faults.crowd import NOTE, OPEN, WELLS, Crowd
from faults.outcome import HEARD, rows, settled, unheard, verdict
from faults.processes import Process, Site

WRITERS = 20
MUTATIONS = 10_000 if SOAK else 400


@pytest.fixture
def dialect() -> str:
    """The database that has one writer at a time."""
    return "sqlite"


async def test_no_client_is_told_that_the_database_is_locked(database_url: str, tmp_path: Path, redis_url: str) -> None:
    """Twenty people write through a gateway, and a worker writes too: each waits for their turn and gets it."""
    site = Site(tmp_path / "site", database_url, redis_url)
    async with Process(site, "serve") as gateway, Process(site, "worker"):
        crowd = Crowd(site, gateway.url)
        await crowd.mutate(MUTATIONS, people=WRITERS)
        assert "UNAVAILABLE" not in crowd.codes
        assert await crowd.broken_promises() == []
        assert await settled(site, 60) == 0
    assert await verdict(site) == ""
    assert unheard(site, await rows(site, HEARD)) == set()


@pytest.fixture
def writer(database_url: str) -> Iterator[sqlite3.Connection]:
    """Another process that writes to the file."""
    connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
    yield connection
    connection.close()


async def test_a_long_transaction_stops_no_reader(site: Site, writer: sqlite3.Connection) -> None:
    """While one process writes and a mutation of another waits for it, every query is answered."""
    async with Process(site, "serve") as gateway, httpx2.AsyncClient(timeout=12) as client:
        crowd = Crowd(site, gateway.url)
        well = (await crowd.done(client, OPEN, village="Upper Well"))["well"]
        writer.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(crowd.done(client, NOTE, id=well["id"], text="dry"))
        for _ in range(20):
            assert (await crowd.ask(client, WELLS))["wells"]["totalCount"] == 1
        assert not waiting.done()
        writer.execute("ROLLBACK")
        assert (await waiting)["note"]["id"]
