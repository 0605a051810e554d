"""Who asks for too much hears so late: what is kept, for how long, how much of it, and what nobody waits for."""

import asyncio
import gc
import json
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from graphql import GraphQLError
from starlette.types import Message, Receive, Scope, Send
from strawberry.extensions import SchemaExtension
from websockets.asyncio.client import ClientConnection, connect

from casewright.access.actor import Actor
from casewright_gateway.context import Execution
from casewright_gateway.late_refusals import LateRefusals
from casewright_gateway.limits import extensions
from casewright_gateway.streams import Ending
from casewright_gateway.view import View
from casewright_gateway.websocket import SafeHandler

FOR_EVER = 3600.0
"""So long no test takes: what is kept for that time leaves for another reason."""
START = {"type": "http.response.start", "status": 429, "headers": [(b"retry-after", b"7")]}
BODY = {"type": "http.response.body", "body": b"too much"}
REFUSAL = [START, BODY]
ANSWER = [START | {"status": 200, "headers": []}, BODY]
CLOSED = [START | {"headers": [(b"retry-after", b"7"), (b"connection", b"close")]}, BODY]


@dataclass
class Caller:
    """Somebody's request: what the application says, what they hear, and whether they went away."""

    tenant: str = "greedy"
    answer: list[Message] = field(default_factory=lambda: REFUSAL)
    heard: list[Message] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    execution: Execution = field(default_factory=Execution)

    def scope(self) -> Scope:
        context = SimpleNamespace(actor=Actor(tenant=self.tenant, subject="max"), execution=self.execution)
        client = ("203.0.113.7", 5)
        return {"type": "http", "state": {"context": context}, "client": client, "answer": self.answer}

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.heard.append(message)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what it is to answer."""
    for message in scope["answer"]:
        await send(dict(message))


@asynccontextmanager
async def asking(door: LateRefusals, *callers: Caller) -> AsyncIterator[list[asyncio.Task[None]]]:
    """They all ask; in the block everything has happened that does not wait for anything."""
    tasks = [asyncio.create_task(door(caller.scope(), caller.receive, caller.send)) for caller in callers]
    await settled()
    yield tasks
    for caller in callers:
        caller.gone.set()
    await asyncio.gather(*tasks)


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_refusal_is_as_it_was_and_late() -> None:
    """Nothing of it leaves before its time is over; then all of it does."""
    waits, late = Caller(), Caller()
    async with asking(LateRefusals(app, Ending(), FOR_EVER), waits):
        assert waits.heard == []
    async with asking(LateRefusals(app, Ending(), 0.0), late):
        await settled()
        assert late.heard == REFUSAL


async def test_nobody_else_waits() -> None:
    """While somebody's places are taken, who is not refused is answered at once, also of the same tenant."""
    greedy, frugal, other = Caller(), Caller(answer=ANSWER), Caller("other", ANSWER)
    async with asking(LateRefusals(app, Ending(), FOR_EVER, each=1), greedy, frugal, other):
        assert [greedy.heard, frugal.heard, other.heard] == [[], ANSWER, ANSWER]


async def test_the_end_of_the_server_waits_for_nobody() -> None:
    """What is kept leaves when the end begins, and what is refused afterwards at once."""
    ending = Ending()
    door = LateRefusals(app, ending, FOR_EVER)
    before, after = [Caller() for _ in range(3)], Caller()
    async with asking(door, *before):
        ending.begin()
        await settled()
        assert [caller.heard for caller in before] == [REFUSAL] * 3
    async with asking(door, after):
        assert after.heard == REFUSAL


async def test_a_tenant_has_some_places_and_all_together_have_some() -> None:
    """Who finds none is refused at once, and the connection is closed; that takes no place from anybody."""
    door = LateRefusals(app, Ending(), FOR_EVER, places=3, each=2)
    waiting = [Caller("a"), Caller("a"), Caller("b")]
    async with asking(door, *waiting):
        third, late = Caller("a"), Caller("c")
        async with asking(door, third, late):
            assert [third.heard, late.heard] == [CLOSED, CLOSED]
        assert [caller.heard for caller in waiting] == [[]] * 3
        assert door._waiting == {"a": 2, "b": 1}


async def test_who_goes_away_leaves_their_place() -> None:
    """At once, and nothing is kept of who had one."""
    door = LateRefusals(app, Ending(), FOR_EVER, each=1)
    first, second = Caller(), Caller()
    async with asking(door, first) as [task]:
        first.gone.set()
        await task
        assert not door._waiting
        async with asking(door, second):
            assert second.heard == []
    assert not door._waiting


async def test_what_waits_is_the_refusal_alone() -> None:
    """Not the body of the request, nor what was made of it."""

    class Body:
        """A megabyte, let us say."""

    made: list[weakref.ref[Body]] = []

    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        body = Body()
        made.append(weakref.ref(body))
        await app(scope, receive, send)

    async with asking(LateRefusals(reading, Ending(), FOR_EVER), Caller()):
        gc.collect()
        assert [body() for body in made] == [None]


async def test_a_stream_that_is_refused_ends_late() -> None:
    """Its head has left before anything is counted; what comes after the refusal is kept."""
    start, *rest = [START | {"status": 200}, BODY | {"more_body": True}, BODY]
    caller, ending = Caller(), Ending()

    def refuse(cost: int) -> None:
        raise GraphQLError(f"{cost} points are not there")

    async def streaming(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        with pytest.raises(GraphQLError):
            caller.execution.charge(7)
        for message in rest:
            await send(message)

    caller.execution.spend = refuse
    async with asking(LateRefusals(streaming, ending, FOR_EVER), caller):
        assert caller.heard == [start]
        ending.begin()
        await settled()
        assert caller.heard == [start, *rest]


async def test_a_token_that_is_nobodys_waits_by_its_address() -> None:
    """It has no tenant."""
    door = LateRefusals(app, Ending(), FOR_EVER)
    caller = Caller()
    scope = caller.scope() | {"state": {}}
    task = asyncio.create_task(door(scope, caller.receive, caller.send))
    await settled()
    assert door._waiting == {"203.0.113.7": 1}
    caller.gone.set()
    await task


async def test_a_connection_without_a_place_is_closed(serve: Any) -> None:
    """By a real server: it reads nothing more of who would ask again at once."""

    async def refusing(scope: Scope, receive: Receive, send: Send) -> None:
        await app(scope | {"answer": [START | {"headers": [(b"content-length", b"8")]}, BODY]}, receive, send)

    async with serve(LateRefusals(refusing, Ending(), FOR_EVER, each=0)) as host:
        name, port = host.split(":")
        reader, writer = await asyncio.open_connection(name, int(port))
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        async with asyncio.timeout(60):
            assert (await reader.read()).endswith(b"too much")
        writer.close()


class Spent(SchemaExtension):
    """Refuses whatever is named `Dear`."""

    def on_execute(self) -> Iterator[None]:
        if self.execution_context.operation_name == "Dear":
            raise GraphQLError("too much", extensions={"code": "RATE_LIMITED", "retryAfter": 7})
        yield


class Resting(SafeHandler):
    """Rests for ever."""

    rest_seconds = FOR_EVER


class RestingView(View):
    """Its sockets rest for ever."""

    graphql_transport_ws_handler_class = Resting


async def test_a_socket_rests_after_a_refusal(serve: Any, app_of: Any, schema_of: Any, limits: Any) -> None:
    """Nothing more is read from it, whatever it sends; other sockets go on, and so does it when the server ends."""
    app = app_of(schema_of(extensions=[*extensions(limits), Spent]), RestingView)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asyncio.timeout(60))
        host = await stack.enter_async_context(serve(app))
        greedy, frugal = [await stack.enter_async_context(acknowledged(host)) for _ in range(2)]
        assert await asked(greedy, "query Cheap { hello }") == "next"
        assert await asked(greedy, "query Dear { hello }") == "error"
        answer = asyncio.create_task(asked(greedy, "query Cheap { hello }"))
        for _ in range(20):
            assert await asked(frugal, "query Cheap { hello }") == "next"
        assert not answer.done()
        app.routes[0].endpoint.ending.begin()
        assert await answer == "next"


@asynccontextmanager
async def acknowledged(host: str) -> AsyncIterator[ClientConnection]:
    """A socket of somebody who was let in."""
    async with connect(f"ws://{host}/graphql", subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": "Bearer good"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        yield socket


async def asked(socket: ClientConnection, query: str) -> str:
    """Ask, and read to the end of the answer: of which kind its first message is."""
    name = query.split()[1]
    payload = {"query": query, "operationName": name}
    await socket.send(json.dumps({"id": name, "type": "subscribe", "payload": payload}))
    kinds = [json.loads(await socket.recv())["type"]]
    while kinds[-1] == "next":
        kinds.append(json.loads(await socket.recv())["type"])
    return str(kinds[0])
