"""SIGTERM: what is in hand is finished or handed back, and the process ends with status 0 within ten seconds."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from faults.bars import within
from faults.conftest import SOAK
from faults.crowd import Crowd
from faults.outcome import HEARD, RUNNING, rows, settled, unheard, verdict
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for

PROMISED, SECONDS = 10, 30
"""A process ends within ten seconds, by force if need be; the rest is for busy machines."""
ENDS = 100 if SOAK else 10
"""On each database."""


async def ended(process: Process) -> None:
    """The process ends in order and in time."""
    began = time.monotonic()
    assert await process.stop() == 0, process.log.read_text()
    took = time.monotonic() - began
    within("the end after SIGTERM", took, PROMISED)
    assert took < SECONDS


async def reaction_in_hand(site: Site) -> None:
    """Wait until a reaction runs."""
    async with asyncio.timeout(120):
        while await rows(site, RUNNING) == [(0,)]:
            await asyncio.sleep(0.05)


class TestGateway:
    async def test_no_acknowledged_mutation_is_lost(self, site: Site) -> None:
        """Under load each end is in order, and whoever was not answered asks again and gets it once."""
        async with Process(site, "serve") as gateway:
            crowd = Crowd(site, gateway.url)
            async with crowd.at_work(8, pause=0):
                for _ in range(ENDS):
                    await crowd.acknowledge(10)
                    await ended(gateway)
                    await gateway.start()
            assert await crowd.broken_promises() == []
        assert await verdict(site) == ""
        assert {record["level"] for record in gateway.records()} <= {"INFO", "WARNING"}

    async def test_a_websocket_is_closed_with_a_reason(self, site: Site) -> None:
        """1012, service restart: the client connects again elsewhere."""
        async with Process(site, "serve") as gateway:
            address = gateway.url.replace("http", "ws") + "/graphql"
            async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
                greeting = {"type": "connection_init", "payload": {"authorization": f"Bearer {site.token()}"}}
                await socket.send(json.dumps(greeting))
                await socket.recv()
                await ended(gateway)
                with pytest.raises(ConnectionClosed) as closed:
                    await socket.recv()
            assert closed.value.rcvd is not None
            assert closed.value.rcvd.code == 1012


class TestWorker:
    @pytest.fixture
    def dialect(self, postgres: str) -> str:
        """Only with PostgreSQL the worker is a process of its own."""
        return postgres

    @pytest.mark.parametrize(
        ("seconds", "blocks"), [("1", ""), ("4.5", ""), ("300", "yes")], ids=["ends", "is cut", "blocks its thread"]
    )
    async def test_a_reaction_in_hand_ends_or_is_handed_back(self, site: Site, seconds: str, blocks: str) -> None:
        """However long it takes and whatever it does, the process ends; another worker does what is left."""
        site.more |= {"WELLS_SECONDS": seconds, "WELLS_BLOCKS": blocks}
        async with Process(site, "serve") as gateway, Process(site, "worker") as worker:
            await Crowd(site, gateway.url).mutate(12)
            await reaction_in_hand(site)
            await ended(worker)
            site.more |= {"WELLS_SECONDS": "0", "WELLS_BLOCKS": ""}
            await worker.start()
            assert await settled(site, 240) == 0
        assert unheard(site, await rows(site, HEARD)) == set()
        assert worker.records()

    @pytest.fixture
    async def proxy(self, redis_url: str) -> AsyncIterator[Proxy]:
        """What stands in front of the broker."""
        async with proxy_for(redis_url, 6379) as proxy:
            yield proxy

    @pytest.mark.parametrize("how", ["cut", "silence"])
    async def test_it_ends_without_its_broker(self, database_url: str, tmp_path: Path, proxy: Proxy, how: str) -> None:
        """There is nothing to give messages back to; the leases do that."""
        site = Site(tmp_path / "site", database_url, f"redis://127.0.0.1:{proxy.port}/0", more={"WELLS_SECONDS": "1"})
        async with Process(site, "serve") as gateway, Process(site, "worker") as worker:
            await Crowd(site, gateway.url).mutate(24)
            await reaction_in_hand(site)
            await proxy.cut() if how == "cut" else proxy.silence()
            await asyncio.sleep(1)
            await ended(worker)
        assert worker.records()


class TestWithoutDatabase:
    @pytest.fixture
    def dialect(self, postgres: str) -> str:
        """A database that can go away alone."""
        return postgres

    @pytest.mark.parametrize("how", ["cut", "silence"])
    async def test_it_ends_all_the_same(self, database_url: str, tmp_path: Path, how: str) -> None:
        """Also when the database does not answer."""
        async with proxy_for(database_url, 5432) as proxy:
            known = {"CASEWRIGHT_DATABASE_URL": proxy.url(database_url)}
            site = Site(tmp_path / "site", database_url, more=known)
            async with Process(site, "serve") as gateway:
                await Crowd(site, gateway.url).mutate(8)
                await proxy.cut() if how == "cut" else proxy.silence()
                await asyncio.sleep(1)
                await ended(gateway)
        assert gateway.records()
