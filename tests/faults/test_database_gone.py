"""The database goes away in the middle: who asks is told so in time, and all goes on when it is back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from faults.callers import caller
from faults.crowd import OPEN, WELLS, Crowd
from faults.outcome import settled, verdict
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for

PAGE = "{ wells(first: 3) { edges { node { notes { text } tasks { title } events { name } parties { id } } } } }"
SECONDS = 20
"""An operation is stopped after ten seconds and answered within two more; the rest is for busy machines."""


@pytest.fixture
def dialect(postgres: str) -> str:
    """A database that can go away alone."""
    return postgres


@pytest.fixture
async def proxy(database_url: str) -> AsyncIterator[Proxy]:
    """What stands in front of the database."""
    async with proxy_for(database_url, 5432) as proxy:
        yield proxy


@pytest.fixture
def site(database_url: str, proxy: Proxy, tmp_path: Path) -> Site:
    """A platform whose processes know only the proxy."""
    return Site(tmp_path / "site", database_url, more={"CASEWRIGHT_DATABASE_URL": proxy.url(database_url)})


@pytest.fixture
async def gateway(site: Site, request: pytest.FixtureRequest) -> AsyncIterator[Process]:
    """A gateway with its own worker; it may lack a guard."""
    async with Process(site, "serve", WELLS_WITHOUT=getattr(request, "param", "")) as process:
        yield process


@pytest.mark.parametrize("how", ["cut", "silence"])
async def test_operations_are_refused_in_time_and_work_again_afterwards(
    site: Site, gateway: Process, proxy: Proxy, how: str
) -> None:
    """UNAVAILABLE at once when connections break, within the time limit when nothing answers; then as before."""
    crowd = Crowd(site, gateway.url)
    await crowd.mutate(16)
    await proxy.cut() if how == "cut" else proxy.silence()
    async with caller() as client:
        asked = [crowd.attempt(client, query, village="lost") for query in (OPEN, WELLS, PAGE) for _ in range(10)]
        lost = await asyncio.gather(*asked)
        assert {code for code, _ in lost} == {"UNAVAILABLE"}, lost
        assert max(seconds for _, seconds in lost) < SECONDS, lost
        await gateway.reports(503, database="unavailable")
        assert (await client.get(f"{gateway.url}/metrics")).is_success
        assert (await client.get(f"{gateway.url}/health/live")).is_success
    await proxy.mend()
    await crowd.mutate(16)
    assert gateway.alive
    assert await crowd.broken_promises() == []
    assert await verdict(site) == ""
    assert await settled(site, 240) == 0
    assert gateway.records()


@pytest.mark.parametrize("gateway", ["reasons"], indirect=True)
async def test_control_who_does_not_know_why_is_told_of_a_fault(site: Site, gateway: Process, proxy: Proxy) -> None:
    """And nobody who is told of a fault asks again."""
    crowd = Crowd(site, gateway.url)
    await crowd.mutate(4)
    await proxy.cut()
    async with caller() as client:
        assert (await crowd.attempt(client, OPEN, village="lost"))[0] == "INTERNAL"
