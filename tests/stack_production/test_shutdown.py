"""A server that is told to end, while it is followed."""

import asyncio
import logging
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from httpx2 import AsyncClient, RequestError
from websockets.asyncio.client import connect

from casewright.access.actor import Actor
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer
from stack_production import live as support
from stack_production.live import FEED, PATIENCE, send, subscribe

EXCEEDED = "timeout graceful shutdown exceeded"


@dataclass(frozen=True)
class Served:
    """A server in a process of its own."""

    process: asyncio.subprocess.Process
    host: str
    token: str


@asynccontextmanager
async def served(folder: Path, template: str, workers: int) -> AsyncIterator[Served]:
    """`casewright serve` on an embedded platform, whose database is a copy of a migrated file."""
    settings = Settings(data_dir=folder)
    shutil.copy(template, folder / "casewright.db")
    await bring_up(Platform(settings), lambda sentence: None)
    actor = Actor(tenant="demo", subject="ada", roles=frozenset({"adjuster"}))
    token = LocalIssuer.load(settings).mint(actor, lifetime=timedelta(hours=1))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWRIGHT_")}
    command = ["-m", "casewright_gateway.cli", "serve", "--port", str(port), "--workers", str(workers)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env=kept | {"CASEWRIGHT_DATA_DIR": str(folder)}, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield Served(process, f"127.0.0.1:{port}", token)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def answering(client: AsyncClient) -> None:
    """Until the server answers."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await client.get("/health/live")
                return
            except RequestError:
                await asyncio.sleep(0.05)


@pytest.mark.parametrize("workers", [1, 2])
async def test_followers_do_not_hold_up_the_end(tmp_path: Path, sqlite_template: str, workers: int) -> None:
    """On SIGTERM the socket gets a close frame, the stream breaks off without `complete`, and the process ends."""
    async with (
        served(tmp_path, sqlite_template, workers) as server,
        AsyncClient(base_url=f"http://{server.host}", timeout=PATIENCE) as client,
    ):
        await answering(client)
        bearer = {"authorization": f"Bearer {server.token}"}
        stream = client.stream(
            "POST", "/graphql", json={"query": FEED}, headers=bearer | {"accept": "text/event-stream"}
        )
        async with (
            connect(f"ws://{server.host}/graphql", subprotocols=["graphql-transport-ws"]) as ws,  # type: ignore[list-item]
            stream as response,
        ):
            await send(ws, {"type": "connection_init", "payload": bearer})
            await ws.recv()
            await subscribe(ws, FEED)
            await send(ws, {"type": "ping"})
            await ws.recv()
            server.process.send_signal(signal.SIGTERM)
            assert await support.closed(ws) == 1012
            assert "event: complete" not in [line async for line in response.aiter_lines()]
        assert server.process.stderr is not None
        assert EXCEEDED not in (await server.process.stderr.read()).decode()
        await server.process.wait()


async def test_the_control_a_stream_that_nobody_ends_holds_up_the_server(
    database_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Without the signal, of which the application hears, the server waits until its patience is over."""
    caplog.set_level(logging.ERROR)
    async with support.live(database_url, tmp_path, patience=1) as live:
        carla = live.person("carla", "clerk")
        async with support.by_sse(live, carla, FEED):
            await support.until(lambda: len(live.bell) == 1)
            live.server.should_exit = True
            await support.until(lambda: EXCEEDED in caplog.text)
