"""A gateway behind a real server, people who follow it by WebSocket or by SSE, and another process beside it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import uvicorn
from httpx2 import AsyncClient, Timeout
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from casewright.access.actor import Actor
from casewright.operations.feed import place_events
from casewright.operations.notes import add_note
from casewright.operations.opening import Opening, open_case
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway import ids
from casewright_gateway.app import application
from casewright_gateway.auth import Authenticator, LocalAuthenticator
from casewright_gateway.bell import Bell
from casewright_gateway.issuer import LocalIssuer
from kit import Person, Stack
from stack_production import fountains

FOUNTAINS = {"fountains": fountains}
NO_WORKER = "redis://nowhere"
"""With a broker outside the process the gateway runs no worker: events come into the feed when the test says so."""

PATIENCE = 30
"""Seconds after which a test that waits for what never comes fails instead of hanging."""

CLERK = Actor(tenant="demo", subject="carla", roles=frozenset({"clerk"}))
FEED = """subscription($after: String, $type: String) {
  events(after: $after, caseType: $type) { cursor event { name data } case { number title } }
}"""
CASE = "subscription($id: ID!) { caseChanged(id: $id) { number title version stage } }"

Payload = dict[str, Any]
Following = AbstractAsyncContextManager[AsyncIterator[Payload]]
Follow = Callable[..., Following]


class Server(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@dataclass(frozen=True)
class Live(Stack):
    """A gateway that is served on this machine."""

    host: str
    server: Server

    @property
    def bell(self) -> Bell:
        """The bell of the gateway."""
        bell: Bell = self.server.lifespan.state["bell"]
        return bell


@asynccontextmanager
async def live(
    url: str,
    folder: Path,
    authenticator: Authenticator | None = None,
    *,
    broker_url: str = NO_WORKER,
    send_buffer: int | None = None,
    patience: int = 5,
    plugins: Mapping[str, object] = FOUNTAINS,
    **more: Any,
) -> AsyncIterator[Live]:
    """The gateway on a database, with a real server in front of it; `more` are settings."""
    settings = Settings(data_dir=folder, database_url=url, broker_url=broker_url, **more)
    issuer = LocalIssuer.load(settings)
    platform = Platform(settings, plugins=plugins, link_secret=issuer.secret)
    await bring_up(platform, lambda sentence: None)
    app = application(platform, authenticator or LocalAuthenticator(issuer), [])
    listener = socket.create_server(("127.0.0.1", 0))
    if send_buffer:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    config = uvicorn.Config(app, log_config=None, ws_max_size=100_000, timeout_graceful_shutdown=patience)
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await server.ready.wait()
    host = f"127.0.0.1:{listener.getsockname()[1]}"
    try:
        async with AsyncClient(base_url=f"http://{host}", timeout=Timeout(PATIENCE)) as client:
            yield Live(platform, client, issuer, app, host, server)
    finally:
        server.should_exit = True
        await task


class Elsewhere:
    """Another process on the same database, and the worker."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def opened(
        self, actor: Actor = CLERK, *, team: str | None = None, type: str = "Fountain", **values: Any
    ) -> UUID:
        """A case that somebody opened."""
        case_type = self.platform.case_types[type]
        return await open_case(self.platform, actor, case_type, {"place": "Market"} | values, Opening(team=team))

    async def noted(self, case_id: UUID, actor: Actor = CLERK, text: str = "It drips.") -> None:
        """Something happened to a case."""
        await add_note(self.platform, actor, case_id, text=text)

    async def placed(self) -> None:
        """All that was committed is in the feed."""
        while await place_events(self.platform):
            pass


@asynccontextmanager
async def elsewhere(live: Live) -> AsyncIterator[Elsewhere]:
    """Another platform on the database of a gateway."""
    async with Platform(live.platform.settings, plugins=FOUNTAINS) as platform:
        yield Elsewhere(platform)


def global_id(case_id: UUID, type: str = "Fountain") -> str:
    """The id of a case as clients have it."""
    return ids.encode(type, case_id)


@asynccontextmanager
async def opened_socket(live: Live, person: Person, **options: Any) -> AsyncIterator[ClientConnection]:
    """An acknowledged WebSocket."""
    async with connect(f"ws://{live.host}/graphql", subprotocols=["graphql-transport-ws"], **options) as socket:  # type: ignore[list-item]
        await send(socket, {"type": "connection_init", "payload": {"authorization": f"Bearer {person.token}"}})
        assert (await receive(socket))["type"] == "connection_ack"
        yield socket


async def send(socket: ClientConnection, message: Payload) -> None:
    """Send one message."""
    await socket.send(json.dumps(message))


async def receive(socket: ClientConnection) -> Payload:
    """The next message."""
    async with asyncio.timeout(PATIENCE):
        message: Payload = json.loads(await socket.recv())
    return message


async def subscribe(socket: ClientConnection, query: str, name: str = "1", /, **variables: Any) -> None:
    """Start an operation on a socket."""
    await send(socket, {"id": name, "type": "subscribe", "payload": {"query": query, "variables": variables}})


async def closed(socket: ClientConnection) -> int:
    """Read until the socket is closed: the code."""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                await socket.recv()
    except ConnectionClosed as end:
        assert end.rcvd is not None, "closed without a close frame"
        return end.rcvd.code


@asynccontextmanager
async def by_socket(
    live: Live, person: Person, query: str, /, **variables: Any
) -> AsyncIterator[AsyncIterator[Payload]]:
    """What a subscription says, by graphql-transport-ws; it ends with `complete`."""
    async with opened_socket(live, person) as socket:

        async def payloads() -> AsyncIterator[Payload]:
            while (message := await receive(socket))["type"] == "next":
                yield message["payload"]
            assert message["type"] == "complete", message

        await subscribe(socket, query, **variables)
        yield payloads()


@asynccontextmanager
async def by_sse(live: Live, person: Person, query: str, /, **variables: Any) -> AsyncIterator[AsyncIterator[Payload]]:
    """What a subscription says, by server-sent events; it ends with `complete`."""
    headers = {"authorization": f"Bearer {person.token}", "accept": "text/event-stream"}
    body = {"query": query, "variables": variables}
    async with live.client.stream("POST", "/graphql", json=body, headers=headers) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.aiter_lines()

        async def payloads() -> AsyncIterator[Payload]:
            async for line in lines:
                if line == "event: complete":
                    return
                if line.startswith("data: {"):
                    yield json.loads(line.removeprefix("data: "))
            raise AssertionError("the stream broke off")

        yield payloads()


async def following(payloads: AsyncIterator[Payload]) -> Payload:
    """The data of the next payload, which has no errors."""
    async with asyncio.timeout(PATIENCE):
        payload = await anext(payloads)
    assert "errors" not in payload, payload["errors"]
    data: Payload = payload["data"]
    return data


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that no message tells."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)
