"""The clock is set back: histories stay in order, and nothing waits for the hour to come again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casewright import models
from casewright.events import verify
from casewright.operations import outbox
from faults import wells
from kit import Stack, running

OPEN = "well { id version }"


class Clock:
    """The system's time, and what somebody did to it."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def __call__(self) -> datetime:
        """The present moment, as far as this clock knows."""
        return datetime.now(UTC) + self.shift


@pytest.fixture
def clock() -> Clock:
    """The clock of the platform."""
    return Clock()


@pytest.fixture
async def stack(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stack]:
    """The embedded platform on that clock."""
    monkeypatch.setenv("WELLS_HEARD", str(tmp_path / "heard"))
    async with running(database_url, tmp_path, {"wells": wells}, clock) as stack:
        yield stack


async def all_done() -> None:
    """Wait until every event is relayed and every delivery is done."""
    async with asyncio.timeout(120):
        while await models.Event.filter(relayed_at__isnull=True).exists() or await _undone():
            await asyncio.sleep(0.1)


async def _undone() -> bool:
    return await models.Delivery.exclude(state="done").exists()


async def test_an_hour_back_loses_nothing(stack: Stack, clock: Clock, tmp_path: Path) -> None:
    """Sequences go on, chains verify, and what was under way when the clock was set back is done within seconds."""
    ann = stack.person("ann", "clerk")
    opened = [(await ann.done("openWell", OPEN, village=f"village {number}"))["well"] for number in range(12)]
    for number, well in enumerate(opened):
        await ann.done("addNote", "note { id }", id=well["id"], text="before")
        await ann.done("testWell", OPEN, id=well["id"], expectedVersion=well["version"])
        if number == 6:
            clock.shift = -timedelta(hours=1)
        await ann.done("addNote", "note { id }", id=well["id"], text="after")
    await all_done()
    query = "query($id: ID!) { node(id: $id) { ... on Well { events { sequence name at } } } }"
    for well in opened:
        events = (await ann.ask(query, id=well["id"]))["node"]["events"]
        assert [event["sequence"] for event in events] == [1, 2, 3, 4]
        assert [event["name"] for event in events] == ["opened", "note_added", "transitioned", "note_added"]
    assert [found async for _, found in verify(stack.platform.database) if found] == []
    assert len(set((tmp_path / "heard").read_text().split())) == len(opened)


async def test_a_delivery_dated_by_the_old_clock_is_taken_at_once(stack: Stack, clock: Clock) -> None:
    """It seems to be due in an hour, and no delivery waits an hour."""
    ann = stack.person("ann", "clerk")
    well = (await ann.done("openWell", OPEN, village="deep"))["well"]
    await ann.done("testWell", OPEN, id=well["id"], expectedVersion=well["version"])
    await all_done()
    old = clock() + timedelta(hours=1)
    await models.Delivery.all().update(state="dispatched", due_at=old)
    await all_done()


@pytest.mark.parametrize(
    ("ahead", "farthest"),
    [(timedelta(minutes=10), outbox._FARTHEST), (timedelta(hours=1), timedelta(hours=2))],
    ids=["in ten minutes", "control"],
)
async def test_a_delivery_that_is_to_wait_waits(
    stack: Stack, clock: Clock, monkeypatch: pytest.MonkeyPatch, ahead: timedelta, farthest: timedelta
) -> None:
    """One that is due in ten minutes is not taken before; control: without the bound, nor is one of the old clock."""
    monkeypatch.setattr(outbox, "_FARTHEST", farthest)
    ann = stack.person("ann", "clerk")
    well = (await ann.done("openWell", OPEN, village="deep"))["well"]
    await ann.done("testWell", OPEN, id=well["id"], expectedVersion=well["version"])
    await all_done()
    await models.Delivery.all().update(state="dispatched", due_at=clock() + ahead)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(2):
            await all_done()
