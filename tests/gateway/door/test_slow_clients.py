"""Who sends or reads slowly holds a place for a while and no longer; who sends at some pace has as long as it takes."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from websockets.asyncio.client import connect

from casewright_gateway.cli.patience import Patience
from casewright_gateway.cli.serving import _SERVER

HEAD = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n"
HALVES = {
    "nothing": b"",
    "half a first line": b"POST /",
    "half the headers": HEAD,
    "half the body": HEAD + b"\r\n12345",
    "half of a second request": HEAD + b"\r\n1234567890" + HEAD,
}


class Hurry(Patience):
    """The same with little of it."""

    seconds = 1.5


class Slower(Hurry):
    """Nearly without a pace: what came of a request gives it a minute."""

    bytes_a_second = 1


async def echo(request: Request) -> PlainTextResponse:
    try:
        return PlainTextResponse(await request.body())
    except ClientDisconnect:
        request.app.state.gone.set()
        raise


async def flood(request: Request) -> StreamingResponse:
    """Sends for as long as somebody reads."""

    async def chunks() -> AsyncIterator[bytes]:
        while True:
            yield bytes(100_000)
            await asyncio.sleep(0)

    return StreamingResponse(chunks())


async def quiet(socket: WebSocket) -> None:
    """Says nothing until it is spoken to."""
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


@pytest.fixture
def slow_app() -> Starlette:
    app = Starlette(
        routes=[Route("/", echo, methods=["POST"]), Route("/flood", flood), WebSocketRoute("/quiet", quiet)],
        exception_handlers={ClientDisconnect: lambda *_: PlainTextResponse("")},
    )
    app.state.gone = asyncio.Event()
    return app


async def opened(host: str, sent: bytes) -> tuple[StreamReader, StreamWriter]:
    """A connection on which so much was sent."""
    name, port = host.split(":")
    reader, writer = await asyncio.open_connection(name, int(port))
    writer.write(sent)
    return reader, writer


@pytest.mark.parametrize("half", HALVES)
async def test_half_a_request_is_closed(serve: Any, slow_app: Starlette, half: str) -> None:
    """Wherever it stops; control: the stock server, which was asked before, still waits then."""
    async with AsyncExitStack() as stack:
        stock = await stack.enter_async_context(serve(slow_app, http=HttpToolsProtocol, timeout_keep_alive=600))
        ours = await stack.enter_async_context(serve(slow_app, http=Hurry, timeout_keep_alive=600))
        waiting, other = await opened(stock, HALVES[half])
        closed, writer = await opened(ours, HALVES[half])
        async with asyncio.timeout(60):
            told = await closed.read()
        answered = 1 if half == "half of a second request" else 0
        assert told.count(b"HTTP/1.1 200") == answered
        assert told.count(b"HTTP/1.1 408") == (1 - answered if HALVES[half] else 0)
        assert not waiting.at_eof()
        other.close()
        writer.close()


async def test_the_application_learns_of_it(serve: Any, slow_app: Starlette) -> None:
    """Who waits for the rest of a body is told that nobody sends it any more."""
    async with serve(slow_app, http=Hurry) as host:
        _, writer = await opened(host, HALVES["half the body"])
        async with asyncio.timeout(60):
            await slow_app.state.gone.wait()
        writer.close()


async def test_who_keeps_the_pace_has_the_time_it_takes(serve: Any, slow_app: Starlette) -> None:
    """Beyond the first limit, which a connection of the same server that sends nothing shows to be over."""
    async with serve(slow_app, http=Slower) as host:
        reader, writer = await opened(host, HEAD + b"\r\n12345")
        idle, other = await opened(host, b"")
        async with asyncio.timeout(60):
            assert await idle.read() == b""
            writer.write(b"67890")
            assert (await reader.readuntil(b"1234567890")).startswith(b"HTTP/1.1 200")
        writer.close()
        other.close()


async def test_who_does_not_read_is_cut_off(serve: Any, slow_app: Starlette) -> None:
    """Else an answer would be kept for them for ever."""
    cut_off = asyncio.Event()

    class Watched(Hurry):
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            cut_off.set()

    async with serve(slow_app, http=Watched) as host:
        reader, writer = await opened(host, b"GET /flood HTTP/1.1\r\nhost: x\r\n\r\n")
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        async with asyncio.timeout(60):
            await cut_off.wait()
            writer.transport.resume_reading()  # type: ignore[attr-defined]
            with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
                await reader.readexactly(10**9)
        writer.close()


async def test_a_websocket_may_be_quiet(serve: Any, slow_app: Starlette) -> None:
    """It is no request that does not come: how long it may last is the business of its protocol."""
    async with serve(slow_app, http=Hurry) as host, connect(f"ws://{host}/quiet") as socket:
        idle, writer = await opened(host, b"")
        async with asyncio.timeout(60):
            await idle.read()
            await socket.send(json.dumps("still here"))
            assert await socket.recv() == '"still here"'
        writer.close()


def test_the_server_is_patient_for_a_quarter_of_a_minute() -> None:
    """H12: half a header is closed after 15 seconds."""
    assert _SERVER["http"] is Patience
    assert Patience.seconds == 15
