"""The database goes away in the middle: who asks is told so in time, and all goes on when it is back."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from faults.crowd import OPEN, Crowd
from faults.outcome import settled, verdict
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for

LIMIT = 10
"""Seconds an operation may take."""


@pytest.fixture
def dialect() -> str:
    """A database that can go away alone."""
    return "postgres"


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
async def gateway(site: Site) -> AsyncIterator[Process]:
    """A gateway with its own worker."""
    async with Process(site, "serve") as process:
        yield process


async def answers(crowd: Crowd, count: int, query: str = OPEN) -> list[tuple[str, float]]:
    """The code that each of so many simultaneous openings got, and after how many seconds."""
    headers = {"authorization": f"Bearer {crowd.site.token()}"}

    async def ask(client: httpx2.AsyncClient, number: int) -> tuple[str, float]:
        body = {"query": query, "variables": {"input": {"village": f"lost {number}"}}}
        began = time.monotonic()
        answer = (await client.post(f"{crowd.url}/graphql", json=body, headers=headers)).json()
        errors = [error["extensions"]["code"] for error in answer.get("errors", ())]
        problems = [problem["code"] for problem in ((answer.get("data") or {}).get("openWell") or {}).get("problems", ())]
        return ",".join({*errors, *problems}) or "OK", time.monotonic() - began

    async with httpx2.AsyncClient(timeout=60) as client:
        return await asyncio.gather(*(ask(client, number) for number in range(count)))


@pytest.mark.parametrize("how", ["cut", "silence"])
async def test_operations_are_refused_in_time_and_work_again_afterwards(
    site: Site, gateway: Process, proxy: Proxy, how: str
) -> None:
    """UNAVAILABLE at once when connections break, TIMEOUT within the limit when nothing answers; then as before."""
    crowd, enough = Crowd(site, gateway.url), asyncio.Event()
    enough.set()
    await crowd.work(4, enough, at_least=16)
    await proxy.cut() if how == "cut" else proxy.silence()
    for query in (OPEN, "{ wells { totalCount } }"):
        lost = await answers(crowd, 12, query)
        assert {code for code, _ in lost} <= ({"UNAVAILABLE"} if how == "cut" else {"UNAVAILABLE", "TIMEOUT"}), lost
        assert max(seconds for _, seconds in lost) < LIMIT + 3, lost
    async with httpx2.AsyncClient() as client:
        ready = await client.get(f"{gateway.url}/health/ready")
        assert (ready.status_code, ready.json()["database"]) == (503, "unavailable")
        assert (await client.get(f"{gateway.url}/metrics")).is_success
        assert (await client.get(f"{gateway.url}/health/live")).is_success
    await proxy.mend()
    await crowd.work(4, enough, at_least=32)
    assert gateway.alive
    assert await crowd.broken_promises() == []
    assert await verdict(site) == ""
    assert await settled(site, 30) == 0
    assert gateway.records()
