"""The broker goes away: nobody who writes notices, and what it should have carried arrives when it is back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from faults.bars import percentile, within
from faults.conftest import SOAK
from faults.crowd import Crowd
from faults.outcome import HEARD, UNDONE, repeated, rows, settled, unheard
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for
from faults.servers import Server, rabbitmq, redis

AWAY_SECONDS, BEFORE = (600, 600) if SOAK else (60, 24)
"""How long the broker is away, and how many mutations come before."""


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
    async with httpx2.AsyncClient(timeout=10) as client:
        ready = await client.get(f"{office.gateway.url}/health/ready")
        assert (ready.status_code, ready.json()["status"], ready.json()["broker"]) == (200, "degraded", "unavailable")
        assert (await client.get(f"{office.worker.url}/health/ready")).status_code == 503


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
