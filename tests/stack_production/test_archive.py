"""Backup and restore: a copy on any database and store is the same platform, taken while others go on working."""

import asyncio
import shutil
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from casewright import models
from casewright.archive.backup import backup
from casewright.archive.snapshot import count, snapshot
from casewright.db.sql import Sql
from casewright.operations.notes import add_note
from casewright.operations.restore import restore
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.storage import LocalStore
from kit import CORE_MIGRATIONS
from stack_production.copies import (
    CLERK,
    at_work,
    confirmed,
    contents,
    copied,
    document,
    everything,
    kept,
    new_bridge,
    platform_at,
    same_database,
    settle,
    silent,
    sqlite_only,
)
from stack_production.made_up import fill


async def test_a_copy_is_the_same_platform(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Every row and every document of real cases, on any database, proved by chains and hashes."""
    file = tmp_path / ("all.tar.gz" if source_url.startswith("postgres") else "all.tar")
    async with at_work(source_url, tmp_path / "source") as platform:
        await settle(platform)
        manifest = await kept(platform, file)
        rows, objects, keys = await everything(platform), await contents(platform), await confirmed(platform)
    target = platform_at(target_url, tmp_path / "target")
    assert await copied(target, file) == []
    async with target:
        assert await everything(target) == rows
        assert await contents(target) == {key: objects[key] for key in keys}
        await document(target, await new_bridge(target, "after"), b"work goes on")
    assert (manifest.documents, manifest.size) == (3, sum(len(objects[key]) for key in keys))
    assert len(objects) == 3


async def test_every_kind_of_value_survives(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Rows made up for every table there is, whatever a new model brings: extremes, odd text, NULL, JSON, times."""
    async with at_work(source_url, tmp_path / "source") as platform:
        await fill(rows=40, seed=7)
        await bring_up(platform, silent)  # what follows from other rows is as it will be after the restore
        rows = await everything(platform)
        await backup(platform, tmp_path / "all.tar", silent, silent)
    assert all(rows.values())
    target = platform_at(target_url, tmp_path / "target")
    await restore(target, tmp_path / "all.tar", silent, silent)
    async with target:
        assert await everything(target) == rows | {"heartbeat": []}


@same_database
async def test_every_table_of_the_database_is_in_the_archive(source_url: str, tmp_path: Path) -> None:
    """Nobody lists tables by hand, and only the record of migrations is left out: it is in the manifest."""
    async with at_work(source_url, tmp_path / "source") as platform:
        manifest = await kept(platform, tmp_path / "all.tar")
        names = {
            "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
        }
        present = {row["name"] for row in await platform.database.rows(Sql(names[platform.database.dialect]))}
    assert {table.name for table in manifest.tables} | {"tortoise_migrations"} == present
    assert manifest.migrations == CORE_MIGRATIONS


@same_database
async def test_a_snapshot_sees_one_moment(source_url: str, tmp_path: Path) -> None:
    """What is written while it is read is not in it, in no table; and the writer does not wait."""
    go = asyncio.Event()

    async def write() -> None:
        await go.wait()
        await new_bridge(platform, "meanwhile")

    async with at_work(source_url, tmp_path / "source") as platform:
        await new_bridge(platform, "before")
        before = {table: await count(platform.database, table) for table in ("case", "event", "clock")}
        writer = asyncio.create_task(write())
        async with snapshot(platform.database) as frozen:
            seen = {"case": await count(frozen, "case")}
            go.set()
            async with asyncio.timeout(20):
                await writer
            seen |= {table: await count(frozen, table) for table in ("event", "clock")}
            assert await count(platform.database, "event") == before["event"] + 1  # the control: a read beside it
    assert seen == before


class Busy:
    """Somebody who opens one case after the other."""

    def __init__(self, platform: Platform) -> None:
        self.opened = 0
        self._platform = platform
        self._one_more = asyncio.Event()

    async def work(self) -> None:
        while True:
            case = await new_bridge(self._platform, f"bridge {self.opened}")
            await add_note(self._platform, CLERK, case, text="looked at it")
            self.opened += 1
            self._one_more.set()

    async def opens(self, more: int) -> None:
        """Wait until so many more cases are open."""
        goal = self.opened + more
        while self.opened < goal:
            self._one_more.clear()
            await self._one_more.wait()


class Slow(LocalStore):
    """A store whose reads take as long as somebody needs for three cases."""

    def __init__(self, folder: Path, busy: Busy) -> None:
        super().__init__(folder, secret=bytes(32), base_url="")
        self._busy = busy

    async def read(self, key: str, **more: Any) -> AsyncIterator[bytes]:
        await self._busy.opens(3)
        async for part in super().read(key, **more):
            yield part


@same_database
async def test_work_goes_on_while_a_backup_is_taken(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Cases are opened before, during and after the snapshot; the copy is of one moment and proves itself."""
    async with at_work(source_url, tmp_path / "source") as platform:
        await settle(platform)
        busy = Busy(platform)
        platform.store = Slow(tmp_path / "source" / "documents", busy)
        worker = asyncio.create_task(busy.work())
        await busy.opens(3)
        manifest = await kept(platform, tmp_path / "all.tar")
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
        final = await count(platform.database, "case")
    target = platform_at(target_url, tmp_path / "target")
    assert await copied(target, tmp_path / "all.tar") == []
    [cases] = [table.rows for table in manifest.tables if table.name == "case"]
    assert 2 + 3 <= cases <= final - 3 * 3


class Peak:
    """The most memory that was held from the first step of the data to the last."""

    highest = 0

    def __call__(self, what: str, done: int, of: int) -> None:
        if not tracemalloc.is_tracing():
            tracemalloc.start()
        self.highest = max(self.highest, tracemalloc.get_traced_memory()[1])


@sqlite_only
async def test_memory_is_bounded(source_url: str, target_url: str, sqlite_template: str, tmp_path: Path) -> None:
    """Twenty megabytes of rows and a document of twenty are kept, checked and restored in a fraction of them.

    What a restore without them takes is set off: the tables are described anew to compare the migrations.
    """
    at_backup, at_restore, bare = Peak(), Peak(), Peak()
    for name in ("small.db", "bare.db"):
        shutil.copy(sqlite_template, tmp_path / name)
    async with at_work(f"sqlite:///{tmp_path / 'small.db'}", tmp_path / "small") as small:
        await new_bridge(small, "one")
        await backup(small, tmp_path / "small.tar", silent, silent)
    async with at_work(f"sqlite:///{tmp_path / 'bare.db'}", tmp_path / "bare") as empty:
        pass
    await restore(empty, tmp_path / "small.tar", bare, silent)
    tracemalloc.stop()
    async with at_work(source_url, tmp_path / "source") as platform:
        case = await models.Case.get(id=await new_bridge(platform, "one"))
        note = {"tenant_id": "demo", "case_id": case.id, "author": "carla", "created_at": case.opened_at}
        await models.Note.bulk_create(models.Note(text="x" * 5_000, **note) for _ in range(4_000))
        await document(platform, case.id, b"x" * 20_000_000)
        await backup(platform, tmp_path / "all.tar", at_backup, silent)
        tracemalloc.stop()
    async with at_work(target_url, tmp_path / "target") as target:
        pass
    await restore(target, tmp_path / "all.tar", at_restore, silent)
    tracemalloc.stop()
    assert (tmp_path / "all.tar").stat().st_size > 40_000_000
    assert 1_000_000 < max(at_backup.highest, at_restore.highest - bare.highest) < 18_000_000
