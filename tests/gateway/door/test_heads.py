"""How large the head of a request may be."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from casewright_gateway.cli.patience import Patience

START = b"POST / HTTP/1.1\r\nhost: x\r\n"
CHUNKED = START + b"transfer-encoding: chunked\r\n\r\n1\r\na\r\n"
END = b"content-length: 2\r\n\r\nok"
FIELDS = b"".join(b"x-%d: %s\r\n" % (number, b"a" * 90) for number in range(1000))
ENDLESS = 500_000
"""Bytes: more than a server reads at once, 256 KiB, of which the beginning may be something else."""
LARGE = {
    "a long field": START + b"x: " + b"a" * 70_000 + b"\r\n" + END,
    "a long name": START + b"x" * 70_000 + b": a\r\n" + END,
    "many fields": START + FIELDS + END,
    "a long address": b"POST /?" + b"a" * 70_000 + b" HTTP/1.1\r\nhost: x\r\n" + END,
    "a field that does not end": START + b"x: " + b"a" * ENDLESS,
    "an address that does not end": b"POST /" + b"a" * ENDLESS,
    "a trailer of many fields": CHUNKED + b"0\r\n" + FIELDS + b"\r\n",
    "a trailer that does not end": CHUNKED + b"0\r\nx: " + b"a" * ENDLESS,
}
USUAL = {
    "a field of some size": START + b"x: " + b"a" * 60_000 + b"\r\n" + END,
    "a large body": START + b"content-length: 900000\r\n\r\n" + b"a" * 900_000,
    "two requests at once": (START + b"x: " + b"a" * 40_000 + b"\r\n" + END) * 2,
}


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=[Route("/", length, methods=["POST"])])


async def told(host: str, sent: bytes, answers: int = 1) -> bytes:
    """What the server says to it: so many answers, or less when it closes the connection before."""
    name, port = host.split(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    heard = b""
    try:
        async with asyncio.timeout(60):
            writer.write(sent)
            while heard.count(b"HTTP/1.1 ") < answers and (more := await reader.read(1000)):
                heard += more
    finally:
        writer.close()
    return heard


@pytest.mark.parametrize("sent", LARGE.values(), ids=LARGE)
async def test_a_large_head_is_refused(serve: Any, app: Starlette, sent: bytes) -> None:
    """Whichever of it is large, also before it comes to its end."""
    async with serve(app, http=Patience) as host:
        assert (await told(host, sent)).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("sent", USUAL.values(), ids=USUAL)
async def test_what_is_not_too_large_is_answered(serve: Any, app: Starlette, sent: bytes) -> None:
    """Each request has its own head, and a body is none."""
    async with serve(app, http=Patience) as host:
        count = sent.count(START)
        assert (await told(host, sent, count)).count(b"HTTP/1.1 200 ") == count


@pytest.mark.parametrize("large", ["a long field", "many fields", "a trailer of many fields"])
async def test_control_the_stock_server_takes_any_head(serve: Any, app: Starlette, large: str) -> None:
    """And keeps it."""
    async with serve(app, http=HttpToolsProtocol) as host:
        assert (await told(host, LARGE[large])).startswith(b"HTTP/1.1 200 ")
