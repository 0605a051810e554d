"""One SQLite file under many writers: nobody is told that it is locked, and no writer holds up a reader."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults.callers import caller
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
        assert await settled(site, 240) == 0
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
    async with Process(site, "serve") as gateway, caller(12) as client:
        crowd = Crowd(site, gateway.url)
        well = (await crowd.done(client, OPEN, village="Upper Well"))["well"]
        writer.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(crowd.done(client, NOTE, id=well["id"], text="dry"))
        for _ in range(20):
            assert (await crowd.ask(client, WELLS))["wells"]["totalCount"] == 1
        assert not waiting.done()
        writer.execute("ROLLBACK")
        assert (await waiting)["note"]["id"]


async def done_soon(task: asyncio.Task[Any]) -> set[asyncio.Task[Any]]:
    """The task, if it is done within two seconds."""
    return (await asyncio.wait({task}, timeout=2))[0]


async def test_control_without_their_own_way_readers_wait_for_the_writer(
    site: Site, writer: sqlite3.Connection
) -> None:
    """Behind the mutation that waits for another process."""
    async with Process(site, "serve", WELLS_WITHOUT="lane") as gateway, caller() as client:
        crowd = Crowd(site, gateway.url)
        well = (await crowd.done(client, OPEN, village="Upper Well"))["well"]
        writer.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(crowd.done(client, NOTE, id=well["id"], text="dry"))
        async with asyncio.timeout(60):
            while (reading := asyncio.create_task(crowd.ask(client, WELLS))) in await done_soon(reading):
                pass
        writer.execute("ROLLBACK")
        await asyncio.gather(waiting, reading)


async def test_control_who_does_not_wait_for_their_turn_is_refused(site: Site, writer: sqlite3.Connection) -> None:
    """The file is locked, and whoever writes is told that the database does not answer."""
    async with Process(site, "serve", WELLS_WITHOUT="turns") as gateway, caller(12) as client:
        crowd = Crowd(site, gateway.url)
        well = (await crowd.done(client, OPEN, village="Upper Well"))["well"]
        writer.execute("BEGIN IMMEDIATE")
        assert (await crowd.attempt(client, NOTE, id=well["id"], text="dry"))[0] == "UNAVAILABLE"
