"""graphql-transport-ws through a real server: order, refusals, hostile messages, nothing of the inside."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from casewright.errors import Unavailable
from casewright_gateway.view import View

PROTOCOL = "graphql-transport-ws"
GOOD = {"type": "connection_init", "payload": {"authorization": "Bearer good"}}


async def send(socket: ClientConnection, message: Any) -> None:
    await socket.send(json.dumps(message))


async def receive(socket: ClientConnection) -> Any:
    return json.loads(await socket.recv())


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """Read until the socket is closed: the code and the reason."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as end:
        assert end.rcvd is not None, "closed without a close frame"
        return end.rcvd.code, end.rcvd.reason


def subscribe(query: Any, name: str = "1", **payload: Any) -> dict[str, Any]:
    return {"id": name, "type": "subscribe", "payload": {"query": query, **payload}}


def tracebacks(log: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in log.records if record.exc_info]


@asynccontextmanager
async def open_at(host: str, **options: Any) -> AsyncIterator[ClientConnection]:
    options = {"subprotocols": [PROTOCOL], **options}
    async with connect(f"ws://{host}/graphql", **options) as socket:
        yield socket


@pytest.fixture
async def host(serve: Any, app: Any) -> AsyncIterator[str]:
    """Where the application is served."""
    async with serve(app) as host:
        yield host


@pytest.fixture
async def stranger(host: str) -> AsyncIterator[ClientConnection]:
    """A socket that nobody has introduced yet."""
    async with open_at(host) as socket:
        yield socket


@pytest.fixture
async def socket(stranger: ClientConnection) -> ClientConnection:
    """An acknowledged socket."""
    await send(stranger, GOOD)
    assert (await receive(stranger))["type"] == "connection_ack"
    return stranger


class TestOperations:
    async def test_runs_queries_and_subscriptions(self, socket: ClientConnection) -> None:
        """One socket carries any operation, each ending in complete."""
        await send(socket, subscribe("{ hello }", "q"))
        assert await receive(socket) == {"id": "q", "type": "next", "payload": {"data": {"hello": "hello world"}}}
        assert await receive(socket) == {"id": "q", "type": "complete"}
        await send(socket, subscribe("subscription { count(to: 2) }", "s"))
        assert [(await receive(socket))["type"] for _ in range(3)] == ["next", "next", "complete"]

    async def test_a_query_with_a_mistake_leaves_the_socket_open(self, socket: ClientConnection) -> None:
        """A syntax error, however long, is a coded error of that operation, not of the socket."""
        for query, code in [
            ("{ hello } " + "é" * 5_000, "GRAPHQL_PARSE_FAILED"),
            ("{ hello } " + "e" * 5_000, "GRAPHQL_PARSE_FAILED"),
            ("{ absent }", "GRAPHQL_VALIDATION_FAILED"),
        ]:
            await send(socket, subscribe(query))
            answer = await receive(socket)
            assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", code)
        await send(socket, subscribe("{ hello }", operationName="Absent"))
        assert (await receive(socket))["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"

    async def test_twenty_operations_at_a_time(self, socket: ClientConnection) -> None:
        """One operation more than a socket may run is refused with a code, the others go on."""
        for number in range(20):
            await send(socket, subscribe("subscription { waits }", str(number)))
            await receive(socket)
        await send(socket, subscribe("{ hello }", "one more"))
        answer = await receive(socket)
        assert (answer["id"], answer["payload"][0]["extensions"]["code"]) == ("one more", "LIMIT_EXCEEDED")
        await send(socket, {"id": "0", "type": "complete"})
        await send(socket, subscribe("{ hello }", "again"))
        assert (await receive(socket))["type"] == "next"

    async def test_an_expensive_query_is_refused(self, socket: ClientConnection) -> None:
        """The limits hold on a socket too."""
        fragments = "".join(f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }} " for n in range(60))
        await send(socket, subscribe("{ ...f0 } " + fragments + "fragment f60 on Query { hello }"))
        answer = await receive(socket)
        assert {error["extensions"]["code"] for error in answer["payload"]} == {"QUERY_TOO_EXPENSIVE"}


class TestIdentity:
    @pytest.mark.parametrize("payload", [{}, {"payload": {}}, {"payload": {"authorization": "Bearer bad"}}])
    async def test_nobody_is_refused(self, stranger: ClientConnection, payload: dict[str, Any]) -> None:
        """A missing or a bad token closes the socket with 4403."""
        await send(stranger, {"type": "connection_init", **payload})
        assert await closed(stranger) == (4403, "Forbidden")

    async def test_subscribing_without_an_introduction(self, stranger: ClientConnection) -> None:
        """An operation before the acknowledgement closes the socket with 4401."""
        await send(stranger, subscribe("{ hello }"))
        assert (await closed(stranger))[0] == 4401

    async def test_a_token_that_is_no_longer_good(self, socket: ClientConnection, world: Any) -> None:
        """The context is made anew for every operation, so a lost right is lost at the next one."""
        before = world.contexts
        await send(socket, subscribe("{ hello }"))
        await receive(socket)
        await receive(socket)
        assert world.contexts == before + 1
        world.token = "Bearer other"
        await send(socket, subscribe('mutation { write(text: "late") }', "late"))
        assert await closed(socket) == (4403, "Forbidden")
        assert world.written == []

    async def test_foreign_pages_are_refused(self, host: str) -> None:
        """A page of another origin gets 403 before the socket opens, unless it is allowed."""
        with pytest.raises(InvalidStatus) as refused:
            async with open_at(host, origin="https://evil.example"):
                pass
        assert refused.value.response.status_code == 403
        async with open_at(host, origin="https://portal.example") as socket:
            await send(socket, GOOD)
            assert (await receive(socket))["type"] == "connection_ack"

    @pytest.mark.parametrize("protocols", [["graphql-ws"], None])
    async def test_the_legacy_protocol_is_refused(self, host: str, protocols: list[str] | None) -> None:
        """Only graphql-transport-ws is spoken; anything else is closed with 4406."""
        async with open_at(host, subprotocols=protocols) as socket:
            assert (await closed(socket))[0] == 4406


class TestOrder:
    async def test_a_second_introduction(self, socket: ClientConnection) -> None:
        """Introducing oneself twice closes the socket with 4429."""
        await send(socket, GOOD)
        assert (await closed(socket))[0] == 4429

    async def test_an_id_in_use(self, socket: ClientConnection, log: pytest.LogCaptureFixture) -> None:
        """An id in use closes the socket with 4409, also when the id is longer than a close frame."""
        name = "é" * 5_000
        await send(socket, subscribe("subscription { waits }", name))
        await receive(socket)
        await send(socket, subscribe("{ hello }", name))
        code, reason = await closed(socket)
        assert (code, len(reason.encode()) <= 123) == (4409, True)
        assert tracebacks(log) == []


MALFORMED: dict[str, Any] = {
    "an array": [],
    "a string": "x",
    "null": None,
    "no type": {"id": "1"},
    "a type that is a list": {"type": []},
    "an unknown type": {"type": "start"},
    "an unknown type, longer than a close frame": {"type": "é" * 5_000},
    "an id that is a list": {"type": "subscribe", "id": [], "payload": {"query": "{hello}"}},
    "an id that is missing": {"type": "complete"},
    "no payload": {"type": "subscribe", "id": "1"},
    "a payload that is a list": {"type": "subscribe", "id": "1", "payload": []},
    "a query that is a number": subscribe(7),
    "an empty query": subscribe(""),
    "a query over the limit": subscribe("{hello} #" + "x" * 100_000),
    "variables that are a list": subscribe("{hello}", variables=[]),
    "an operation name that is an object": subscribe("{hello}", operationName={}),
    "an idempotency key that is a number": subscribe("{hello}", extensions={"idempotencyKey": 1}),
}


class TestMalformed:
    @pytest.mark.parametrize("message", MALFORMED.values(), ids=MALFORMED.keys())
    async def test_a_wrong_shape(self, socket: ClientConnection, message: Any, log: pytest.LogCaptureFixture) -> None:
        """A message that is not well formed closes the socket with 4400 and leaves no traceback."""
        await send(socket, message)
        assert (await closed(socket))[0] == 4400
        assert tracebacks(log) == []

    @pytest.mark.parametrize("raw", [b"\x00\x01", "{", "[" * 100_000, '{"type": NaN}', '{"type":' + "9" * 5_000 + "}"])
    async def test_no_json(self, socket: ClientConnection, raw: str | bytes, log: pytest.LogCaptureFixture) -> None:
        """A binary message or one that is no JSON closes the socket with 4400."""
        await socket.send(raw)
        assert (await closed(socket))[0] == 4400
        assert tracebacks(log) == []

    async def test_control_the_stock_handler_crashes(
        self, serve: Any, app_of: Any, schema: Any, log: pytest.LogCaptureFixture
    ) -> None:
        """Without our handler the same message ends in a traceback and no close code of ours."""

        class Stock(View):
            graphql_transport_ws_handler_class: Any = BaseGraphQLTransportWSHandler

        async with serve(app_of(schema, Stock)) as host, open_at(host) as socket:
            await send(socket, GOOD)
            await receive(socket)
            await send(socket, [])
            with pytest.raises(ConnectionClosed) as end:
                await socket.recv()
        assert end.value.rcvd is None or end.value.rcvd.code != 4400
        assert tracebacks(log)


class TestFaults:
    QUERIES = [
        "{ fault }",
        "{ foreignError }",
        "{ notJson }",
        "subscription { breaks }",
    ]

    @pytest.mark.parametrize("query", QUERIES)
    async def test_nothing_of_the_inside(
        self, socket: ClientConnection, query: str, log: pytest.LogCaptureFixture
    ) -> None:
        """A fault is an internal error with an incident id, and the log has the id but not the words."""
        await send(socket, subscribe(query))
        received: list[Any] = []
        while not received or received[-1]["type"] not in ("complete", "error"):
            received.append(await receive(socket))
        (error,) = [error for message in received for error in (message.get("payload") or {}).get("errors", ())]
        assert (error["message"], error["extensions"]["code"]) == ("internal error", "INTERNAL")
        assert error["extensions"]["incidentId"] in log.text
        assert "hunter2" not in json.dumps(received) + log.text
        assert tracebacks(log) == []

    async def test_a_fault_before_the_schema(
        self, socket: ClientConnection, world: Any, log: pytest.LogCaptureFixture
    ) -> None:
        """When no context can be made the socket closes with 1011 and an incident id."""
        world.broken = RuntimeError("postgres://app:hunter2@db")
        await send(socket, subscribe("{ hello }"))
        code, reason = await closed(socket)
        assert (code, reason[:14]) == (1011, "internal error")
        assert reason.split()[-1] in log.text
        assert "hunter2" not in reason + log.text

    async def test_a_fault_during_the_introduction(
        self, stranger: ClientConnection, world: Any, log: pytest.LogCaptureFixture
    ) -> None:
        """The same holds before the socket is acknowledged."""
        world.broken = RuntimeError("postgres://app:hunter2@db")
        await send(stranger, GOOD)
        assert (await closed(stranger))[0] == 1011
        assert "hunter2" not in log.text
        assert tracebacks(log) == []

    async def test_an_outage_before_the_schema(self, socket: ClientConnection, world: Any) -> None:
        """A coded failure closes with its own sentence."""
        world.broken = Unavailable("The database does not answer; try again.")
        await send(socket, subscribe("{ hello }"))
        assert await closed(socket) == (1011, "The database does not answer; try again.")
