"""Who is told of what: a stage entered is not a stage stayed at, and a plugin that is gone holds nobody up."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from casewright import models
from casewright.operations.outbox import fan_out, react, take_deliveries
from casewright.operations.timers import fire_due_timers
from casewright.platform import Platform, utc_now
from casewright_gateway.ids import decode
from kit import Stack, running
from stack import guards, potholes, trees
from stack.town import NO_WORKER, PLUGINS, Town

Start = Callable[[Any], AbstractAsyncContextManager[Stack]]


class Later:
    """A clock that can be put forward."""

    ahead = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture
def later() -> Later:
    return Later()


@pytest.fixture
def start(database_url: str, tmp_path: Path, later: Later) -> Start:
    """The same database under other plugins; the test is the relay."""
    return lambda plugins: running(database_url, tmp_path, plugins, now=later, broker_url=NO_WORKER)


async def relay(platform: Platform) -> None:
    """What relay and worker do in a round."""
    while await fan_out(platform):
        pass
    for delivery in await take_deliveries(platform):
        await react(platform, delivery)


def heard(case: UUID) -> list[tuple[str, str]]:
    """Which reactions heard of which event of a case."""
    return [(reaction, event) for reaction, about, event in trees.reacted if about == case]


async def test_a_reaction_to_a_stage_hears_of_entering_it(start: Start) -> None:
    """Staying at the stage is no entering, and neither is a risk level of the same name."""
    async with start(PLUGINS | {"guards": guards}) as stack:
        town = Town.founded(stack)
        case = await town.planned()
        identity = decode(case["id"])[1]
        await town.move(case, "book", amount="1")
        await town.clerk.done("addNote", "note { id }", id=case["id"], text="x")
        await relay(stack.platform)
        assert heard(identity) == [("tell_neighbours", "transitioned"), ("count_words", "note_added")]
        await town.move(case, "sendBack", reason="again")
        await relay(stack.platform)
        assert len(heard(identity)) == 2
        events = (await town.seen(case, "events { name }"))["events"]
        assert [name for about, name in guards.seen if about == identity] == [event["name"] for event in events]


async def test_events_of_a_type_without_plugin_hold_nobody_up(start: Start) -> None:
    """They are relayed to nobody, and what comes after them is heard."""
    async with start(PLUGINS) as stack:
        case = await Town.founded(stack).tree()
    async with start({"potholes": potholes, "guards": guards}) as stack:
        town = Town.founded(stack)
        hole = (await town.clerk.done("openPothole", "pothole { id }", road="High Street"))["pothole"]
        await relay(stack.platform)
        assert (decode(hole["id"])[1], "opened") in guards.seen
        assert (decode(case["id"])[1], "opened") not in guards.seen
        assert await models.Event.filter(relayed_at=None).count() == 0


async def test_timers_of_a_type_without_plugin_wait(start: Start, later: Later) -> None:
    """When the plugin comes back they ring, late."""
    async with start(PLUGINS) as stack:
        await Town.founded(stack).tree()
    later.ahead = timedelta(hours=25)
    async with start({"potholes": potholes}) as stack:
        assert await fire_due_timers(stack.platform) == 0
    async with start(PLUGINS) as stack:
        assert await fire_due_timers(stack.platform) == 1
