"""The broker goes away: nobody who writes notices, and what it should have carried arrives when it is back."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from faults.crowd import Crowd
from faults.outcome import HEARD, UNDONE, rows, settled, unheard
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for


@pytest.fixture
def dialect(postgres: str) -> str:
    """Only with PostgreSQL there is a broker."""
    return postgres


@pytest.fixture
async def proxy(redis_url: str) -> AsyncIterator[Proxy]:
    """What stands in front of the broker."""
    async with proxy_for(redis_url, 6379) as proxy:
        yield proxy


@pytest.fixture
def site(database_url: str, redis_url: str, proxy: Proxy, tmp_path: Path) -> Site:
    """A platform that knows only the proxy."""
    return Site(tmp_path / "site", database_url, proxy.url(redis_url))


@pytest.fixture
async def processes(site: Site) -> AsyncIterator[tuple[Process, Process]]:
    """A gateway and a worker."""
    async with Process(site, "serve") as gateway, Process(site, "worker") as worker:
        yield gateway, worker


@pytest.mark.parametrize("how", ["cut", "silence"])
async def test_mutations_go_on_and_everything_catches_up(
    site: Site, processes: tuple[Process, Process], proxy: Proxy, how: str
) -> None:
    """Acknowledged as before while it is away; each event is heard afterwards, and nobody was restarted."""
    gateway, worker = processes
    crowd = Crowd(site, gateway.url)
    await crowd.mutate(12)
    await proxy.cut() if how == "cut" else proxy.silence()
    await crowd.mutate(40)
    assert crowd.codes == {}
    ((undone,),) = await rows(site, UNDONE)
    assert undone > 0
    async with httpx2.AsyncClient() as client:
        ready = await client.get(f"{gateway.url}/health/ready", timeout=10)
        assert (ready.status_code, ready.json()["status"], ready.json()["broker"]) == (200, "degraded", "unavailable")
        assert (await client.get(f"{worker.url}/health/ready", timeout=10)).status_code == 503
    await proxy.mend()
    assert await settled(site, 30) == 0
    assert unheard(site, await rows(site, HEARD)) == set()
    assert await crowd.broken_promises() == []
    assert gateway.alive
    assert worker.alive
    assert worker.records()
