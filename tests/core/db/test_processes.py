"""Two processes and one database file."""

import subprocess
import sys
from pathlib import Path

import pytest
from casewright_toy import FOREST

from casewright.db.database import Database
from casewright.db.migrations import migrate
from casewright.db.sql import Sql

TOY = Path(__file__).parent / "toy"

COUNT = """
import asyncio, sys
from tortoise.backends.sqlite.client import SqliteClient
from casewright.db import sqlite_safe
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright_toy import FOREST

ROUNDS = 50

async def main(url, engine):
    if engine == "stock":
        sqlite_safe.client_class = SqliteClient
    database = Database(url, [FOREST])
    await database.open()
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        for _ in range(ROUNDS):
            async with database.transaction():
                [row] = await database.rows(Sql("SELECT rings FROM tree"))
                await asyncio.sleep(0.005)
                await database.execute(Sql("UPDATE tree SET rings = ?", (row["rings"] + 1,)))
    finally:
        await database.close()

asyncio.run(main(*sys.argv[1:]))
"""

MIGRATE = """
import asyncio, sys
from casewright.db.database import Database
from casewright.db.migrations import Runner, migrate
from casewright_toy import FOREST, GARDEN

pending = Runner.pending

async def slowly(runner):
    found = await pending(runner)
    await asyncio.sleep(0.3)
    return found

Runner.pending = slowly
print("ready", flush=True)
sys.stdin.readline()
asyncio.run(migrate(Database(sys.argv[1], [FOREST, GARDEN]), progress=print))
"""


def run_together(script: str, *arguments: str, processes: int = 2) -> list[subprocess.CompletedProcess[str]]:
    """Start the processes, let all go at once, wait for all."""
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(TOY)!r})\n{script}", *arguments]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True) for _ in range(processes)]
    for process in started:
        assert process.stdout is not None
        process.stdout.readline()
    for process in started:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [finished(process) for process in started]


def finished(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """Its output, once it has ended; one that does not end is killed."""
    try:
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    return subprocess.CompletedProcess(process.args, process.returncode, output, errors)


async def one_tree(url: str) -> Database:
    """A database with one tree, without rings."""
    database = Database(url, [FOREST])
    await migrate(database, progress=lambda sentence: None)
    await database.open()
    await database.execute(Sql("INSERT INTO tree (id, name, felled, fields) VALUES ('1', 'oak', 0, '{}')"))
    return database


async def test_processes_that_read_and_then_write_wait_for_each_other(sqlite_url: str) -> None:
    """Two processes add 50 rings each to one tree: no error, none lost."""
    database = await one_tree(sqlite_url)
    for ended in run_together(COUNT, sqlite_url, "safe"):
        assert ended.stderr == ""
        assert ended.returncode == 0
    assert await database.rows(Sql("SELECT rings FROM tree")) == [{"rings": 100}]
    await database.close()


async def test_stock_transactions_that_read_and_then_write_find_the_file_locked(sqlite_url: str) -> None:
    """Control: with Tortoise's own engine one of them is refused although it may wait ten seconds."""
    database = await one_tree(sqlite_url)
    ended = run_together(COUNT, sqlite_url, "stock")
    await database.close()
    assert any(process.returncode != 0 and "database is locked" in process.stderr for process in ended)


async def test_two_runners_at_once_apply_every_migration_once(url: str) -> None:
    """The second waits for the first and finds nothing left to do."""
    outputs = []
    for ended in run_together(MIGRATE, url, processes=3):
        assert ended.stderr == ""
        assert ended.returncode == 0
        outputs.append(ended.stdout)
    applied = "applied forest.0001_initial\napplied forest.0002_unknown_heights\napplied garden.0001_initial\n"
    assert sorted(outputs) == ["", "", applied]


async def test_runners_without_the_lock_collide(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the same runners without their lock do not all succeed."""
    unlocked = (
        "from contextlib import asynccontextmanager\n"
        "from casewright.db import exclusive\n"
        "@asynccontextmanager\n"
        "async def nothing(_):\n"
        "    yield\n"
        "exclusive._file_lock = exclusive._advisory_lock = nothing\n"
    )
    ended = run_together(unlocked + MIGRATE, url, processes=3)
    assert any(process.returncode != 0 for process in ended)
