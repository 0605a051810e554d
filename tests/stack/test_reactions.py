"""What plugins do after an event was committed: each once, whoever fails, comes twice or dies on the way."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from casewright import models
from casewright.access.actor import Actor
from casewright.operations import outbox
from casewright.operations.notes import add_note
from casewright.operations.outbox import fan_out, react, take_deliveries
from casewright.operations.timers import fire_due_timers
from casewright.platform import Platform
from casewright.relay import Relay
from casewright_gateway.ids import decode
from kit import Person, Stack, running
from stack.listeners import Ears, listening
from stack.town import NO_WORKER

LEASE = timedelta(seconds=31)


@dataclass
class Clock:
    """A clock the test turns."""

    moment: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Tower:
    """A platform with bells and without a worker: the test itself relays."""

    stack: Stack
    ears: Ears
    clock: Clock

    @property
    def platform(self) -> Platform:
        return self.stack.platform

    @property
    def ringer(self) -> Person:
        return self.stack.person("rita", "ringer")

    async def bell(self, name: str = "Ann") -> dict[str, Any]:
        payload = await self.ringer.done("openBell", "bell { id version }", name=name)
        opened: dict[str, Any] = payload["bell"]
        return opened

    async def ring(self, bell: dict[str, Any]) -> None:
        await self.ringer.done("ringBell", "bell { id }", id=bell["id"], expectedVersion=bell["version"])

    async def relay(self) -> list[UUID]:
        """What the relay would hand to the broker now."""
        await fan_out(self.platform)
        return await take_deliveries(self.platform)

    async def work(self) -> None:
        """One round of relay and workers."""
        for delivery in await self.relay():
            await react(self.platform, delivery)

    async def states(self) -> dict[str, str]:
        """The state of the last delivery of each subscriber."""
        return {row.subscriber: row.state async for row in models.Delivery.all().order_by("id")}


@pytest.fixture(scope="module")
async def bells(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Tower]:
    """One platform without a worker, at a time that stands still."""
    ears, clock, folder = Ears(), Clock(), tmp_path_factory.mktemp("data")
    async with running(shared_url, folder, listening(ears), now=clock.now, broker_url=NO_WORKER) as stack:
        yield Tower(stack, ears, clock)


@pytest.fixture
async def tower(bells: Tower) -> Tower:
    """The platform when nothing is left to do."""
    await models.Delivery.all().delete()
    await models.Event.all().update(relayed_at=bells.clock.moment)
    await models.Timer.all().delete()
    bells.ears.heard.clear()
    bells.ears.deaf.clear()
    return bells


async def test_reactions_run_after_commit_in_the_worker(tower: Tower) -> None:
    """Hooks hear every event; `on` hears a stage entered, or an event by its name; nobody hears before the relay."""
    bell = await tower.bell()
    await tower.ring(bell)
    await tower.ringer.done("addNote", "note { id }", id=bell["id"], text="loud")
    assert tower.ears.heard == []
    await tower.work()
    everything = ["Ann opened", "Ann transitioned", "Ann note_added"]
    assert tower.ears.of("bells") == tower.ears.of("log") == everything
    assert (tower.ears.of("tell"), tower.ears.of("read")) == (["Ann transitioned"], ["Ann note_added"])
    subscribers = ("bells.on_event", "log.on_event", "Bell.tell", "Bell.read")
    assert await tower.states() == dict.fromkeys(subscribers, "done")
    assert await tower.relay() == []


async def test_a_subscriber_that_keeps_failing_is_left_alone_for_a_while(tower: Tower) -> None:
    """What it was not called for is no attempt: it waits, and is heard when the subscriber can hear again."""
    tower.ears.deaf["log"] = 5
    for name in ("Ann", "Bob", "Cal", "Dan", "Eve", "Fay"):
        await tower.bell(name)
    await tower.work()
    assert [heard for heard in tower.ears.of("log") if heard.startswith("Fay")] == []
    assert tower.ears.of("bells")[-1] == "Fay opened"
    waiting = await models.Delivery.filter(subscriber="log.on_event").order_by("id")
    assert [(row.state, row.attempts) for row in waiting] == [("pending", 1)] * 5 + [("pending", 0)]
    assert ("log", "log.on_event") in tower.platform.conduct.switched_off()
    tower.clock.moment += timedelta(minutes=1)
    await tower.work()
    assert await tower.states() == {"bells.on_event": "done", "log.on_event": "done"}
    assert tower.ears.of("log")[-1] == "Fay opened"
    assert tower.platform.conduct.switched_off() == []


async def test_a_failing_subscriber_neither_blocks_nor_repeats_another(tower: Tower) -> None:
    """The others are done with the event; only the one that failed hears it again."""
    tower.ears.deaf["bells"] = 1
    await tower.bell()
    await tower.work()
    assert await tower.states() == {"bells.on_event": "pending", "log.on_event": "done"}
    tower.clock.moment += timedelta(minutes=1)
    await tower.work()
    assert await tower.states() == {"bells.on_event": "done", "log.on_event": "done"}
    assert (tower.ears.of("bells"), tower.ears.of("log")) == (["Ann opened"] * 2, ["Ann opened"])


async def test_each_try_waits_twice_as_long_and_the_last_one_gives_up(tower: Tower) -> None:
    """Six attempts; what is dead stays visible with the kind of failure, and without its words."""
    tower.ears.deaf["log"] = 99
    await tower.bell()
    waits = []
    for _ in range(6):
        await tower.work()
        row = await models.Delivery.get(subscriber="log.on_event")
        waits.append((row.due_at - tower.clock.moment).total_seconds())
        tower.clock.moment = row.due_at - timedelta(milliseconds=1)
        assert await tower.relay() == []
        tower.clock.moment = row.due_at
    assert waits[:5] == [2, 4, 8, 16, 32]
    assert (row.state, row.attempts, row.error) == ("dead", 6, "ConnectionError")
    tower.clock.moment += timedelta(days=365)
    await tower.work()
    assert len(tower.ears.of("log")) == 6


async def test_a_message_that_comes_twice_runs_once(tower: Tower) -> None:
    """One after the other, and at the same moment; the row decides."""
    await tower.bell()
    deliveries = await tower.relay()
    await asyncio.gather(*(react(tower.platform, delivery) for delivery in deliveries * 5))
    for delivery in deliveries:
        await react(tower.platform, delivery)
    assert sorted(tower.ears.heard) == [("bells", "Ann opened", 1), ("log", "Ann opened", 1)]
    await models.Delivery.filter(id=deliveries[0]).update(state="dispatched")  # without the row, it runs again
    await react(tower.platform, deliveries[0])
    assert len(tower.ears.heard) == 3


@pytest.mark.parametrize("state", ["dispatched", "running"])
async def test_what_was_lost_is_dispatched_again(tower: Tower, state: str) -> None:
    """A message the broker lost, or a worker that died in the middle: once the lease has passed, and not before."""
    await tower.bell()
    lost = await tower.relay()
    await models.Delivery.filter(id__in=lost).update(state=state)
    tower.clock.moment += LEASE - timedelta(seconds=2)
    assert await tower.relay() == []
    tower.clock.moment += timedelta(seconds=2)
    assert sorted(await tower.relay()) == sorted(lost)
    for delivery in lost:
        await react(tower.platform, delivery)
    assert set((await tower.states()).values()) == {"done"}


@pytest.mark.parametrize(("room", "bounded"), [(4, True), (100, False)], ids=["bounded", "control"])
async def test_more_than_workers_do_waits_in_the_database(
    tower: Tower, monkeypatch: pytest.MonkeyPatch, room: int, bounded: bool
) -> None:
    """New ones are handed over as others are begun; however slow workers are, only what was handed over comes again."""
    monkeypatch.setattr(outbox, "_IN_HAND", room)
    for number in range(5):
        await tower.bell(f"bell {number}")
    first = await tower.relay()
    assert (len(first) == 4) == bounded
    assert await tower.relay() == []
    for delivery in first[:3]:
        await react(tower.platform, delivery)
    second = await tower.relay()
    assert (len(second) == 3) == bounded
    tower.clock.moment += LEASE
    assert (set(await tower.relay()) == {first[3], *second}) == bounded
    for _ in range(10):
        await tower.work()
        tower.clock.moment += LEASE
    assert await models.Delivery.exclude(state="done").count() == 0
    assert len(tower.ears.heard) == 10


async def test_what_the_broker_did_not_take_is_handed_over_as_soon_as_it_does(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without being given back it would wait for its lease, and keep the room of what could go."""
    sent: list[str] = []

    def refuse(delivery: str) -> None:
        raise ConnectionError

    def relay(send: Callable[[str], object]) -> Relay:
        return Relay(tower.platform, send, lambda breached: None, asyncio.Event(), [])

    await tower.bell()
    assert not await relay(refuse).round()
    assert set((await tower.states()).values()) == {"pending"}
    assert await relay(sent.append).round()
    assert len(sent) == 2

    async def keep(*parts: Any) -> None:
        """The control: nothing is given back."""

    monkeypatch.setattr("casewright.relay.give_back", keep)
    await tower.bell("Bob")
    assert not await relay(refuse).round()
    assert await relay(sent.append).round()
    assert len(sent) == 2


async def test_a_reaction_that_kills_its_process_is_given_up_too(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each death is an attempt; without the limit it would take worker after worker with it for ever."""

    async def die(*parts: Any) -> None:
        raise SystemExit

    await tower.bell()
    monkeypatch.setattr(outbox, "_run", die)
    for _ in range(9):
        for delivery in await tower.relay():
            row = await models.Delivery.get(id=delivery)
            if row.state == "dispatched":
                with pytest.raises(SystemExit):
                    await react(tower.platform, delivery)
        tower.clock.moment += LEASE
    assert {(row.state, row.attempts) async for row in models.Delivery.all()} == {("dead", 6)}


async def test_a_late_failure_does_not_repeat_what_was_done_meanwhile(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker so slow that another took over has no say any more."""
    slow, attempts = asyncio.Event(), []

    async def run(platform: Platform, delivery: models.Delivery) -> None:
        attempts.append(delivery.attempts)
        if delivery.attempts == 1:
            await slow.wait()
            raise TimeoutError

    await tower.bell()
    monkeypatch.setattr(outbox, "_run", run)
    [first, *_] = await tower.relay()
    late = asyncio.create_task(react(tower.platform, first))
    while not attempts:
        await asyncio.sleep(0.01)
    tower.clock.moment += LEASE
    await tower.relay()
    await react(tower.platform, first)
    slow.set()
    await late
    row = await models.Delivery.get(id=first)
    assert (row.state, row.attempts, row.error, attempts) == ("done", 2, None, [1, 2])


async def test_a_write_that_is_rolled_back_is_heard_by_nobody(tower: Tower) -> None:
    """It leaves neither an event nor a delivery; the same write that is committed leaves both."""
    case = decode((await tower.bell())["id"])[1]
    await tower.work()
    events, deliveries = await models.Event.all().count(), await models.Delivery.all().count()
    actor = Actor(tenant="demo", subject="rita", roles=frozenset({"ringer"}))
    with pytest.raises(LookupError):
        async with tower.platform.database.transaction():
            await add_note(tower.platform, actor, case, text="never said")
            raise LookupError
    await tower.work()
    assert (await models.Event.all().count(), await models.Delivery.all().count()) == (events, deliveries)
    assert tower.ears.of("read") == []
    await add_note(tower.platform, actor, case, text="said")
    await tower.work()
    assert tower.ears.of("read") == ["Ann note_added"]


@asynccontextmanager
async def another(tower: Tower) -> AsyncIterator[Platform]:
    """A second platform on the same database; for a task of its own."""
    async with Platform(tower.platform.settings, plugins=listening(tower.ears), now=tower.clock.now) as platform:
        yield platform


async def both(tower: Tower, work: Callable[[Platform], Any]) -> list[Any]:
    """The same work by two platforms at the same moment."""
    ready = asyncio.Barrier(2)

    async def one() -> Any:
        async with another(tower) as platform:
            await ready.wait()
            return await work(platform)

    return list(await asyncio.gather(one(), one()))


async def naive_take(platform: Platform) -> list[UUID]:
    """Reading first and writing then, without a lock."""
    waiting = [row.id async for row in models.Delivery.filter(state="pending")]
    await asyncio.sleep(0.2)
    await models.Delivery.filter(id__in=waiting).update(state="dispatched")
    return waiting


async def test_two_relays_take_each_event_and_each_delivery_once(tower: Tower) -> None:
    """Nothing twice, nothing lost; a relay without locks takes everything twice."""
    for number in range(15):
        await tower.bell(f"bell {number}")
    assert sum(await both(tower, fan_out)) == 15
    assert await models.Delivery.all().count() == 30
    first, second = await both(tower, take_deliveries)
    assert len(first) + len(second) == len({*first, *second}) == 30
    await models.Delivery.all().update(state="pending")
    first, second = await both(tower, naive_take)
    assert len(first) == len(second) == 30


async def test_two_workers_ring_each_timer_once(tower: Tower) -> None:
    """First the goal of each clock, then its deadline, and nothing before its time."""
    for number in range(8):
        await tower.bell(f"bell {number}")
    assert sum(await both(tower, fire_due_timers)) == 0
    for hour in (1, 2):
        tower.clock.moment += timedelta(hours=1)
        assert sum(await both(tower, fire_due_timers)) == 8
        assert sum(await both(tower, fire_due_timers)) == 0
        rung = [event.case_id async for event in models.Event.filter(name="clock_passed")]
        assert (len(rung), len(set(rung))) == (8 * hour, 8)
    await models.Timer.all().update(state="pending", kind="deadline")  # the row decides: pending again, they ring again
    assert sum(await both(tower, fire_due_timers)) == 8
