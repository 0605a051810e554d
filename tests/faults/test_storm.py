"""A storm of kills: whatever was acknowledged is there once, and all that follows from it comes to its end."""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import NOTE, OPEN, Crowd
from faults.ear import deaf_spots, follow
from faults.outcome import HEARD, UNCONFIRMED, damaged, orphans, repeated, rows, settled, unheard, verdict
from faults.processes import Process, Site
from faults.servers import postgres, s3
from stack_production.post_office import listening

KILLS, MUTATIONS = (500, 20_000) if SOAK else (50, 2_000)
PEOPLE = 20
SEED = int(os.environ.get("CASEWRIGHT_SEED", "11"))


@dataclass
class Works:
    """A platform at work, and the folder its documents end up in."""

    site: Site
    gateways: list[Process]
    workers: list[Process]
    store: Path

    @property
    def processes(self) -> list[Process]:
        """All that may be killed."""
        return self.gateways + self.workers

    def crowd(self) -> Crowd:
        """People who ask whichever gateway answers."""
        return Crowd(self.site, *(gateway.url for gateway in self.gateways), papers=True)


@pytest.fixture
async def works(site: Site, dialect: str, tmp_path: Path) -> AsyncIterator[Works]:
    """Embedded on SQLite; in production two gateways and two workers on PostgreSQL, a broker and an S3 store.

    The PostgreSQL is their own: four processes may want more connections than a server usually gives to all.
    """
    site.more["CASEWRIGHT_WEBHOOK_ALLOW"] = "127.0.0.0/8"
    async with AsyncExitStack() as stack:
        gateways, workers, store = 1, 0, site.folder / "data" / "documents"
        if dialect == "postgres":
            site.database_url = (await stack.enter_async_context(postgres("max_connections=300"))).url
            status, said = await site.run("migrate")
            assert status == 0, said
            server = await stack.enter_async_context(s3(tmp_path / "s3"))
            site.storage_url = f"s3://KEY:SECRET@127.0.0.1:{server.port}/wells?region=us-east-1&secure=0"
            gateways, workers, store = 2, 2, tmp_path / "s3" / "wells"
        begun = [Process(site, "serve") for _ in range(gateways)], [Process(site, "worker") for _ in range(workers)]
        for process in chain(*begun):
            await stack.enter_async_context(process)
        yield Works(site, *begun, store)


async def storm(crowd: Crowd, processes: list[Process]) -> None:
    """Kill the processes again and again and start them again, at moments spread over the work of the crowd."""
    chance = random.Random(SEED)
    moments = sorted(chance.sample(range(MUTATIONS), KILLS))
    struck = [chance.choice(processes) for _ in moments]

    async def hit(process: Process) -> None:
        for moment in (moment for moment, victim in zip(moments, struck, strict=True) if victim is process):
            while crowd.acknowledged < moment:
                await asyncio.sleep(0.01)
            await asyncio.sleep(chance.uniform(0, 0.1))
            await process.kill()
            await process.start()

    await asyncio.gather(*(hit(process) for process in processes))


async def test_what_was_acknowledged_survives_a_storm_of_kills(works: Works) -> None:
    """Each mutation is there once, histories verify, whoever is to hear of it did, rows and objects agree."""
    site, crowd = works.site, works.crowd()
    async with listening() as receiver:
        await follow(crowd, receiver)
        async with crowd.at_work(PEOPLE):
            await storm(crowd, works.processes)
            await crowd.acknowledge(MUTATIONS - crowd.acknowledged)
        assert crowd.repeated > 0, "the storm hit nobody"
        assert await settled(site, 240) == 0, SEED
        assert await deaf_spots(site, receiver) == [], SEED
    assert await crowd.broken_promises() == [], SEED
    assert await verdict(site) == "", SEED
    tested = await rows(site, HEARD)
    assert len(tested) == len(crowd.wells)
    assert unheard(site, tested) == set(), SEED
    assert await repeated(site) == {}, SEED
    assert await damaged(site, works.store) == set(), SEED
    assert (await site.run("sweep"))[0] == 0
    assert await orphans(site, works.store) == await damaged(site, works.store) == set(), SEED
    assert await rows(site, UNCONFIRMED) == [(0,)]
    assert all(process.alive and process.records() for process in works.processes)


async def test_control_the_check_sees_what_was_done_twice(works: Works) -> None:
    """Whoever asks again without a key is found out, and so are a broken promise, a second run and a stray object."""
    site, crowd = works.site, works.crowd()
    async with listening() as receiver:
        await follow(crowd, receiver)
        await crowd.mutate(6)
        assert await settled(site, 240) == 0
        assert await crowd.broken_promises() == await deaf_spots(site, receiver) == []
        receiver.arrived.append(receiver.arrived[0])
        receiver.arrived[1:2] = []
        assert len(await deaf_spots(site, receiver)) == 3
    well = crowd.wells[0]
    async with caller() as client:
        await crowd.done(client, NOTE, id=well.id, text=well.notes[0])
        await crowd.done(client, OPEN, village="nobody was promised this")
    well.notes.append("promised and never written")
    assert len(await crowd.broken_promises()) == 2
    with site.heard.open("a") as heard:
        heard.write(site.heard.read_text())
    assert len(await repeated(site)) == len(crowd.wells)
    stray = next(file for file in works.store.rglob("[!.]*") if file.is_file())
    stray.rename(stray.with_name("stray"))
    assert (len(await damaged(site, works.store)), len(await orphans(site, works.store))) == (1, 1)
