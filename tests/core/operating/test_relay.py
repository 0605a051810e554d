"""The relay goes on: a step that fails holds up no other, a timer that fails no other timer, and others see it live."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from casewright import models
from casewright.errors import Conflict, PluginError, Unavailable
from casewright.operations import timers
from casewright.operations.heartbeat import beat, still, worker_alive
from casewright.platform import Platform, utc_now
from casewright.relay import Relay
from casewright.settings import Settings
from faults import wells
from kit import running


class Clock:
    """A clock the test moves."""

    def __init__(self) -> None:
        self.shift = timedelta()

    def __call__(self) -> Any:
        """The present moment, moved."""
        return utc_now() + self.shift


@pytest.fixture
def clock() -> Clock:
    """The clock of the platform."""
    return Clock()


@pytest.fixture
async def platform(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Platform]:
    """A platform that nobody else works for."""
    made = Platform(Settings(data_dir=tmp_path, database_url=database_url), plugins={"wells": wells}, now=clock)
    async with made:
        yield made


def relay_of(platform: Platform, **more: Any) -> Relay:
    """A relay that hands deliveries to nobody."""
    return Relay(platform, lambda delivery: None, lambda count: None, asyncio.Event(), more.get("beside", ()))


class Failing:
    """Work beside the relay's own."""

    def __init__(self, error: Exception | None) -> None:
        self.rounds = 0
        self._error = error

    async def round(self) -> None:
        """Count, and fail."""
        self.rounds += 1
        if self._error:
            raise self._error


async def test_a_step_that_fails_holds_up_no_other(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """Timers that cannot be fired do not keep events from being relayed."""

    async def fail(platform: Platform) -> int:
        raise PluginError("the calendar is broken", plugin="wells")

    monkeypatch.setattr("casewright.relay.fire_due_timers", fail)
    beside = Failing(None)
    assert not await relay_of(platform, beside=[beside]).round()
    assert beside.rounds == 1
    assert await models.Heartbeat.all().count() == 1


async def test_a_round_in_which_all_went_well_says_so(platform: Platform) -> None:
    """The next round then comes as soon as there is something to do."""
    assert await relay_of(platform).round()
    assert not await relay_of(platform, beside=[Failing(Conflict("no"))]).round()


async def test_a_worker_is_seen_until_it_ends(platform: Platform, clock: Clock) -> None:
    """By its beat, at most a minute old; an orderly end is seen at once."""
    worker = uuid4()
    assert not await worker_alive(platform)
    await beat(platform, worker)
    assert await worker_alive(platform)
    clock.shift = timedelta(seconds=61)
    assert not await worker_alive(platform)
    await beat(platform, worker)
    assert await worker_alive(platform)
    await still(platform, worker)
    assert not await models.Heartbeat.exists()


async def test_the_killed_are_forgotten(platform: Platform, clock: Clock) -> None:
    """Rows of processes that never ended in order do not pile up."""
    killed, alive = uuid4(), uuid4()
    await beat(platform, killed)
    clock.shift = timedelta(hours=2)
    await beat(platform, alive)
    assert [row.id for row in await models.Heartbeat.all()] == [alive]


async def test_the_relay_beats_while_it_is_at_work(platform: Platform) -> None:
    """And takes its row away in the end."""
    async with relay_of(platform), asyncio.timeout(10):
        while not await models.Heartbeat.exists():
            await asyncio.sleep(0.01)
    assert not await models.Heartbeat.exists()


Fire = Callable[..., Awaitable[bool]]


async def test_a_timer_that_fails_holds_up_no_other(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when more of them fail than are looked at together; they are tried again, and the others are fired once."""
    fire: Fire = timers._fire
    broken: list[Any] = []

    async def sometimes(platform: Platform, tenant: str, case_id: Any, timer_id: Any) -> bool:
        if case_id in broken:
            raise PluginError("the calendar is broken", plugin="wells")
        return await fire(platform, tenant, case_id, timer_id)

    async with running(database_url, tmp_path, {"wells": wells}, clock, broker_url="redis://127.0.0.1:1/0") as stack:
        ann = stack.person("ann", "clerk")
        for number in range(7):
            await ann.done("openWell", "well { id }", village=f"village {number}")
        cases: Any = await models.Case.all().order_by("id").values_list("id", flat=True)
        broken += cases[:5]
        monkeypatch.setattr(timers, "_fire", sometimes)
        clock.shift = timedelta(days=3)
        assert await timers.fire_due_timers(stack.platform, limit=2) == 2
        assert await models.Event.filter(name="clock_passed").count() == 2
        broken.clear()
        assert sum([await timers.fire_due_timers(stack.platform, limit=2) for _ in range(4)]) == 5


async def test_a_lost_database_ends_the_step(
    database_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no point in trying the other timers."""
    tried = []

    async def lost(*arguments: Any) -> bool:
        tried.append(arguments)
        raise Unavailable("gone")

    async with running(database_url, tmp_path, {"wells": wells}, clock, broker_url="redis://127.0.0.1:1/0") as stack:
        for _ in range(3):
            await stack.person("ann", "clerk").done("openWell", "well { id }", village="deep")
        monkeypatch.setattr(timers, "_fire", lost)
        clock.shift = timedelta(days=3)
        with pytest.raises(Unavailable):
            await timers.fire_due_timers(stack.platform)
    assert len(tried) == 1
