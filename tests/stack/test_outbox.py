"""From events to reactions, step by step: at least once delivered, each subscriber for itself, in the end dead."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from casewright import PluginError, models
from casewright.operations import change as changes
from casewright.operations import outbox
from casewright.operations.outbox import fan_out, react, recover_deliveries, take_deliveries
from casewright_gateway.ids import decode
from kit import Stack, running
from stack import guards, trees
from stack.town import NO_WORKER, PLUGINS, Town, codes

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOOK, REACTION = "guards.on_event", "TreeCase.count_words"


class Watch:
    moment = MONDAY

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


@pytest.fixture(scope="module")
async def stack(shared_url: str, tmp_path_factory: pytest.TempPathFactory, watch: Watch) -> AsyncIterator[Stack]:
    """A gateway whose relay is the test."""
    folder = tmp_path_factory.mktemp("data")
    plugins = PLUGINS | {"guards": guards}
    async with running(shared_url, folder, plugins, now=watch, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
async def case(town: Town) -> UUID:
    """A case whose deliveries are all that is left to do."""
    await models.Event.filter(relayed_at=None).update(relayed_at=MONDAY)
    await models.Delivery.exclude(state="done").update(state="done")
    opened = await town.tree()
    await relay(town)
    await town.clerk.done("addNote", "note { id }", id=opened["id"], text="x")
    return decode(opened["id"])[1]


async def relay(town: Town, passed: timedelta = timedelta(0)) -> int:
    """One round of relay and worker, so much later; how many deliveries were taken."""
    platform = town.stack.platform
    assert isinstance(platform.now, Watch)
    platform.now.moment += passed
    while await fan_out(platform):
        pass
    taken = await take_deliveries(platform)
    for delivery in taken:
        await react(platform, delivery)
    return len(taken)


async def deliveries(case: UUID) -> dict[str, models.Delivery]:
    """The deliveries of the last event of a case, by subscriber."""
    event = await models.Event.filter(case_id=case).order_by("-sequence").first()
    assert event is not None
    return {row.subscriber: row for row in await models.Delivery.filter(event_id=event.id)}


def told(case: UUID, event: str = "note_added") -> tuple[int, int]:
    """How often the hook and the reaction saw the event."""
    return guards.seen.count((case, event)), trees.reacted.count(("count_words", case, event))


async def test_every_subscriber_hears_of_an_event_once(town: Town, case: UUID) -> None:
    """The hook that listens to all, the reaction that listens to this one; a second round finds nothing to do."""
    assert [await relay(town) for _ in range(2)] == [2, 0]
    assert told(case) == (1, 1)
    assert {name: row.state for name, row in (await deliveries(case)).items()} == {HOOK: "done", REACTION: "done"}


async def test_reactions_to_a_stage_hear_of_entering_it(town: Town) -> None:
    """Entering, not staying, and not a stage of another name."""
    opened = await town.planned()
    await town.move(opened, "book", amount="1")
    await relay(town)
    heard = [name for reaction, case, name in trees.reacted if case == decode(opened["id"])[1]]
    assert heard == ["transitioned"]


async def test_a_message_that_comes_twice_runs_once(town: Town, case: UUID) -> None:
    """Also when both come at the same moment."""
    platform = town.stack.platform
    await fan_out(platform)
    taken = await take_deliveries(platform)
    await asyncio.gather(*(react(platform, delivery) for delivery in taken * 3))
    for delivery in taken:
        await react(platform, delivery)
    assert told(case) == (1, 1)


async def test_control_without_taking_it_first_every_message_would_run(town: Town, case: UUID) -> None:
    """The same three messages, were the delivery not claimed before it runs."""
    platform = town.stack.platform
    await fan_out(platform)
    for delivery in await take_deliveries(platform) * 3:
        await outbox._run(platform, await models.Delivery.get(id=delivery))
    assert told(case) == (3, 3)


async def test_events_are_fanned_out_once_by_many_relays(town: Town, case: UUID) -> None:
    """Ten relays at once write each delivery once, and hand it out once."""
    platform = town.stack.platform
    await asyncio.gather(*(fan_out(platform) for _ in range(10)))
    assert await models.Delivery.filter(event__case_id=case, state="pending").count() == 2
    handed = await asyncio.gather(*(take_deliveries(platform) for _ in range(10)))
    assert sorted(len(taken) for taken in handed) == [0] * 9 + [2]


async def test_a_failing_subscriber_neither_blocks_nor_repeats_another(town: Town, case: UUID) -> None:
    """It is tried again, later each time, until it is dead; the other one is done at once and stays so."""
    guards.failing.add(case)
    waits = [timedelta(seconds=2**attempt) for attempt in range(6)]
    assert await relay(town) == 2
    for wait in waits[1:]:
        assert await relay(town, wait - timedelta(milliseconds=1)) == 0
        assert await relay(town, timedelta(milliseconds=1)) == 1
    assert told(case) == (6, 1)
    rows = await deliveries(case)
    assert (rows[HOOK].state, rows[HOOK].attempts, rows[REACTION].state) == ("dead", 6, "done")
    assert rows[HOOK].error == "ConnectionError"
    assert await relay(town, timedelta(days=30)) == 0


async def test_one_success_after_failures_is_done(town: Town, case: UUID) -> None:
    """The error is forgotten."""
    guards.failing.add(case)
    await relay(town)
    guards.failing.discard(case)
    await relay(town, timedelta(seconds=2))
    row = (await deliveries(case))[HOOK]
    assert (row.state, row.attempts, row.error) == ("done", 2, None)


@pytest.mark.parametrize("state", ["dispatched", "running"])
async def test_what_died_with_its_worker_is_dispatched_again(town: Town, case: UUID, state: str) -> None:
    """Killed between taking and done: nothing happens during the lease, and everything after it."""
    platform = town.stack.platform
    await fan_out(platform)
    taken = await take_deliveries(platform)
    await models.Delivery.filter(id__in=taken).update(state=state)
    assert await relay(town, timedelta(seconds=29)) == 0
    assert await relay(town, timedelta(seconds=1)) == 2
    assert told(case) == (1, 1)


async def test_a_worker_that_always_dies_in_the_middle_is_not_tried_for_ever(town: Town, case: UUID) -> None:
    """After the last attempt the delivery is dead, although nobody was left to say so."""
    platform = town.stack.platform
    await fan_out(platform)
    for _ in range(7):
        taken = await take_deliveries(platform)
        rows = models.Delivery.filter(id__in=taken, state="dispatched")
        for row in await rows:
            await models.Delivery.filter(id=row.id).update(state="running", attempts=row.attempts + 1)
        watch: Any = platform.now
        watch.moment += timedelta(seconds=31)
    assert {row.state for row in (await deliveries(case)).values()} == {"dead"}
    assert told(case) == (0, 0)


async def test_a_process_with_a_broker_in_memory_takes_up_what_it_left(town: Town, case: UUID) -> None:
    """Without waiting for the lease: nobody else can have it."""
    platform = town.stack.platform
    await fan_out(platform)
    await take_deliveries(platform)
    assert await relay(town) == 0
    await recover_deliveries(platform)
    assert await relay(town) == 2
    assert told(case) == (1, 1)


async def test_a_rollback_leaves_nothing_to_relay(town: Town, case: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    """No event without its change, no delivery without its event."""
    await relay(town)

    async def broken(*whatever: Any) -> None:
        raise PluginError("the clocks broke", plugin="trees")

    monkeypatch.setattr(changes, "refresh_clocks", broken)
    opening = {"tag": "roll", "street": "Elm Row", "foundOn": "2026-03-02"}
    assert codes(await town.clerk.do("openTreeCase", "treeCase { id }", **opening)) == ["PLUGIN_ERROR"]
    assert await relay(town) == 0
