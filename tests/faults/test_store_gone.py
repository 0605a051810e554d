"""The object store goes away: documents wait, everything else goes on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from faults.bars import percentile, within
from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import OPEN, Crowd
from faults.papers import CONFIRM, Paper
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for
from faults.servers import s3

TEXT = b"The water is clean.\n"
MUTATIONS = 1_000 if SOAK else 20
"""Before the store goes away, and without it."""

PROMISED, SECONDS = 6, 20
"""A silent store costs a document six seconds; the rest is for busy machines."""

BACK = 10
"""Seconds after which documents are taken again."""


@pytest.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[Proxy]:
    """What stands in front of an S3 server."""
    async with s3(tmp_path / "s3") as server, proxy_for(f"s3://127.0.0.1:{server.port}", 80) as proxy:
        yield proxy


@pytest.fixture
async def gateway(
    database_url: str, proxy: Proxy, tmp_path: Path, request: pytest.FixtureRequest
) -> AsyncIterator[Process]:
    """A gateway with its own worker, whose documents lie behind the proxy; it may lack a guard."""
    store = f"s3://KEY:SECRET@127.0.0.1:{proxy.port}/wells?region=us-east-1&secure=0"
    site, without = Site(tmp_path / "site", database_url, storage_url=store), getattr(request, "param", "")
    async with Process(site, "serve", WELLS_WITHOUT=without) as process:
        yield process


async def take_away(proxy: Proxy, how: str) -> None:
    """The store refuses, says nothing, or answers five seconds late."""
    if how == "cut":
        await proxy.cut()
    elif how == "silence":
        proxy.silence()
    else:
        proxy.slow(5)


@pytest.mark.parametrize("how", ["cut", "silence", "slow"])
async def test_documents_are_unavailable_and_everything_else_goes_on(gateway: Process, proxy: Proxy, how: str) -> None:
    """A coded refusal within seconds, no mutation held up, a gateway that calls itself degraded; then all is well."""
    crowd = Crowd(gateway.site, gateway.url)
    await crowd.mutate(MUTATIONS)
    usual = crowd.taken()
    async with caller(30) as client:
        case = (await crowd.done(client, OPEN, village="papers"))["well"]["id"]
        proof = (await crowd.announce(client, case, Paper(TEXT))).proof
        crowd.taken()
        await take_away(proxy, how)
        lost = asyncio.gather(*(crowd.attempt(client, CONFIRM, **proof) for _ in range(4)))
        await crowd.mutate(MUTATIONS)
        assert crowd.codes == {}
        within("95 of 100 mutations without a store", percentile(crowd.taken(), 0.95), 1.2 * percentile(usual, 0.95))
        assert {code for code, _ in await lost} == {"UNAVAILABLE"}, lost.result()
        longest = max(seconds for _, seconds in lost.result())
        within("a document's refusal without a store", longest, PROMISED)
        assert longest < SECONDS
        await gateway.reports(200, status="degraded", store="unavailable")
        await proxy.mend()
        code, seconds = await crowd.attempt(client, CONFIRM, **proof)
        assert code == "OK"
        within("the first document when the store is back", seconds, BACK)
    assert gateway.alive
    assert gateway.records()


@pytest.mark.parametrize("gateway", ["limit"], indirect=True)
async def test_control_without_its_limit_a_document_waits_as_long_as_the_store(gateway: Process, proxy: Proxy) -> None:
    """Nobody is told anything before the store says a word."""
    crowd = Crowd(gateway.site, gateway.url)
    async with caller() as client:
        case = (await crowd.done(client, OPEN, village="papers"))["well"]["id"]
        proof = (await crowd.announce(client, case, Paper(TEXT))).proof
        proxy.silence()
        asked = asyncio.create_task(crowd.attempt(client, CONFIRM, **proof))
        await asyncio.wait({asked}, timeout=PROMISED + 2)
        assert not asked.done()
        proxy.pass_on()
        await asked
