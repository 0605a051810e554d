"""What the tests of webhooks stand on: a clock that is moved, a receiver that behaves as told, and a courier."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from casewright import models
from casewright.courier import Courier
from casewright.db.sql import Sql
from casewright.operations.outbox import fan_out
from casewright.webhooks.sending import Sender
from casewright_gateway.rendering import renderer
from casewright_gateway.schema import compose
from kit import Person, Stack, running
from stack_production import hydrants

NO_WORKER = "redis://nowhere"
"""With a broker outside the process the gateway runs no worker: the test is the worker."""

QUERY = """query($id: ID!, $event: ID!) {
  case(id: $id) { number ... on HydrantCase { street caller } }
  event(id: $event) { name sequence data }
}"""

_INPUTS = {
    "createWebhook": "CreateWebhookInput",
    "updateWebhook": "UpdateWebhookInput",
    "redeliverWebhook": "RedeliverWebhookInput",
    "testWebhook": "TestWebhookInput",
}


class Clock:
    """The time of a platform, moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **much: float) -> None:
        """So much later."""
        self.moment += timedelta(**much)


@dataclass(frozen=True)
class Message:
    """What arrived."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers["webhook-id"]

    @property
    def content(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)

    @property
    def name(self) -> Any:
        """The name of the event."""
        return self.content["type"]


@dataclass
class Receiver:
    """A server on this machine: `answer` tells the status for each message; `hold` keeps it waiting."""

    port: int = 0
    answer: Callable[[Message], int] = lambda message: 200
    arrived: list[Message] = field(default_factory=list)
    hold: asyncio.Event | None = None
    connected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook?room=1"

    @property
    def names(self) -> list[str]:
        """The names of the events that arrived."""
        return [message.name for message in self.arrived]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one message."""
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            message = Message(head[0].split(" ")[1], headers, body)
            self.arrived.append(message)
            self.connected.set()
            if self.hold:
                await self.hold.wait()
            status = self.answer(message)
            location = "location: /elsewhere\r\n" if 300 <= status < 400 else ""
            writer.write(f"HTTP/1.1 {status} Said\r\n{location}content-length: 2\r\n\r\nok".encode())
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def listening(**behaviour: Any) -> AsyncIterator[Receiver]:
    """A receiver at work."""
    receiver = Receiver(**behaviour)
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    async with server:
        yield receiver
        if receiver.hold:
            receiver.hold.set()


@dataclass
class World:
    """A gateway with hydrants, a courier, and a clock."""

    stack: Stack
    clock: Clock
    courier: Courier

    @property
    def clerk(self) -> Person:
        """Who opens cases and writes notes."""
        return self.stack.person("carla", "clerk")

    @property
    def dispatcher(self) -> Person:
        """Who may subscribe other systems to hydrants."""
        return self.stack.person("dora", "dispatcher")

    async def opened(self, **fields: Any) -> str:
        """A hydrant that was just reported; its id."""
        values = {"street": "Well Lane", "caller": "Cleo Caller"} | fields
        payload = await self.clerk.done("openHydrantCase", "hydrantCase { id }", **values)
        identity: str = payload["hydrantCase"]["id"]
        return identity

    async def note(self, case: str) -> None:
        """An event on the case."""
        await self.clerk.done("addNote", "note { id }", id=case, text="still leaking")

    async def webhook(self, receiver: Receiver, by: Person | None = None, **more: Any) -> dict[str, Any]:
        """A webhook to a receiver: id and secret."""
        values = {"url": receiver.url, "caseTypes": ["HydrantCase"], "query": QUERY} | more
        payload = await manage(by or self.dispatcher, "createWebhook", "secret webhook { id }", **values)
        assert payload["problems"] == [], payload["problems"]
        return {"id": payload["webhook"]["id"], "secret": payload["secret"]}

    async def round(self) -> None:
        """Relay what happened, send what is due, wait for what comes of it."""
        while await fan_out(self.stack.platform):
            pass
        await self.courier.round()
        await self.courier.settled()

    async def until_quiet(self) -> None:
        """Rounds until nothing is due any more."""
        while True:
            before = await models.WebhookAttempt.all().count(), await models.Delivery.filter(state="done").count()
            await self.round()
            after = await models.WebhookAttempt.all().count(), await models.Delivery.filter(state="done").count()
            if before == after:
                return

    async def seen(self, webhook: dict[str, Any], selection: str, by: Person | None = None) -> dict[str, Any]:
        """The webhook as it is now."""
        query = f"query($id: ID!) {{ node(id: $id) {{ ... on Webhook {{ {selection} }} }} }}"
        found: dict[str, Any] = (await (by or self.dispatcher).ask(query, id=webhook["id"]))["node"]
        return found


async def manage(person: Person, mutation: str, selection: str, /, **values: Any) -> dict[str, Any]:
    """The payload of one mutation on webhooks."""
    kind = _INPUTS.get(mutation, "WebhookInput")
    chosen = f"problems {{ code message path rule }} {selection}"
    text = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {chosen} }} }}"
    payload: dict[str, Any] = (await person.ask(text, input=values))[mutation]
    return payload


def courier_of(stack: Stack, seconds: float = 5) -> Courier:
    """A courier for the platform of a stack."""
    composition = compose(stack.platform)
    render = renderer(stack.platform, composition.schema, composition.case_classes)
    return Courier(stack.platform, render, Sender(stack.platform.targets, seconds=seconds))


@asynccontextmanager
async def world(database_url: str, folder: Path, *, seconds: float = 5, **settings: Any) -> AsyncIterator[World]:
    """Everything, and no worker but the test."""
    clock = Clock()
    chosen = {"broker_url": NO_WORKER, "webhook_allow": "127.0.0.0/8"} | settings
    async with (
        running(database_url, folder, {"hydrants": hydrants}, now=clock, **chosen) as stack,
        courier_of(stack, seconds) as courier,
    ):
        yield World(stack, clock, courier)


def whatever_is_due(webhook_id: UUID, now: Any, limit: int) -> Sql:
    """The queue without its order."""
    due = Sql("SELECT d.id FROM delivery d WHERE d.webhook_id = ? AND d.state = 'queued'", (webhook_id,))
    return due + Sql(" AND d.due_at <= ? LIMIT ?", (now, limit))
