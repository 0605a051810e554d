"""A worker is killed with jobs in hand: others do them, each once unless an attempt more is on record."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import OPEN, TEST, Crowd
from faults.outcome import HEARD, in_hand, repeated, rows, settled, unheard
from faults.processes import Process, Site

ROUNDS, JOBS = (100, 1_500) if SOAK else (10, 150)
"""With each broker."""
HELD = 8
"""In each round so many are in hand, or on the way there, when a worker dies."""

SERVERS = {"redis": "CASEWRIGHT_TEST_REDIS", "rabbitmq": "CASEWRIGHT_TEST_AMQP"}
ATTEMPTED_AGAIN = "SELECT count(*) FROM delivery WHERE attempts > 1"


@pytest.fixture
def dialect(postgres: str) -> str:
    """Only with PostgreSQL workers are processes of their own."""
    return postgres


@pytest.fixture(params=["redis", "rabbitmq"])
def site(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Site:
    """With either broker."""
    url = os.environ.get(SERVERS[request.param])
    if not url:
        pytest.skip(f"{SERVERS[request.param]} names no server")
    return Site(tmp_path / "site", database_url, url)


@pytest.fixture
async def gateway(site: Site) -> AsyncIterator[Process]:
    """Who takes the jobs in."""
    async with Process(site, "serve") as process:
        yield process


async def dig(crowd: Crowd, number: int) -> None:
    """So many jobs: wells that are tested."""
    async with caller(30) as client:

        async def job() -> None:
            well = (await crowd.done(client, OPEN, village="deep"))["well"]
            await crowd.done(client, TEST, id=well["id"], expectedVersion=well["version"])

        await asyncio.gather(*(job() for _ in range(number)))


async def test_every_job_is_done_although_workers_die(site: Site, gateway: Process) -> None:
    """In each round one of two is killed in the middle of a job."""
    crowd = Crowd(site, gateway.url)
    async with AsyncExitStack() as stack:
        workers = [await stack.enter_async_context(Process(site, "worker")) for _ in range(2)]
        for number in range(ROUNDS):
            await dig(crowd, JOBS // ROUNDS - HELD)
            site.hold.touch()
            await dig(crowd, HELD)
            await in_hand(site)
            await workers[number % 2].kill()
            site.hold.unlink()
            await workers[number % 2].start()
        assert await settled(site, 240) == 0
        assert all(worker.alive and worker.records() for worker in workers)
    jobs = await rows(site, HEARD)
    assert len(jobs) == JOBS
    assert unheard(site, jobs) == set()
    assert await repeated(site) == {}
    assert await rows(site, ATTEMPTED_AGAIN) != [(0,)], "nobody was killed in the middle of a job"


async def test_control_without_a_lease_the_job_of_the_dead_stays_undone(site: Site, gateway: Process) -> None:
    """The broker may give the message back, but the job is taken."""
    site.hold.touch()
    async with Process(site, "worker", WELLS_WITHOUT="lease") as worker:
        await dig(Crowd(site, gateway.url), 1)
        await in_hand(site)
        await worker.kill()
        site.hold.unlink()
        await worker.start()
        assert await settled(site, 6) == 1
