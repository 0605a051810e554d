"""Clients that do not wait for the answer: nothing they leave behind holds up anybody."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from websockets.asyncio.client import connect

from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import OPEN, WELLS, Crowd
from faults.outcome import rows, settled, verdict
from faults.processes import Process, Site

IMPATIENT = 10_000 if SOAK else 1_000
STUCK = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND xact_start < now() - interval '3 seconds' AND pid <> pg_backend_pid()
"""


@pytest.fixture
async def gateway(site: Site) -> AsyncIterator[Process]:
    """A gateway; with a broker beside it nobody but the clients uses its connections."""
    async with Process(site, "serve") as process:
        yield process


def request(token: str, number: int) -> dict[str, Any]:
    """Now a mutation, now a query."""
    return {"query": OPEN if number % 2 else WELLS, "variables": {"input": {"village": f"left {number}"}}}


async def hang_up(url: str, token: str, number: int, wait: float) -> None:
    """Send a request over HTTP and go, without reading a byte."""
    address, body = urlsplit(url), json.dumps(request(token, number))
    head = f"POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n"
    _, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(f"{head}content-length: {len(body)}\r\n\r\n{body}".encode())
    await writer.drain()
    await asyncio.sleep(wait)
    writer.transport.abort()


async def take_back(url: str, token: str, number: int, wait: float) -> None:
    """Begin operations on a WebSocket and cancel them, then break the socket off with others under way."""
    address = url.replace("http", "ws") + "/graphql"
    async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        await socket.recv()
        for operation in range(4):
            message = {"id": str(operation), "type": "subscribe", "payload": request(token, number + operation)}
            await socket.send(json.dumps(message))
        await asyncio.sleep(wait)
        for operation in range(2):
            await socket.send(json.dumps({"id": str(operation), "type": "complete"}))
        socket.transport.abort()


async def busy(url: str) -> float:
    """How many connections of the pool are at work; 0 where there is no pool."""
    async with caller() as client:
        page = (await client.get(f"{url}/metrics")).text
    found = [line for line in page.splitlines() if line.startswith("casewright_database_pool_connections_busy")]
    return float(found[0].split()[1]) if found else 0


async def test_what_clients_leave_behind_holds_up_nobody(site: Site, gateway: Process, dialect: str) -> None:
    """After a thousand requests nobody waited for: every connection is back, no lock is held, all goes on at once."""
    chance, token, crowd = random.Random(7), site.token(), Crowd(site, gateway.url)
    await crowd.mutate(4)
    for first in range(0, IMPATIENT, 50):
        leaving = [hang_up(gateway.url, token, first + n, chance.uniform(0, 0.05)) for n in range(30)]
        leaving += [take_back(gateway.url, token, first + n, chance.uniform(0, 0.05)) for n in range(5)]
        await asyncio.gather(*leaving)
    async with asyncio.timeout(120):
        while await busy(gateway.url) > 0:
            await asyncio.sleep(0.1)
    if dialect == "postgres":
        assert await rows(site, STUCK) == [(0,)]
    async with caller() as client:
        answers = await asyncio.gather(*(crowd.attempt(client, OPEN, village="after") for _ in range(30)))
    assert {code for code, _ in answers} == {"OK"}
    assert await verdict(site) == ""
    if dialect == "sqlite":
        assert await settled(site, 240) == 0
    assert gateway.alive
    assert gateway.records()
