"""Reading beside writing: a lane of its own, on both databases."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest
from casewright_toy import FOREST
from casewright_toy.forest.models import Tree
from casewright_toy.server import cut_connections

from casewright.db import asyncpg_lane, sqlite_lane
from casewright.db import database as databases
from casewright.db import database as opening
from casewright.db.database import Database
from casewright.db.migrations import migrate
from casewright.db.sql import Sql
from casewright.errors import Unavailable

COUNT = "SELECT count(*) AS trees FROM tree"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
LONG = ENDLESS.replace("FROM n)", "FROM n WHERE i < 1000000)", 1)
GATE = 7
"""The advisory lock at which reads of PostgreSQL are held up."""


async def trees(database: Database) -> int:
    [record] = await database.fetch(COUNT, ())
    assert record["trees"] == record[0]
    return int(record[0])


async def plant() -> None:
    await Tree.create(id=uuid4(), name="oak", fields_={"bark": "grey"})


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[None]:
    """Another task has written a tree and has not committed."""
    written, enough = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.transaction():
            await plant()
            written.set()
            await enough.wait()

    task = asyncio.create_task(write())
    await written.wait()
    yield
    enough.set()
    await task


async def test_an_open_transaction_holds_up_no_read(database: Database) -> None:
    """The read answers while the other has not committed, and sees what was committed before."""
    async with writing(database):
        assert await trees(database) == 0
        assert await database.rows(Sql(COUNT)) == [{"trees": 0}]
    assert await trees(database) == 1


async def test_without_a_lane_the_read_waits_for_the_writer(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: on the one connection of SQLite the same read does not come back before the commit."""
    monkeypatch.setattr(Database, "_open_lanes", lambda self: None)
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    async with writing(database):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(trees(database), 0.2)
    await database.close()


async def test_no_helpers_are_started_for_a_page(postgres_url: str) -> None:
    """PostgreSQL would start them for a page of a large table, which takes longer than the page; figures have them."""
    database = Database(postgres_url, [FOREST])
    await database.open()
    try:
        asked = "SHOW max_parallel_workers_per_gather"
        [[for_pages]] = await database.fetch(asked, (), steady=True)
        [[for_figures]] = await database.fetch(asked, ())
        async with database.transaction():
            [[for_writes]] = await database.fetch(asked, ())
    finally:
        await database.close()
    assert (for_pages, for_writes) == ("0", "0")
    assert int(for_figures) > 0


async def test_a_transaction_reads_what_it_has_written(database: Database) -> None:
    """Inside, both ways to read see what is not committed."""
    async with database.transaction():
        await plant()
        assert await trees(database) == 1
        assert await database.rows(Sql(COUNT)) == [{"trees": 1}]
        assert await database.rows(Sql("UPDATE tree SET rings = 2 RETURNING rings")) == [{"rings": 2}]


async def test_records_come_as_the_driver_gives_them(database: Database) -> None:
    """JSON stays text, so that nobody pays for parsing what is only passed on; values are bound."""
    await plant()
    text, values = Sql("SELECT name, fields FROM tree WHERE name = ?", ("oak",)).render(database.dialect)
    [record] = await database.fetch(text, values)
    assert (record["name"], record[1].replace(" ", "")) == ("oak", '{"bark":"grey"}')
    assert await database.fetch(text, ["elm"]) == []


async def test_nothing_is_written_through_the_lane(database: Database) -> None:
    """Its connections are for reading only, whatever the statement says."""
    await plant()
    with pytest.raises((asyncpg.ReadOnlySQLTransactionError, Unavailable)):
        await database.fetch("DELETE FROM tree RETURNING name", ())
    assert await trees(database) == 1


@pytest.fixture
async def forest(sqlite_url: str) -> AsyncIterator[Database]:
    """An open SQLite file."""
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    yield database
    await database.close()


async def test_a_long_statement_holds_up_nobody(forest: Database) -> None:
    """One without an end goes on in a thread while others are served; cancelled, it ends there."""
    endless = [asyncio.create_task(forest.fetch(ENDLESS, ())) for _ in range(sqlite_lane._THREADS)]
    for _ in range(100):
        assert await trees(forest) == 0
    assert not any(task.done() for task in endless)
    for task in endless:
        task.cancel()
    await asyncio.gather(*endless, return_exceptions=True)
    async with asyncio.timeout(60):
        [record] = await forest.fetch(LONG, ())
    assert record[0] == 1_000_000


async def test_a_statement_has_a_limit(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond it the answer is that the database does not answer, and the next read works."""
    monkeypatch.setattr(opening, "_STATEMENT_SECONDS", 0.1)
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    with pytest.raises(Unavailable, match="does not answer"):
        await database.fetch(ENDLESS, ())
    assert await trees(database) == 0
    await database.close()


async def test_closing_ends_what_still_runs(forest: Database) -> None:
    """A statement without an end does not keep the process."""
    task = asyncio.create_task(forest.fetch(ENDLESS, ()))
    assert forest._lanes is not None
    lane = forest._lanes[0]
    assert isinstance(lane, sqlite_lane.Lane)
    while not lane._apart:
        await asyncio.sleep(0.01)
    await forest.close()
    with pytest.raises(Unavailable):
        await task


async def test_a_locked_file_is_waited_for_in_a_thread(tmp_path: Path) -> None:
    """What the event loop may not wait for, a thread does."""
    file = tmp_path / "locked.db"
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("CREATE TABLE moss (id INTEGER)")
    lane = sqlite_lane.Lane(file, 30)
    writer.execute("BEGIN EXCLUSIVE")
    task = asyncio.create_task(lane.fetch("SELECT count(*) FROM moss", ()))
    while not lane._apart:
        await asyncio.sleep(0.01)
    writer.execute("INSERT INTO moss VALUES (1)")
    writer.execute("COMMIT")
    assert [tuple(row) for row in await task] == [(1,)]
    await lane.close()
    writer.close()


@asynccontextmanager
async def held_up(database: Database, reads: int) -> AsyncIterator[list[asyncio.Task[object]]]:
    """So many reads of PostgreSQL that wait inside the server."""
    gate = await asyncpg.connect(database.url)
    await gate.execute(f"SELECT pg_advisory_lock({GATE})")
    waiting = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
    tasks = [
        asyncio.create_task(database.fetch(f"SELECT 1 FROM pg_advisory_xact_lock_shared({GATE})", ()))
        for _ in range(reads)
    ]
    while await gate.fetchval(waiting) < min(reads, databases._READERS):
        await asyncio.sleep(0.01)
    yield tasks
    await gate.close()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def wood(postgres_url: str) -> AsyncIterator[Database]:
    """An open PostgreSQL database."""
    await migrate(Database(postgres_url, [FOREST]), progress=lambda sentence: None)
    database = Database(postgres_url, [FOREST])
    await database.open()
    yield database
    await database.close()


async def test_waiting_for_a_connection_has_an_end(wood: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all are at work, the next reader is told so; those at work are counted and come to their end."""
    async with held_up(wood, databases._READERS) as tasks:
        assert wood.pool is not None
        assert wood.pool.busy == len(tasks)
        assert wood._lanes is not None
        monkeypatch.setattr(wood._lanes[0]._patience, "seconds", 0.1)  # type: ignore[union-attr]
        with pytest.raises(Unavailable, match="does not answer"):
            await trees(wood)
    assert [len(await task) for task in tasks] == [1] * len(tasks)  # type: ignore[arg-type]
    assert await trees(wood) == 0


async def test_places_are_given_in_turn_and_not_lost(wood: Database) -> None:
    """Who gives up while waiting is passed over; who gives up when the place was just given hands it on."""
    async with held_up(wood, databases._READERS) as tasks:
        waiting = [asyncio.create_task(trees(wood)) for _ in range(3)]
        await asyncio.sleep(0)
        assert wood._lanes is not None
        lane = wood._lanes[0]
        assert isinstance(lane, asyncpg_lane.Lane)
        assert len(lane._waiting) == 3
        waiting[0].cancel()
        await asyncio.wait({waiting[0]})
        lane._leave()
        waiting[1].cancel()
        assert await waiting[2] == 0
        assert waiting[1].cancelled()
        lane._free -= 1  # the place that this test gave away
    assert [len(await task) for task in tasks] == [1] * len(tasks)  # type: ignore[arg-type]
    assert lane._free == databases._READERS


async def test_losing_the_server_is_unavailable_and_passes(wood: Database) -> None:
    """A read under way fails in one sentence; the next does not stumble over the connections that are gone."""
    async with held_up(wood, 2) as tasks:
        await cut_connections(wood.url)
        for task in tasks:
            with pytest.raises(Unavailable, match="does not answer"):
                await task
    await asyncio.gather(*(trees(wood) for _ in range(5)))
    await cut_connections(wood.url)
    assert wood._lanes is not None
    lane = wood._lanes[0]
    assert isinstance(lane, asyncpg_lane.Lane)
    while not all(connection.is_closed() for connection in lane._idle):
        await asyncio.sleep(0.01)
    assert await trees(wood) == 0


async def test_a_cancelled_read_ends_in_the_server_as_well(wood: Database) -> None:
    """Nobody waits for it: the server gives it up, and its connection serves the next."""
    async with held_up(wood, 1) as [task]:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert wood.pool is not None
        assert (wood.pool.busy, wood.pool.open) == (0, 2)
        left = f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = {GATE} AND NOT granted"
        while (await wood.fetch(left, ()))[0][0]:
            await asyncio.sleep(0.01)


async def test_reads_use_one_connection_when_they_come_one_after_the_other(wood: Database) -> None:
    """The last one used is taken first, so its prepared statements are warm."""
    sessions = {(await wood.fetch("SELECT pg_backend_pid()", ()))[0][0] for _ in range(10)}
    assert len(sessions) == 1


@pytest.mark.parametrize(("steady", "plans"), [(True, "generic_plans"), (False, "custom_plans")])
async def test_a_steady_statement_is_planned_once(wood: Database, steady: bool, plans: str) -> None:
    """PostgreSQL keeps one plan for it; any other is planned for its values, at least at first."""
    for rings in range(3):
        await wood.fetch("SELECT name FROM tree WHERE rings = $1", (rings,), steady=steady)
    counted = f"SELECT sum({plans})::int FROM pg_prepared_statements WHERE statement LIKE '%rings = $1'"
    [(times,)] = await wood.fetch(counted, (), steady=steady)
    assert times == 3
