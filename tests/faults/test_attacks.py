"""A gateway under attack: each is refused soon and in little memory, and who else asks hardly feels it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from faults.attacks import ALIASES, BODIES, DOCUMENTS, Body
from faults.bars import percentile, within
from faults.callers import caller
from faults.crowd import WELLS
from faults.processes import Process, Site
from fuzz.conftest import CODES

TOO_LARGE, MALFORMED = 1009, 4400
"""Codes with which a socket is closed."""
SLOWEST, OTHERS = 1.5, 0.25
"""Seconds."""
MEMORY, LOG = 100, 1_000_000
"""MB beside what the process had, and bytes of its log."""


@pytest.fixture
def dialect() -> str:
    """The database does not matter here."""
    return "sqlite"


@asynccontextmanager
async def somebody_else(url: str, token: str) -> AsyncIterator[list[float]]:
    """Asks all the time, and is always answered: how long each answer took."""
    seconds: list[float] = []

    async def ask() -> None:
        async with caller() as client:
            while True:
                begun = time.monotonic()
                answer = await client.post(url, json={"query": WELLS}, headers={"authorization": f"Bearer {token}"})
                seconds.append(time.monotonic() - begun)
                assert answer.json() == {"data": {"wells": {"totalCount": 0}}}
                await asyncio.sleep(0.02)

    asking = asyncio.create_task(ask())
    try:
        yield seconds
        assert not asking.done()
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


def memory(process: Process) -> int:
    """The most memory that the process ever had, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def codes(answer: Any) -> set[str]:
    """How it was refused."""
    errors = answer if isinstance(answer, list) else answer["errors"]
    return {error["extensions"]["code"] for error in errors}


class Attacker:
    """Somebody with a token, who asks by each way there is."""

    def __init__(self, url: str, token: str, client: httpx2.AsyncClient) -> None:
        self._url = url
        self._token = token
        self._client = client
        self.slowest = 0.0

    async def by_http(self, document: str) -> set[str]:
        """One answer."""
        return codes((await self._sent(Body(json.dumps({"query": document}).encode()))).json())

    async def by_event_stream(self, document: str) -> set[str]:
        """The first event, or an answer where there is no stream."""
        body = Body(json.dumps({"query": document}).encode(), headers={"accept": "text/event-stream"})
        answer = await self._sent(body)
        if "event-stream" not in answer.headers["content-type"]:
            return codes(answer.json())
        [told, *_] = [line for line in answer.text.splitlines() if line.startswith("data: {")]
        return codes(json.loads(told.removeprefix("data: ")))

    async def by_socket(self, document: str) -> set[str]:
        """A message, or the end of the socket."""
        address = self._url.replace("http", "ws", 1)
        async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
            signed = {"type": "connection_init", "payload": {"authorization": f"Bearer {self._token}"}}
            await socket.send(json.dumps(signed))
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            begun = time.monotonic()
            await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": document}}))
            try:
                return codes(json.loads(await socket.recv())["payload"])
            except ConnectionClosed as end:
                assert end.rcvd is not None
                assert end.rcvd.code in (TOO_LARGE, MALFORMED)
                return {"BAD_USER_INPUT"}
            finally:
                self.slowest = max(self.slowest, time.monotonic() - begun)

    async def sent(self, body: Body) -> int:
        """The status."""
        return (await self._sent(body)).status_code

    async def _sent(self, body: Body) -> httpx2.Response:
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"} | body.headers
        begun = time.monotonic()
        answer = await self._client.request(body.method, self._url, content=body.content, headers=headers)
        self.slowest = max(self.slowest, time.monotonic() - begun)
        return answer


async def test_nothing_gets_through(site: Site) -> None:
    """Fifty-one documents by three ways and eighteen bodies: a code or a status, and not a line of a fault."""
    async with Process(site, "serve") as gateway, caller() as client:
        url = f"{gateway.url}/graphql"
        attacker = Attacker(url, site.token("max"), client)
        await attacker.by_http("{ absent }")
        before = memory(gateway)
        async with somebody_else(url, site.token()) as seconds:
            for name, document in DOCUMENTS.items():
                for way in (attacker.by_http, attacker.by_event_stream, attacker.by_socket):
                    told = await way(document)
                    assert told, name
                    assert told <= CODES, name
            for name, body in BODIES.items():
                assert 400 <= await attacker.sent(body) < 500, name
        within("the slowest answer", attacker.slowest, SLOWEST)
        within("p95 of somebody else", percentile(seconds, 0.95), OTHERS)
        print(f"{memory(gateway) - before} MB beside {before} MB, {gateway.log.stat().st_size} bytes of log")
        assert memory(gateway) - before <= MEMORY
        assert gateway.log.stat().st_size <= LOG
        assert not [record for record in gateway.records() if record["level"] in ("ERROR", "CRITICAL")]


async def test_control_without_the_limits_a_document_is_answered(site: Site) -> None:
    """The harmless one among them."""
    async with Process(site, "serve", WELLS_WITHOUT="limits") as gateway, caller() as client:
        headers = {"authorization": f"Bearer {site.token()}"}
        answer = await client.post(f"{gateway.url}/graphql", json={"query": ALIASES}, headers=headers)
        assert answer.json()["data"]["a15"] == {"subject": "ann"}
