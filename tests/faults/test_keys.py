"""Idempotency keys, many at once and through several processes: each has one effect and one answer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest

from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import OPEN, WELLS, Crowd
from faults.outcome import verdict
from faults.processes import Process, Site

KEYS, DUPLICATES = 500, 10 if SOAK else 3
AT_ONCE = 50
"""So many keys are asked under at the same time, each by all who know it."""
REUSED = 100


@pytest.fixture
async def crowd(site: Site) -> AsyncIterator[Crowd]:
    """People who ask one of two gateways after the other."""
    async with AsyncExitStack() as stack:
        gateways = [await stack.enter_async_context(Process(site, "serve")) for _ in range(2)]
        yield Crowd(site, *(gateway.url for gateway in gateways))


async def test_a_key_has_one_effect_whoever_asks_and_however_many(crowd: Crowd) -> None:
    """The duplicates of a key get the answer of the first; asking for something else with it is refused."""
    async with caller() as client:

        async def asked(number: int) -> dict[str, Any]:
            return await crowd.done(client, OPEN, key=f"key {number}", village=f"village {number}")

        for first in range(0, KEYS, AT_ONCE):
            numbers = range(first, first + AT_ONCE)
            answers = await asyncio.gather(*(asked(number) for _ in range(DUPLICATES) for number in numbers))
            for place in range(AT_ONCE):
                assert all(answer == answers[place] for answer in answers[place::AT_ONCE])
        codes = await asyncio.gather(
            *(crowd.attempt(client, OPEN, key=f"key {number}", village="elsewhere") for number in range(REUSED))
        )
        assert {code for code, _ in codes} == {"IDEMPOTENCY_KEY_REUSED"}
        assert (await crowd.ask(client, WELLS))["wells"]["totalCount"] == KEYS
    assert await verdict(crowd.site) == ""


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_control_without_a_key_each_has_an_effect(crowd: Crowd) -> None:
    """However alike they are."""
    async with caller() as client:
        codes = await asyncio.gather(*(crowd.attempt(client, OPEN, village="the same") for _ in range(DUPLICATES)))
        assert {code for code, _ in codes} == {"OK"}
        assert (await crowd.ask(client, WELLS))["wells"]["totalCount"] == DUPLICATES
