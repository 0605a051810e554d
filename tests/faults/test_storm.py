"""A storm of kills: whatever was acknowledged is there once, and all that follows from it comes to its end."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx2
import pytest

from faults.conftest import SOAK
from faults.crowd import NOTE, OPEN, Crowd
from faults.outcome import HEARD, rows, settled, unheard, verdict
from faults.processes import Process, Site

KILLS, MUTATIONS = (50, 2000) if SOAK else (10, 300)
PEOPLE = 8
SEED = int(os.environ.get("CASEWRIGHT_SEED", "11"))


@pytest.fixture
async def processes(site: Site, dialect: str) -> AsyncIterator[list[Process]]:
    """The gateway, and on PostgreSQL a worker beside it."""
    async with AsyncExitStack() as stack:
        commands = ["serve"] if dialect == "sqlite" else ["serve", "worker"]
        yield [await stack.enter_async_context(Process(site, command)) for command in commands]


async def storm(processes: list[Process], kills: int, seed: int) -> None:
    """Kill the processes again and again, each at a moment of its own, and start them again."""
    chance = random.Random(seed)

    async def hit(process: Process) -> None:
        await asyncio.sleep(chance.uniform(0.1, 0.7))
        await process.kill()
        await process.start()

    for _ in range(0, kills, len(processes)):
        await asyncio.gather(*(hit(process) for process in processes))


async def weather(crowd: Crowd, processes: list[Process], kills: int, mutations: int) -> None:
    """The crowd works through the storm."""
    over = asyncio.Event()
    working = asyncio.create_task(crowd.work(PEOPLE, over, at_least=mutations))
    await storm(processes, kills, SEED)
    over.set()
    await working


async def test_what_was_acknowledged_survives_a_storm_of_kills(site: Site, processes: list[Process]) -> None:
    """Every mutation is there exactly once, every history verifies, every event was relayed and every reaction ran."""
    crowd = Crowd(site, processes[0].url)
    await weather(crowd, processes, KILLS, MUTATIONS)
    assert crowd.acknowledged >= MUTATIONS, (SEED, crowd.codes)
    assert crowd.repeated > 0, "the storm hit nobody"
    assert await crowd.broken_promises() == [], SEED
    assert await verdict(site) == "", SEED
    assert await settled(site, 30) == 0, SEED
    tested = await rows(site, HEARD)
    assert len(tested) == len(crowd.wells)
    assert unheard(site, tested) == set(), SEED
    assert all(process.alive and process.records() for process in processes)


async def test_control_the_check_sees_what_was_done_twice(site: Site, processes: list[Process]) -> None:
    """A client that asks again without its key is found out, and so is a promise that was not kept."""
    crowd = Crowd(site, processes[0].url)
    await crowd.mutate(4)
    assert await crowd.broken_promises() == []
    well = crowd.wells[0]
    async with httpx2.AsyncClient() as client:
        await crowd.done(client, NOTE, id=well.id, text=well.notes[0])
        await crowd.done(client, OPEN, village="nobody was promised this")
    well.notes.append("promised and never written")
    assert len(await crowd.broken_promises()) == 2
