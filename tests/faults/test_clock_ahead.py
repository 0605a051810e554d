"""Two schedulers whose clocks differ: each deadline rings once, and none before the database says it is time."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from casewright.access.actor import Actor
from casewright.operations.opening import Opening, open_case
from casewright.platform import Platform, utc_now
from casewright.settings import Settings
from faults import wells
from faults.bars import percentile, within
from faults.conftest import SOAK
from faults.outcome import rows
from faults.processes import Process, Site

TIMERS = 10_000 if SOAK else 1_000
SPREAD = timedelta(seconds=60 if SOAK else 20)
"""The time over which they come due, so many together."""
TOGETHER = 20

LEAD = timedelta(seconds=20)
"""From now until the first is due: long enough to start the workers."""

EARLY = "SELECT count(*) FROM timer WHERE state = 'idle' AND due_at > clock_timestamp()"
WAITING = "SELECT count(*) FROM timer WHERE state = 'pending'"
RUNG = "SELECT case_id, count(*) FROM event WHERE name = 'clock_passed' GROUP BY case_id"
EVENTS = """
SELECT event.id, timer.due_at FROM event JOIN timer ON timer.case_id = event.case_id WHERE event.name = 'clock_passed'
"""
LATENESS = 5
"""Seconds; a worker that was killed is started again in them, too."""
CLERK = Actor(tenant="demo", subject="ann", roles=frozenset({"clerk"}))


@pytest.fixture
def dialect(postgres: str) -> str:
    """Machines with clocks of their own share a server."""
    return postgres


async def open_wells(database_url: str, folder: Path, number: int, lead: timedelta) -> None:
    """Wells opened almost two days ago, whose tests come due one after the other, or some at once."""
    moment = utc_now() - timedelta(days=2) + lead
    settings = Settings(data_dir=folder, database_url=database_url, broker_url="redis://nowhere")
    async with Platform(settings, plugins={"wells": wells}, now=lambda: moment) as platform:
        for _ in range(number // TOGETHER):
            opening = (open_case(platform, CLERK, wells.well, {"village": "deep"}, Opening()) for _ in range(TOGETHER))
            await asyncio.gather(*opening)
            moment += SPREAD * TOGETHER / number


@pytest.fixture
async def site(database_url: str, redis_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """A platform with deadlines, and nobody who looks at them yet."""
    await open_wells(database_url, tmp_path / "data", *getattr(request, "param", (TIMERS, LEAD)))
    return Site(tmp_path / "site", database_url, redis_url)


def written(event: UUID) -> float:
    """When an event was written: its `at` is the moment that passed, but its id begins with milliseconds (RFC 9562)."""
    return (event.int >> 80) / 1000


async def early(site: Site) -> int:
    """How many deadlines rang before their time, looked at until none waits any more or one did."""
    while await rows(site, EARLY) == [(0,)] and await rows(site, WAITING) != [(0,)]:
        await asyncio.sleep(0.2)
    ((found,),) = await rows(site, EARLY)
    return int(found)


async def test_each_rings_once_and_none_early(site: Site) -> None:
    """One of the two is ten minutes ahead, the other is killed in the middle."""
    async with Process(site, "worker", WELLS_AHEAD="600") as ahead, Process(site, "worker") as right:
        looking = asyncio.create_task(early(site))
        async with asyncio.timeout(600):
            while len(await rows(site, RUNG)) < TIMERS // 3:
                await asyncio.sleep(0.1)
            await right.kill()
            await right.start()
            assert await looking == 0
        assert ahead.alive
    rung = await rows(site, RUNG)
    assert len(rung) == TIMERS
    assert {times for _, times in rung} == {1}
    late = [written(event) - due_at.timestamp() for event, due_at in await rows(site, EVENTS)]
    within("99 of 100 deadlines, from their moment to their event,", percentile(late, 0.99), LATENESS)


@pytest.mark.parametrize("site", [(TOGETHER, timedelta(minutes=5))], indirect=True, ids=["in five minutes"])
async def test_control_a_worker_that_believes_its_own_clock_rings_early(site: Site) -> None:
    """Ten minutes ahead, it finds everything due."""
    async with Process(site, "worker", WELLS_AHEAD="600", WELLS_WITHOUT="clock"), asyncio.timeout(240):
        assert await early(site) > 0
