"""The broker goes away: nobody who writes notices, and what it should have carried arrives when it is back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from faults.bars import percentile, within
from faults.conftest import SOAK
from faults.crowd import Crowd
from faults.outcome import HEARD, UNDONE, repeated, rows, settled, unheard
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for
from faults.servers import Server, rabbitmq, redis

AWAY_SECONDS = 600 if SOAK else 60
"""How long the broker is away."""
BEFORE = 600 if SOAK else 24
"""How many mutations come before."""
WAITING = "SELECT count(*) FROM delivery WHERE state = 'dispatched'"


@dataclass
class Office:
    """A gateway, a worker, and between them a broker of the test's own behind a proxy."""

    gateway: Process
    worker: Process
    broker: Server
    proxy: Proxy


@pytest.fixture
def dialect(postgres: str) -> str:
    """Only with PostgreSQL there is a broker."""
    return postgres


@pytest.fixture(params=["redis", "rabbitmq"])
async def office(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> AsyncIterator[Office]:
    """With either broker."""
    async with AsyncExitStack() as stack:
        making = redis(tmp_path) if request.param == "redis" else rabbitmq(tmp_path)
        broker = await stack.enter_async_context(making)
        proxy = await stack.enter_async_context(proxy_for(f"tcp://127.0.0.1:{broker.port}", 0))
        urls = {"redis": f"redis://127.0.0.1:{proxy.port}/0", "rabbitmq": f"amqp://guest:guest@127.0.0.1:{proxy.port}"}
        site = Site(tmp_path / "site", database_url, urls[request.param])
        gateway = await stack.enter_async_context(Process(site, "serve"))
        worker = await stack.enter_async_context(Process(site, "worker"))
        yield Office(gateway, worker, broker, proxy)


async def check_health(office: Office) -> None:
    """The gateway goes on and says that it misses the broker; the worker cannot work."""
    await office.gateway.reports(200, status="degraded", broker="unavailable")
    await office.worker.reports(503, broker="unavailable")


async def check_caught_up(office: Office, crowd: Crowd) -> None:
    """Every event was heard, once unless an attempt more is on record, and nobody was restarted."""
    site = office.gateway.site
    assert await settled(site, 240) == 0
    assert unheard(site, await rows(site, HEARD)) == set()
    assert await repeated(site) == {}
    assert await crowd.broken_promises() == []
    assert office.gateway.alive
    assert office.worker.alive
    assert office.worker.records()


async def test_a_while_without_a_broker(office: Office) -> None:
    """Killed, with all it held, and started again: every mutation is acknowledged at once all the while."""
    crowd = Crowd(office.gateway.site, office.gateway.url)
    async with crowd.at_work(3, pause=0.5):
        await crowd.acknowledge(BEFORE)
    usual = crowd.taken()
    await office.broker.kill()
    async with crowd.at_work(3, pause=0.5):
        await asyncio.sleep(AWAY_SECONDS)
        await check_health(office)
        ((undone,),) = await rows(office.gateway.site, UNDONE)
        assert undone > 0, "the broker was not missed"
    assert crowd.codes == {}
    within("99 of 100 mutations without a broker", percentile(crowd.taken(), 0.99), 2 * percentile(usual, 0.99))
    await office.broker.start()
    await check_caught_up(office, crowd)


async def test_a_broker_that_says_nothing(office: Office) -> None:
    """Its connections stay and nothing comes through them; then all is as before."""
    crowd = Crowd(office.gateway.site, office.gateway.url)
    await crowd.mutate(12)
    office.proxy.silence()
    await crowd.mutate(40)
    assert crowd.codes == {}
    await check_health(office)
    office.proxy.pass_on()
    await check_caught_up(office, crowd)


@pytest.mark.parametrize("office", ["redis"], indirect=True)
async def test_control_without_a_lease_what_the_broker_held_is_lost(office: Office) -> None:
    """A broker that keeps nothing comes back empty, and nobody gives it its messages again."""
    site, forgetful = office.gateway.site, {"WELLS_WITHOUT": "lease"}
    await office.worker.kill()
    async with Process(site, "worker", WELLS_SECONDS="600", **forgetful):
        await Crowd(site, office.gateway.url).mutate(48)
        async with asyncio.timeout(240):
            while await rows(site, WAITING) == [(0,)]:
                await asyncio.sleep(0.1)
        await office.broker.kill()
    await office.broker.start()
    async with Process(site, "worker", **forgetful):
        assert await settled(site, 6) > 0
