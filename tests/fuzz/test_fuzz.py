"""Whatever is sent to the gateway: a coded answer, nothing of the inside, no error of the server.

What is sent follows the schema, so that a new field is fuzzed too.
"""

import json
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from fuzz.conftest import asked, check, encoded
from fuzz.operations import Operations, damaged
from served import Served
from stack.payloads import PAYLOADS

REFUSED = {400, 401, 403, 404, 405, 406, 408, 409, 411, 413, 414, 415, 422, 429, 431}


def post(client: httpx2.Client, request: Any, **headers: str) -> httpx2.Response:
    """The answer, which is no fault."""
    answer = client.post("/graphql", content=encoded(request), headers=headers)
    assert answer.status_code in REFUSED | {200}, (request, answer.text)
    check(answer.content)
    return answer


@pytest.mark.parametrize("kind", ["query", "mutation"])
def test_operations(operations: Operations, client: httpx2.Client, kind: str) -> None:
    """Every root field, any selection, arguments that fit or nearly do."""

    @asked(60)
    @given(operations.requests(kind))
    def each(request: dict[str, Any]) -> None:
        post(client, request)

    each()


def test_texts_that_are_damaged(operations: Operations, client: httpx2.Client) -> None:
    """Pieces of a query missing, doubled, or in the wrong place."""

    @asked(60)
    @given(damaged(operations.requests("query", "mutation")))
    def each(request: dict[str, Any]) -> None:
        post(client, request)

    each()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(PAYLOADS),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["query", "variables", "operationName", "extensions", "x"]), below)
    ),
    max_leaves=8,
)
HEADERS = st.dictionaries(
    st.sampled_from(["accept", "authorization", "content-type", "idempotency-key", "x-request-id", "origin", "cookie"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    | st.sampled_from(["*/*", "text/event-stream", "application/json", "Bearer", "text/html;q=x", "multipart/mixed"]),
    max_size=3,
)


def test_bodies_and_headers(client: httpx2.Client) -> None:
    """JSON of any shape, bytes of any kind, headers that fit and headers that do not."""

    @asked(80)
    @given(VALUES.map(encoded_any) | st.binary(max_size=200), HEADERS)
    def each(body: bytes, headers: dict[str, str]) -> None:
        answer = client.post("/graphql", content=body, headers=headers)
        assert answer.status_code in REFUSED | {200}, answer.text
        if answer.headers["content-type"].startswith("application/"):
            check(answer.content)

    each()


def encoded_any(value: Any) -> bytes:
    """Any value as a body."""
    return json.dumps(value).encode()


def test_bytes_that_are_no_request(target: Served, client: httpx2.Client) -> None:
    """Whatever comes on a connection is refused or waited for, and the next one is served."""
    host, port = target.host.split(":")

    @asked(40)
    @given(
        st.binary(max_size=100)
        | st.sampled_from([b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 40, b"POST /graphql HTTP/1.1\r\n\r\n"])
    )
    def each(sent: bytes) -> None:
        with socket.create_connection((host, int(port))) as connection, suppress(ConnectionError):
            connection.sendall(sent)
            connection.settimeout(0.05)
            with suppress(TimeoutError):
                told = connection.recv(1000)
                assert not told or int(told.split()[1]) in REFUSED | {200, 307}, told

    each()
    post(client, {"query": "{ __typename }"})


def test_streams(operations: Operations, client: httpx2.Client) -> None:
    """Server-sent events: what is refused is refused as an event or as an answer."""

    @asked(25)
    @given(operations.requests("query", "mutation"))
    def each(request: dict[str, Any]) -> None:
        answer = client.post("/graphql", content=encoded(request), headers={"accept": "text/event-stream"})
        assert answer.status_code in REFUSED | {200}
        for line in answer.text.splitlines():
            if line.startswith("data: {"):
                check(line.removeprefix("data: ").encode())

    each()


CLOSED = {1000, 1003, 1007, 1009, *range(4400, 4500)}
"""How a socket may be closed: in order, or with a reason; not 1006 (broken off), nor 1011 (a fault)."""


def test_frames(operations: Operations, target: Served) -> None:
    """Messages of graphql-transport-ws in any order, well formed and not, text and bytes."""
    init = {"type": "connection_init", "payload": {"authorization": f"Bearer {target.token}"}}
    subscribe = st.builds(
        lambda id_, payload: encoded({"type": "subscribe", "id": id_, "payload": payload}),
        st.sampled_from(["1", "2", ""]) | st.integers(),
        operations.requests("query", "mutation", "subscription") | VALUES,
    )
    types = st.sampled_from(["complete", "pong", "connection_init", "connection_ack", "next", "x", 7])
    other = st.builds(lambda type_, payload: encoded({"type": type_, "id": "1", "payload": payload}), types, VALUES)
    frames = st.lists(subscribe | subscribe | other | st.text(max_size=20) | st.binary(max_size=20), max_size=5)

    @asked(40)
    @given(st.booleans(), frames)
    def each(introduced: bool, frames: list[str | bytes]) -> None:
        with connect(
            f"ws://{target.host}/graphql",
            subprotocols=["graphql-transport-ws"],
            proxy=None,  # type: ignore[list-item]
        ) as socket_:
            try:
                for frame in [*([encoded(init)] if introduced else []), *frames]:
                    socket_.send(frame)
                socket_.send(encoded({"type": "ping"}))
                while (message := json.loads(socket_.recv(60)))["type"] != "pong":
                    if message["type"] in {"next", "error"}:
                        check(json.dumps(message["payload"]).encode())
            except ConnectionClosed as end:
                assert end.rcvd is not None, frames
                assert end.rcvd.code in CLOSED, (frames, end.rcvd)

    each()


def test_uploads(client: httpx2.Client) -> None:
    """A link that is altered, other bytes, another type, another size: refused, and nothing is kept under its key."""
    found = client.post("/graphql", json={"query": "{ cases(first: 1) { edges { node { id } } } }"}).json()
    case = found["data"]["cases"]["edges"][0]["node"]["id"]
    request = """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
        problems { code } upload { url headers { name value } } } }"""
    announced = {"id": case, "name": "a", "mediaType": "text/plain", "size": 10}
    made = client.post("/graphql", json={"query": request, "variables": {"input": announced}}).json()
    link = made["data"]["requestUpload"]["upload"]["url"]
    path = link.removeprefix("http://" + urlsplit(str(client.base_url)).netloc)

    @asked(60)
    @given(
        st.integers(0, len(path) - 1),
        st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#%"), max_size=3),
        st.binary(max_size=12).filter(lambda sent: len(sent) != 10),
        st.sampled_from(["text/plain", "text/html", "", "application/json", "text/plain; charset=x"]),
    )
    def each(at: int, piece: str, body: bytes, kind: str) -> None:
        altered = path[:at] + piece + path[at + len(piece) :]
        answer = client.put(altered, content=body, headers={"content-type": kind, "authorization": ""})
        assert answer.status_code in REFUSED, (altered, answer.status_code)
        assert b"Traceback" not in answer.content

    each()
    sent = client.put(path, content=b"0123456789", headers={"content-type": "text/plain", "authorization": ""})
    assert sent.status_code == 201


def planted(monkeypatch: pytest.MonkeyPatch, error: Callable[..., Any]) -> None:
    """Let every reader of a list fail."""
    monkeypatch.setattr("casewright_gateway.reads.keyset.page_of", error)


def test_control_a_fault_is_found(
    operations: Operations, client: httpx2.Client, target: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list that fails for one size of a page is among what is asked for."""

    def fails(*anything: Any) -> None:
        raise ZeroDivisionError

    planted(monkeypatch, fails)

    @asked(60)
    @given(operations.requests("query"))
    def each(request: dict[str, Any]) -> None:
        post(client, request)

    with pytest.raises(AssertionError):
        each()
    target.errors.clear()
