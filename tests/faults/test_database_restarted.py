"""The database server is killed and started again under load: nobody's process ends, and nothing is lost."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from faults.bars import within
from faults.conftest import SOAK
from faults.crowd import Crowd
from faults.guards import ENDED
from faults.outcome import HEARD, repeated, rows, settled, unheard, verdict
from faults.processes import Process, Site
from faults.servers import Postgres, postgres

KILLS = 80 if SOAK else 8
BETWEEN = 40
"""Mutations acknowledged between two kills."""

RECOVERED = 5
"""Seconds after which the gateway has found its way back."""


@dataclass
class House:
    """A gateway and a worker on a database server of their own."""

    site: Site
    server: Postgres
    gateway: Process
    worker: Process


@pytest.fixture
async def house(redis_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[House]:
    """The worker may lack a guard."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(postgres())
        site = Site(tmp_path / "site", server.url, redis_url)
        status, said = await site.run("migrate")
        assert status == 0, said
        gateway = await stack.enter_async_context(Process(site, "serve"))
        worker = Process(site, "worker", WELLS_WITHOUT=getattr(request, "param", ""))
        yield House(site, server, gateway, await stack.enter_async_context(worker))


async def test_eight_restarts_under_load(house: House) -> None:
    """Whoever asks is told so and asks again; gateway and worker find their way back by themselves."""
    crowd = Crowd(house.site, house.gateway.url)
    async with crowd.at_work(8, pause=0):
        for _ in range(KILLS):
            await crowd.acknowledge(BETWEEN)
            await house.server.kill()
            await house.server.start()
            began = time.monotonic()
            await crowd.acknowledge(1)
            within("the first answer after a restart of the database", time.monotonic() - began, RECOVERED)
    assert crowd.repeated > 0, "the restarts hit nobody"
    assert await crowd.broken_promises() == []
    assert await verdict(house.site) == ""
    assert await settled(house.site, 240) == 0
    assert unheard(house.site, await rows(house.site, HEARD)) == set()
    assert await repeated(house.site) == {}
    assert house.gateway.alive
    assert house.worker.alive
    assert house.gateway.records()
    assert house.worker.records()


@pytest.mark.parametrize("house", ["rounds"], indirect=True)
async def test_control_rounds_that_end_with_the_first_failure(house: House) -> None:
    """A relay without the guard around its rounds does not outlive a restart, and events wait for ever."""
    await house.server.kill()
    async with asyncio.timeout(240):
        while not any(record["message"] == ENDED for record in house.worker.records()):
            await asyncio.sleep(0.1)
    await house.server.start()
    await Crowd(house.site, house.gateway.url).mutate(8)
    assert await settled(house.site, 8) > 0
