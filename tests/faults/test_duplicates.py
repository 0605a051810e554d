"""Every message comes three times, in any order: what is there afterwards is what one delivery leaves."""

import asyncio
import hashlib
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from casewright import models
from casewright.operations.outbox import fan_out, react, take_deliveries
from casewright.platform import Platform
from faults import wells
from faults.conftest import SOAK
from kit import Stack, running

WELLS = 500 if SOAK else 50
Deliver = Callable[[Platform, list[UUID]], Awaitable[None]]


@pytest.fixture
async def stack(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stack]:
    """Wells that were tested, and nobody told of it yet: the test is relay, broker and worker."""
    monkeypatch.setenv("WELLS_HEARD", str(tmp_path / "heard"))
    async with running(database_url, tmp_path, {"wells": wells}, broker_url="redis://nowhere") as stack:
        ann = stack.person("ann", "clerk")
        for number in range(WELLS):
            well = (await ann.done("openWell", "well { id version }", village=f"village {number}"))["well"]
            await ann.done("testWell", "well { id }", id=well["id"], expectedVersion=well["version"])
        yield stack


async def once(platform: Platform, deliveries: list[UUID]) -> None:
    """Each message once, one after the other."""
    for delivery in deliveries:
        await react(platform, delivery)


async def thrice(platform: Platform, deliveries: list[UUID]) -> None:
    """Each message three times, shuffled, four at once."""
    messages = deliveries * 3
    random.Random(3).shuffle(messages)
    for first in range(0, len(messages), 4):
        await asyncio.gather(*(react(platform, delivery) for delivery in messages[first : first + 4]))


async def thrice_without_its_state(platform: Platform, deliveries: list[UUID]) -> None:
    """As if nobody looked whether the delivery is done."""
    for delivery in deliveries * 3:
        await models.Delivery.filter(id=delivery).update(state="dispatched")
        await react(platform, delivery)


async def state(stack: Stack, heard: Path, deliver: Deliver) -> str:
    """A hash over all that is known of every well afterwards, and how often it was heard of; ids are no part of it."""
    while await fan_out(stack.platform):
        pass
    while taken := await take_deliveries(stack.platform):
        await deliver(stack.platform, taken)
    times = Counter(heard.read_text(encoding="utf-8").split())
    known: list[Any] = []
    for case in await models.Case.all().order_by("number"):
        events = await models.Event.filter(case_id=case.id).order_by("sequence")
        told = await models.Delivery.filter(event_id__in=[event.id for event in events]).order_by("subscriber")
        known.append(
            {
                "case": [case.number, case.version, case.stage, case.status],
                "events": [[event.sequence, event.name, times[str(event.id)]] for event in events],
                "deliveries": [[delivery.subscriber, delivery.state, delivery.attempts] for delivery in told],
            }
        )
    assert len(known) == WELLS
    return hash_of(known)


def hash_of(known: list[Any]) -> str:
    """One text for all of it."""
    return hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()


@pytest.mark.parametrize(
    ("deliver", "same"),
    [(once, True), (thrice, True), (thrice_without_its_state, False)],
    ids=["once", "thrice", "control"],
)
async def test_three_deliveries_leave_what_one_leaves(
    stack: Stack, tmp_path: Path, deliver: Deliver, same: bool
) -> None:
    """The same cases and events, each heard once and by one attempt; whoever does not look at the state differs."""
    expected = [
        {
            "case": [f"W-{case.number[2:6]}-{place:06}", 2, "tested", "completed"],
            "events": [[1, "opened", 0], [2, "transitioned", 1]],
            "deliveries": [["Well.tell", "done", 1]],
        }
        for place, case in enumerate(await models.Case.all().order_by("number"), start=1)
    ]
    assert (await state(stack, tmp_path / "heard", deliver) == hash_of(expected)) == same
