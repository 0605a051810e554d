"""A small schema with every way to fail, served the way the platform serves its own."""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import httpx2
import pytest
import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from strawberry.scalars import JSON

from casewright.errors import Invalid, Refused
from casewright_gateway.auth import Unauthenticated
from casewright_gateway.cli.http import Http
from casewright_gateway.doors import Schema
from casewright_gateway.limits import Limits, extensions
from casewright_gateway.view import View

AppMaker = Callable[..., Starlette]
ClientMaker = Callable[[Starlette], httpx2.AsyncClient]
Server = Callable[[Starlette], AbstractAsyncContextManager[str]]

SECRET = "postgres://app:hunter2@db/claims"
TOKEN = "Bearer good"


@dataclass
class World:
    """What the toy resolvers did; the context of each operation."""

    written: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    cancelled: list[str] = field(default_factory=list)
    when_waiting: Callable[[], None] = lambda: None
    contexts: int = 0
    token: str = TOKEN
    broken: Exception | None = None

    async def wait(self, who: str) -> None:
        """Wait for ever, and note when that is cut short."""
        self.waiting.append(who)
        self.when_waiting()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.append(who)


@strawberry.type
class Folder:
    """A row with rows below it, paged and not."""

    name: str = "folder"

    @strawberry.field
    def parent(self) -> "Folder":
        return Folder()

    @strawberry.field
    def folders(self, first: int | None = None, last: int | None = None) -> list["Folder"]:
        return [Folder()]

    @strawberry.field
    def labels(self) -> list["Folder"]:
        return [Folder()]


@strawberry.type
class Query:
    """Reads that work, are refused, and break."""

    @strawberry.field
    def hello(self, name: str = "world") -> str:
        return f"hello {name}"

    @strawberry.field
    def root(self) -> Folder:
        return Folder()

    @strawberry.field
    def folders(self, first: int | None = None, last: int | None = None) -> list[Folder]:
        return [Folder()]

    @strawberry.field
    def refused(self) -> int | None:
        raise Refused("The task is open; complete it first.", rule="case.tasks", field="closed_on", plugin="toy")

    @strawberry.field
    def invalid(self) -> int | None:
        raise Invalid("The cursor is not one of ours.", field="after")

    @strawberry.field
    def fault(self) -> int | None:
        raise RuntimeError(SECRET)

    @strawberry.field
    def foreign_error(self) -> int | None:
        raise GraphQLError(SECRET)

    @strawberry.field
    def borrowed_code(self) -> int | None:
        error = RuntimeError(SECRET)
        error.extensions = {"code": "REFUSED"}  # type: ignore[attr-defined]
        raise error

    @strawberry.field
    def too_big(self) -> int | None:
        return 2**40

    @strawberry.field
    def not_json(self) -> JSON:
        return cast("JSON", {SECRET})

    @strawberry.field
    async def slow(self, info: strawberry.Info) -> int:
        await info.context.wait("slow")
        return 1


@strawberry.type
class Mutation:
    """Writes."""

    @strawberry.mutation
    def write(self, info: strawberry.Info, text: str) -> str:
        info.context.written.append(text)
        return text

    @strawberry.mutation
    async def slow_write(self, info: strawberry.Info, text: str) -> str:
        await info.context.wait("slow write")
        info.context.written.append(text)
        return text


@strawberry.type
class Subscription:
    """Streams that end, break and wait."""

    @strawberry.subscription
    async def count(self, to: int = 3) -> AsyncGenerator[int, None]:
        for number in range(to):
            yield number

    @strawberry.subscription
    async def breaks(self) -> AsyncGenerator[int, None]:
        yield 1
        raise RuntimeError(SECRET)

    @strawberry.subscription
    async def waits(self, info: strawberry.Info) -> AsyncGenerator[int, None]:
        try:
            yield 1
            await asyncio.Event().wait()
        finally:
            info.context.cancelled.append("waits")


@pytest.fixture
def world() -> World:
    """The state of one test."""
    return World()


@pytest.fixture
def limits() -> Limits:
    """The limits of one test; the defaults."""
    return Limits()


@pytest.fixture
def schema_of() -> Callable[..., Any]:
    """A maker of schemas from the toy types, ours or strawberry's own."""

    def make(kind: type[strawberry.Schema] = Schema, **options: Any) -> strawberry.Schema:
        return kind(Query, Mutation, Subscription, **options)

    return make


@pytest.fixture
def schema(schema_of: Callable[..., Any], limits: Limits) -> Schema:
    """The toy schema behind our doors, with our limits."""
    made: Schema = schema_of(extensions=extensions(limits))
    return made


@pytest.fixture
def app_of(limits: Limits, world: World) -> AppMaker:
    """A maker of applications with a view at /graphql; who has no good token is nobody."""

    async def context(headers: Mapping[str, str], params: dict[str, Any] | None, key: str | None) -> World:
        world.contexts += 1
        if world.broken:
            raise world.broken
        sent = headers.get("authorization") if params is None else params.get("authorization")
        if sent != world.token:
            raise Unauthenticated("Sign in and send the token as `Authorization: Bearer ...`.")
        return world

    def make(schema: Schema, kind: type[View] = View) -> Starlette:
        view = kind(schema, context=context, limits=limits, allowed_origins=("https://portal.example",))
        return Starlette(routes=[Route("/graphql", view), WebSocketRoute("/graphql", view)], max_body_size=1_000_000)

    return make


@pytest.fixture
def app(app_of: AppMaker, schema: Schema) -> Starlette:
    """The toy schema served by our view."""
    return app_of(schema)


@pytest.fixture
def client_of() -> ClientMaker:
    """A maker of clients with a good token, in the loop of the test."""

    def make(app: Starlette) -> httpx2.AsyncClient:
        headers = {"authorization": TOKEN, "content-type": "application/json"}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test", headers=headers)

    return make


@pytest.fixture
async def client(client_of: ClientMaker, app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the application."""
    async with client_of(app) as opened:
        yield opened


class AnnouncedServer(uvicorn.Server):
    """A server that says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture
def serve() -> Server:
    """Put an application behind a real server on this machine: its host and port."""

    @asynccontextmanager
    async def serving(app: Starlette, **options: Any) -> AsyncIterator[str]:
        listener = socket.create_server(("127.0.0.1", 0))
        options = {"http": Http, "lifespan": "off", "log_config": None, "ws_max_size": 200_000} | options
        config = uvicorn.Config(app, timeout_graceful_shutdown=5, **options)
        running = AnnouncedServer(config)
        task = asyncio.create_task(running.serve(sockets=[listener]))
        await running.ready.wait()
        yield f"127.0.0.1:{listener.getsockname()[1]}"
        running.should_exit = True
        await task
        listener.close()

    return serving


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, by whomever, from INFO up."""
    caplog.set_level(logging.INFO)
    return caplog
