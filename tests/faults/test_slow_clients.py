"""H12: five hundred who send half a request and wait hold up nobody, and are let go after a quarter of a minute."""

import asyncio
import time
from asyncio import StreamReader, StreamWriter
from urllib.parse import urlsplit

import pytest

from faults.bars import percentile, within
from faults.callers import caller
from faults.crowd import WELLS
from faults.processes import Process, Site

SLOW = 500
CLOSED = 15
"""Seconds."""
HALVES = (b"", b"POST /graphql HT", b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-le")
BODY = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{"


@pytest.fixture
def dialect() -> str:
    """The database does not matter here."""
    return "sqlite"


async def opened(url: str, sent: bytes) -> tuple[StreamReader, StreamWriter]:
    """A connection on which so much was sent."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(sent)
    return reader, writer


async def test_half_requests_hold_up_nobody(site: Site) -> None:
    """Others are answered meanwhile; the server closes each of the five hundred by itself."""
    async with Process(site, "serve") as gateway, caller() as client:
        headers = {"authorization": f"Bearer {site.token()}"}
        parts = [*HALVES, BODY]
        began = time.monotonic()
        slow = [await opened(gateway.url, parts[number % len(parts)]) for number in range(SLOW)]
        waiting = [asyncio.create_task(reader.read()) for reader, _ in slow]
        seconds = []
        async with asyncio.timeout(120):
            while not all(task.done() for task in waiting):
                asked = time.monotonic()
                answer = await client.post(f"{gateway.url}/graphql", json={"query": WELLS}, headers=headers)
                seconds.append(time.monotonic() - asked)
                assert answer.status_code == 200
                await asyncio.sleep(0.05)
        within("half a request is closed after", time.monotonic() - began, CLOSED + 5)
        within("p95 of the others", percentile(seconds, 0.95), 0.25)
        for _, writer in slow:
            writer.close()
        assert gateway.alive
        assert gateway.records()


async def test_control_without_the_limit_half_a_request_stays(site: Site) -> None:
    """For as long as whoever sent it likes."""
    async with Process(site, "serve", WELLS_WITHOUT="pace") as gateway:
        reader, writer = await opened(gateway.url, BODY)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(CLOSED + 2):
                await reader.read()
        writer.close()
