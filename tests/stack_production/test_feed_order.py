"""The order of the feed: whoever goes on after the last event they saw misses none, whenever the others commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError

from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.operations import feed
from casewright.operations.change import change
from casewright.operations.feed import place_events
from casewright.platform import Platform, utc_now
from casewright.settings import Settings
from stack_production import fountains
from stack_production.live import CLERK, NO_WORKER, PATIENCE, Elsewhere

PLUGINS = {"fountains": fountains}


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A database that is ready."""
    return Settings(data_dir=tmp_path, database_url=database_url, broker_url=NO_WORKER)


@pytest.fixture
async def process(settings: Settings) -> AsyncIterator[Elsewhere]:
    """A process."""
    async with Platform(settings, plugins=PLUGINS) as platform:
        yield Elsewhere(platform)


async def later(platform: Platform, order: str, mark: Any) -> list[dict[str, Any]]:
    """The events after a mark, in an order."""
    after = Sql("1 = 1") if mark is None else Sql(f"{order} > ?", (mark,))
    placed = Sql("SELECT id, position, case_id, sequence FROM event WHERE position IS NOT NULL AND ")
    return await platform.database.rows(placed + after + Sql(f" ORDER BY {order}"))


@pytest.mark.parametrize(("order", "found"), [("position", True), ("id", False)])
async def test_an_event_that_commits_late_is_not_lost(
    process: Elsewhere, settings: Settings, dialect: str, order: str, found: bool
) -> None:
    """Of two transactions the first to write commits last; by position it is found, by id, the control, lost."""
    if dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    slow, fast = await process.opened(), await process.opened()
    await process.placed()
    written, commit = asyncio.Event(), asyncio.Event()

    async def dawdle() -> None:
        async with Platform(settings, plugins=PLUGINS) as platform, platform.database.transaction():
            async with change(platform, CLERK, slow, Action.WORK) as draft:
                draft.record("exported")
            written.set()
            await commit.wait()

    dawdling = asyncio.create_task(dawdle())
    await written.wait()
    await process.noted(fast)
    await process.placed()
    [*_, last] = await later(process.platform, order, None)
    assert UUID(str(last["case_id"])) == fast
    commit.set()
    await dawdling
    await process.placed()
    missed = [UUID(str(row["case_id"])) for row in await later(process.platform, order, last[order])]
    assert missed == ([slow] if found else [])


@pytest.mark.parametrize(("order", "found"), [("position", True), ("id", False)])
async def test_an_event_of_a_process_whose_clock_is_behind_is_not_lost(
    process: Elsewhere, monkeypatch: pytest.MonkeyPatch, order: str, found: bool
) -> None:
    """The id of a later event may be smaller; by position the event is found, and by id, the control, it is lost."""
    early = UUID("01800000-0000-7000-8000-000000000001")
    case = await process.opened()
    await process.placed()
    [*_, last] = await later(process.platform, order, None)
    monkeypatch.setattr("casewright.events.uuid7", lambda: early)
    await process.noted(case)
    await process.placed()
    assert [UUID(str(row["id"])) for row in await later(process.platform, order, last[order])] == (
        [early] if found else []
    )


async def test_a_case_is_told_in_its_order(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the clocks and ids say, and wherever a batch ends, the events of a case come by their sequence."""
    monkeypatch.setattr(feed, "_BATCH", 1)
    moments = iter(range(100, 0, -1))
    identities = iter(range(100, 0, -1))
    monkeypatch.setattr("casewright.events.uuid7", lambda: UUID(int=next(identities)))
    async with Platform(settings, plugins=PLUGINS, now=lambda: utc_now() + timedelta(days=next(moments))) as platform:
        process = Elsewhere(platform)
        cases = [await process.opened() for _ in range(3)]
        for case in [*cases, *cases]:
            await process.noted(case)
        await process.placed()
        rows = await later(platform, "position", None)
        for case in cases:
            assert [row["sequence"] for row in rows if UUID(str(row["case_id"])) == case] == [1, 2, 3]
        assert [row["sequence"] for row in sorted(rows, key=lambda row: UUID(str(row["id"])))][:3] == [3, 3, 3]


async def unlocked_head(platform: Platform) -> int:
    """The control: the head as it stands, without its lock."""
    rows = await platform.database.rows(Sql("SELECT position FROM feed_head"))
    return int(rows[0]["position"])


@pytest.mark.parametrize("safe", [True, False])
async def test_relays_take_turns(
    process: Elsewhere, settings: Settings, dialect: str, monkeypatch: pytest.MonkeyPatch, safe: bool
) -> None:
    """While one relay gives positions every other waits; without the lock of the head, the control, they collide."""
    if dialect == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    await process.opened()
    await process.placed()
    await process.opened()
    held, go_on = asyncio.Event(), asyncio.Event()
    head_of = feed._locked_head if safe else unlocked_head

    async def hold(platform: Platform) -> int:
        head = await head_of(platform)
        if not held.is_set():
            held.set()
            await go_on.wait()
        return head

    monkeypatch.setattr(feed, "_locked_head", hold)
    async with Platform(settings, plugins=PLUGINS) as second:
        slow = asyncio.create_task(place_events(second))
        await held.wait()
        await process.opened()
        fast = asyncio.create_task(place_events(process.platform))
        await waits_or_ends(process, fast)
        assert fast.done() is not safe
        go_on.set()
        assert sum(await asyncio.gather(slow, fast)) == 2
    await process.opened()
    with nullcontext() if safe else pytest.raises(IntegrityError):
        await process.placed()
        rows = await later(process.platform, "position", None)
        assert [row["position"] for row in rows] == [1, 2, 3, 4]


async def waits_or_ends(process: Elsewhere, task: asyncio.Task[int]) -> None:
    """Until a task has ended, or waits for a lock of the database."""
    waiting = Sql("SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    async with asyncio.timeout(PATIENCE):
        while not task.done() and not await process.platform.database.rows(waiting):
            await asyncio.sleep(0.01)
