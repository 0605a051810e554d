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
from faults.outcome import HEARD, in_hand, rows, settled, unheard, verdict
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for

PROMISED, SECONDS = 10, 60
"""A process ends within ten seconds, by force if need be; the rest is for busy machines."""
ENDS = 100 if SOAK else 10
"""On each database."""
STUBBORN = {"WELLS_SECONDS": "300", "WELLS_BLOCKS": "yes"}
"""A reaction that lets nobody else have its thread for minutes."""


async def ended(process: Process) -> None:
    """The process ends in order and in time."""
    began = time.monotonic()
    assert await process.stop() == 0, process.log.read_text()
    took = time.monotonic() - began
    within("the end after SIGTERM", took, PROMISED)
    assert took < SECONDS


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

    @pytest.mark.parametrize(("without", "told"), [("", 1012), ("farewell", None)], ids=["told", "control"])
    async def test_a_websocket_is_closed_with_a_reason(self, site: Site, without: str, told: int | None) -> None:
        """1012, service restart: the client connects again elsewhere; control: who is just gone gives none."""
        async with Process(site, "serve", WELLS_WITHOUT=without) as gateway:
            address = gateway.url.replace("http", "ws") + "/graphql"
            async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
                greeting = {"type": "connection_init", "payload": {"authorization": f"Bearer {site.token()}"}}
                await socket.send(json.dumps(greeting))
                await socket.recv()
                await ended(gateway)
                with pytest.raises(ConnectionClosed) as closed:
                    await socket.recv()
            assert (closed.value.rcvd and closed.value.rcvd.code) == told


class TestWorker:
    @pytest.fixture
    def dialect(self, postgres: str) -> str:
        """Only with PostgreSQL the worker is a process of its own."""
        return postgres

    @pytest.mark.parametrize("how", ["ends", "is cut", "blocks its thread"])
    async def test_a_reaction_in_hand_ends_or_is_handed_back(self, site: Site, how: str) -> None:
        """However long it takes and whatever it does, the process ends; another worker does what is left."""
        site.hold.touch()
        site.more |= STUBBORN if how == "blocks its thread" else {}
        async with Process(site, "serve") as gateway, Process(site, "worker") as worker:
            await Crowd(site, gateway.url).mutate(12)
            await in_hand(site)
            ending = asyncio.create_task(ended(worker))
            if how == "ends":
                site.hold.unlink()
            await ending
            site.hold.unlink(missing_ok=True)
            site.more.clear()
            await worker.start()
            assert await settled(site, 240) == 0
        assert unheard(site, await rows(site, HEARD)) == set()
        assert worker.records()

    async def test_control_without_force_what_hangs_holds_up_the_end(self, site: Site) -> None:
        """A reaction that blocks its thread would have to end first."""
        site.more |= STUBBORN
        async with Process(site, "serve") as gateway, Process(site, "worker", WELLS_WITHOUT="force") as worker:
            await Crowd(site, gateway.url).mutate(4)
            await in_hand(site)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(PROMISED + 2):
                    await worker.stop()

    @pytest.fixture
    async def proxy(self, redis_url: str) -> AsyncIterator[Proxy]:
        """What stands in front of the broker."""
        async with proxy_for(redis_url, 6379) as proxy:
            yield proxy

    @pytest.mark.parametrize("how", ["cut", "silence"])
    async def test_it_ends_without_its_broker(self, database_url: str, tmp_path: Path, proxy: Proxy, how: str) -> None:
        """There is nothing to give messages back to; the leases do that."""
        site = Site(tmp_path / "site", database_url, f"redis://127.0.0.1:{proxy.port}/0")
        site.hold.touch()
        async with Process(site, "serve") as gateway, Process(site, "worker") as worker:
            await Crowd(site, gateway.url).mutate(24)
            await in_hand(site)
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
