"""The worker itself: after commit, in this process or behind a real broker, and again after it died."""

import asyncio
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from casewright import models
from casewright.operations.timers import fire_due_timers
from casewright.platform import utc_now
from casewright.worker import working
from casewright_gateway.ids import decode
from kit import Stack, running
from stack import guards, potholes, trees
from stack.town import NO_WORKER, PLUGINS, Town

WATCHED = PLUGINS | {"guards": guards}


async def eventually(true: Callable[[], bool]) -> None:
    """Wait until it is so; a worker that works needs a moment, one that does not fails the test."""
    async with asyncio.timeout(20):
        while not true():
            await asyncio.sleep(0.02)


async def noted(town: Town) -> UUID:
    """A case with a note."""
    case = await town.tree()
    await town.clerk.done("addNote", "note { id }", id=case["id"], text="x")
    return decode(case["id"])[1]


def told(case: UUID, event: str = "note_added") -> tuple[int, int]:
    return guards.seen.count((case, event)), trees.reacted.count(("count_words", case, event))


async def done(case: UUID) -> bool:
    return not await models.Delivery.filter(event__case_id=case).exclude(state="done").exists()


async def all_done(case: UUID) -> None:
    async with asyncio.timeout(20):
        while not await done(case):
            await asyncio.sleep(0.02)


async def test_the_embedded_worker_reacts_after_the_commit(database_url: str, tmp_path: Path) -> None:
    """In the serving process, on threads of its own, each subscriber once."""
    async with running(database_url, tmp_path, WATCHED) as stack:
        town = Town.founded(stack)
        case = await noted(town)
        await eventually(lambda: told(case) == (1, 1))
        await all_done(case)
        events = [event.id for event in await models.Event.filter(case_id=case)]
        assert await models.Delivery.filter(event_id__in=events).count() == 3
    assert told(case) == (1, 1)


async def test_what_was_committed_while_no_worker_ran_is_caught_up_with(database_url: str, tmp_path: Path) -> None:
    """The outbox is in the database: a restart finds events and half-done deliveries."""
    async with running(database_url, tmp_path, WATCHED, broker_url=NO_WORKER) as stack:
        case = await noted(Town.founded(stack))
        assert told(case) == (0, 0)
        event = await models.Event.get(case_id=case, name="opened")
        await models.Event.filter(id=event.id).update(relayed_at=utc_now())
        await models.Delivery.create(
            tenant_id=event.tenant_id,
            event_id=event.id,
            subscriber="guards.on_event",
            state="running",
            attempts=1,
            due_at=utc_now() + timedelta(hours=1),
        )
    async with running(database_url, tmp_path, WATCHED):
        await eventually(lambda: told(case) == (1, 1) and told(case, "opened")[0] == 1)


async def test_a_failing_reaction_does_not_disturb_the_others(database_url: str, tmp_path: Path) -> None:
    """The case whose subscriber fails waits for its next attempt; the next case is served."""
    async with running(database_url, tmp_path, WATCHED) as stack:
        town = Town.founded(stack)
        case = await town.tree()
        identity = decode(case["id"])[1]
        guards.failing.add(identity)
        await town.clerk.done("addNote", "note { id }", id=case["id"], text="x")
        other = await noted(town)
        await eventually(lambda: told(other) == (1, 1) and told(identity)[1] == 1)
        rows = await models.Delivery.filter(event__case_id=identity, event__name="note_added")
        assert {row.subscriber for row in rows if row.state == "done"} == {"TreeCase.count_words"}


async def test_the_embedded_worker_rings_timers(database_url: str, tmp_path: Path) -> None:
    """A goal that has passed becomes an event, and the hook hears of it."""
    passed = timedelta(0)

    def now() -> Any:
        return utc_now() + passed

    async with running(database_url, tmp_path, WATCHED, now=now) as stack:
        case = decode((await Town.founded(stack).tree())["id"])[1]
        passed = timedelta(hours=25)
        await eventually(lambda: guards.seen.count((case, "clock_passed")) == 1)


async def test_the_timer_of_a_type_without_plugin_waits(database_url: str, tmp_path: Path) -> None:
    """A plugin that is gone holds up neither the timers of the others nor the worker."""
    passed = timedelta(0)

    def now() -> Any:
        return utc_now() + passed

    def start(plugins: Any) -> AbstractAsyncContextManager[Stack]:
        return running(database_url, tmp_path, plugins, now=now, broker_url=NO_WORKER)

    async with start(PLUGINS) as stack:
        await Town.founded(stack).tree()
    passed = timedelta(hours=25)
    async with start({"potholes": potholes}) as stack:
        assert await fire_due_timers(stack.platform) == 0
    async with start(PLUGINS) as stack:
        assert await fire_due_timers(stack.platform) == 1


@pytest.mark.parametrize("broker", ["CASEWRIGHT_TEST_REDIS", "CASEWRIGHT_TEST_AMQP"])
async def test_workers_behind_a_broker_share_the_work(database_url: str, tmp_path: Path, broker: str) -> None:
    """Two workers on one queue: every reaction once, whoever runs it; a worker that stops hands back what it holds."""
    url = os.environ.get(broker)
    if not url:
        pytest.skip(f"{broker} names no broker")
    async with running(database_url, tmp_path, WATCHED, broker_url=url) as stack:
        town = Town.founded(stack)
        async with working(stack.platform):
            async with working(stack.platform):
                cases = [await noted(town) for _ in range(5)]
                await eventually(lambda: all(told(case) == (1, 1) for case in cases))
            cases += [await noted(town) for _ in range(5)]
            await eventually(lambda: all(told(case) == (1, 1) for case in cases))
            for case in cases:
                await all_done(case)
    assert all(told(case) == (1, 1) for case in cases)
