"""GraphQL over HTTP: what is read, what is refused, and with which status, media type and code."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import orjson
import pytest
from starlette.types import Message
from strawberry.asgi import GraphQL

from casewright.errors import Unavailable

OLD = "application/json"
NEW = "application/graphql-response+json"
HELLO = b'{"query": "{ hello }"}'


def code(answer: httpx2.Response) -> str:
    """The code of the only error of a body that has no data."""
    body = answer.json()
    assert set(body) == {"errors"}, body
    (error,) = body["errors"]
    assert error["message"]
    found: str = error["extensions"]["code"]
    return found


async def post(client: httpx2.AsyncClient, body: Any, **headers: str) -> httpx2.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/graphql", content=content, headers=sent)


class TestAnswers:
    @pytest.mark.parametrize(
        ("accept", "media_type"),
        [
            ("*/*", OLD),
            ("application/*", OLD),
            (OLD, OLD),
            (NEW, NEW),
            (f"{NEW}; charset=utf-8, {OLD};q=0.9", NEW),
            (f"{OLD}, {NEW}", OLD),
            ("text/html, APPLICATION/JSON", OLD),
        ],
    )
    async def test_the_media_type_is_negotiated(self, client: httpx2.AsyncClient, accept: str, media_type: str) -> None:
        """The newer media type is used when it is named and the older one is not preferred."""
        answer = await post(client, HELLO, accept=accept)
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
        assert answer.json() == {"data": {"hello": "hello world"}}

    async def test_no_accept_header_means_json(self, client: httpx2.AsyncClient) -> None:
        """A client that does not say gets the older media type."""
        del client.headers["accept"]
        assert (await post(client, HELLO)).headers["content-type"] == f"{OLD}; charset=utf-8"

    @pytest.mark.parametrize(
        ("request_", "expected"),
        [
            ({"query": "{ hello"}, "GRAPHQL_PARSE_FAILED"),
            ({"query": "{ absent }"}, "GRAPHQL_VALIDATION_FAILED"),
            ({"query": "query($n: Int!) { folders(first: $n) { name } }"}, "BAD_USER_INPUT"),
            ({"query": "query A { hello }", "operationName": "B"}, "BAD_USER_INPUT"),
            ({"query": "subscription { count }"}, "BAD_USER_INPUT"),
            ({"query": "{ hello " + "... { a: hello } " * 20 + "}"}, "QUERY_TOO_EXPENSIVE"),
        ],
    )
    async def test_a_refused_request(self, client: httpx2.AsyncClient, request_: Any, expected: str) -> None:
        """What never ran has no data: 400 in the newer media type, 200 in the older."""
        for media_type, status in ((NEW, 400), (OLD, 200)):
            answer = await post(client, request_, accept=media_type)
            assert (answer.status_code, code(answer)) == (status, expected)

    async def test_a_partial_result(self, client: httpx2.AsyncClient) -> None:
        """What ran and failed in a field is 200 with data, in both media types."""
        for media_type in (NEW, OLD):
            answer = await post(client, {"query": "{ hello refused }"}, accept=media_type)
            assert (answer.status_code, answer.json()["data"]) == (200, {"hello": "hello world", "refused": None})

    async def test_variables_and_operation_name(self, client: httpx2.AsyncClient) -> None:
        """Variables are read, and the operation is chosen by name."""
        query = "query A { hello } query B($name: String!) { hello(name: $name) }"
        answer = await post(client, {"query": query, "operationName": "B", "variables": {"name": "Ада"}})
        assert answer.json() == {"data": {"hello": "hello Ада"}}


BAD_BODIES = {
    "empty": b"",
    "an array": [{"query": "{ hello }"}],
    "a string": "{ hello }",
    "a number": 7,
    "true": True,
    "null": None,
    "no JSON": b"{",
    "two objects": HELLO + HELLO,
    "bad UTF-8": b'{"query": "\xff"}',
    "a lone surrogate": b'{"query": "{ hello(name: \\"\\ud800\\") }"}',
    "NaN": b'{"query": "{ hello }", "variables": {"n": NaN}}',
    "deep arrays": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep variables": b'{"query": "{ hello }", "variables": {"n":' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    "5,000 digits": b'{"query": "{ hello }", "variables": {"n": ' + b"9" * 5_000 + b"}}",
    "no query": {},
    "an empty query": {"query": ""},
    "a query that is null": {"query": None},
    "a query that is a list": {"query": ["{ hello }"]},
    "variables that are a list": {"query": "{ hello }", "variables": []},
    "variables that are a string": {"query": "{ hello }", "variables": "{}"},
    "extensions that are a list": {"query": "{ hello }", "extensions": []},
    "an operation name that is a number": {"query": "{ hello }", "operationName": 1},
}


class TestRefusals:
    @pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
    @pytest.mark.parametrize("accept", [OLD, NEW, "text/event-stream"])
    async def test_a_body_that_is_no_request(self, client: httpx2.AsyncClient, body: Any, accept: str) -> None:
        """A body that is not well formed is 400 with a code, in every media type."""
        answer = await post(client, body, accept=accept)
        assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")

    @pytest.mark.parametrize("filler", ["x", "é", ",", "\n"])
    async def test_a_query_over_the_limit(self, client: httpx2.AsyncClient, filler: str) -> None:
        """A query text over 100,000 bytes is 413 before it is parsed, whatever it is filled with."""
        answer = await post(client, {"query": "{ hello } #" + filler * (100_000 // len(filler.encode()))})
        assert (answer.status_code, code(answer)) == (413, "LIMIT_EXCEEDED")

    async def test_a_body_over_the_limit_of_the_application(self, client: httpx2.AsyncClient) -> None:
        """A streamed body is cut off by the application's limit, with a code."""

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(30):
                yield b" " * 100_000

        answer = await client.post("/graphql", content=endless())
        assert (answer.status_code, code(answer)) == (413, "LIMIT_EXCEEDED")
        assert (await client.post("/graphql", content=b" " * 2_000_000)).status_code == 413

    @pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
    async def test_other_methods(self, client: httpx2.AsyncClient, method: str) -> None:
        """Only POST and GET are served."""
        answer = await client.request(method, "/graphql", params={"query": "{ hello }"})
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")

    async def test_a_query_by_get(self, client: httpx2.AsyncClient) -> None:
        """With variables and the name of the operation, as parameters of the address."""
        query = "query A { hello } query B($n: String!) { hello(name: $n) }"
        asked = {"query": query, "operationName": "B", "variables": '{"n": "Ada"}'}
        answer = await client.get("/graphql", params=asked, headers={"accept": NEW})
        assert (answer.status_code, answer.json()) == (200, {"data": {"hello": "hello Ada"}})

    @pytest.mark.parametrize("accept", [OLD, NEW])
    async def test_a_mutation_by_get(self, client: httpx2.AsyncClient, world: Any, accept: str) -> None:
        """Is 405 whatever its name and place in the document, and writes nothing; nor does a stream by GET."""
        write = 'mutation W { write(text: "forged") }'
        for asked in (
            {"query": write},
            {"query": "query A { hello } " + write, "operationName": "W"},
            {"query": 'fragment F on Mutation { write(text: "forged") } mutation { ...F }'},
        ):
            answer = await client.get("/graphql", params=asked, headers={"accept": accept})
            assert (answer.status_code, answer.headers["allow"], code(answer)) == (405, "POST", "BAD_USER_INPUT")
            stream = await client.get("/graphql", params=asked, headers={"accept": "text/event-stream"})
            assert stream.status_code == 406
        assert world.written == []

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"query": ""},
            {"query": "{"},
            {"query": "{ hello }", "variables": "{"},
            {"query": "{ hello }", "variables": "7"},
            {"query": "{ hello }", "extensions": "[]"},
            {"query": "query A { hello }", "operationName": "B"},
            {"query": "subscription { count }"},
        ],
    )
    async def test_a_get_that_is_no_request(self, client: httpx2.AsyncClient, asked: dict[str, str]) -> None:
        """Is refused as a body would be."""
        answer = await client.get("/graphql", params=asked, headers={"accept": NEW})
        assert answer.status_code == 400, answer.text
        code(answer)

    @pytest.mark.parametrize("accept", ["text/html", "image/*", "multipart/mixed", "application/xml, text/plain"])
    async def test_an_accept_header_that_is_not_served(self, client: httpx2.AsyncClient, accept: str) -> None:
        """A client that takes nothing we have is told so."""
        answer = await post(client, HELLO, accept=accept)
        assert (answer.status_code, code(answer)) == (406, "BAD_USER_INPUT")

    @pytest.mark.parametrize(
        "content_type",
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"],
    )
    async def test_a_content_type_a_form_can_send(
        self, client: httpx2.AsyncClient, world: Any, content_type: str
    ) -> None:
        """What a foreign page can send without asking is 415, and nothing is written."""
        body = {"query": 'mutation { write(text: "forged") }'}
        answer = await post(client, body, content_type=content_type)
        assert (answer.status_code, code(answer)) == (415, "BAD_USER_INPUT")
        del client.headers["content-type"]
        assert (await post(client, body)).status_code == 415
        assert world.written == []

    async def test_control_the_stock_view_breaks(self, client_of: Any, schema: Any) -> None:
        """Strawberry's own view lets some of these bodies crash it."""
        async with client_of(GraphQL(schema)) as client:
            with pytest.raises(UnicodeDecodeError):
                await post(client, BAD_BODIES["bad UTF-8"])
            with pytest.raises(RecursionError):
                await post(client, BAD_BODIES["deep arrays"])
            with pytest.raises(AttributeError):
                await post(client, BAD_BODIES["a string"])


class TestIdentity:
    async def test_nobody_is_refused(self, client: httpx2.AsyncClient, world: Any) -> None:
        """Without a good token the answer is 401 in the shape of GraphQL, and nothing is written."""
        answer = await post(client, {"query": 'mutation { write(text: "x") }'}, authorization="Bearer bad")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert code(answer) == "UNAUTHENTICATED"
        assert world.written == []

    async def test_an_outage_of_what_identity_needs(self, client: httpx2.AsyncClient, world: Any) -> None:
        """When who asks cannot be found out, that is 503, not 401."""
        world.broken = Unavailable("The identity provider does not answer; try again.")
        answer = await post(client, HELLO)
        assert (answer.status_code, code(answer)) == (503, "UNAVAILABLE")


class TestFaults:
    async def test_a_fault_in_a_field(self, client: httpx2.AsyncClient, log: pytest.LogCaptureFixture) -> None:
        """The client learns an incident id, the log has the same, neither has the words."""
        answer = await post(client, {"query": "query Report { hello fault }", "operationName": "Report"})
        (error,) = answer.json()["errors"]
        assert (answer.status_code, error["path"], error["message"]) == (200, ["fault"], "internal error")
        assert error["extensions"]["incidentId"] in log.text
        assert "hunter2" not in answer.text + log.text

    async def test_a_fault_before_the_schema(
        self, client: httpx2.AsyncClient, world: Any, log: pytest.LogCaptureFixture
    ) -> None:
        """A fault outside the schema is 500 in the shape of GraphQL, and never leaves the view."""
        world.broken = RuntimeError("postgres://app:hunter2@db")
        answer = await post(client, HELLO)
        assert (answer.status_code, code(answer)) == (500, "INTERNAL")
        assert answer.json()["errors"][0]["extensions"]["incidentId"] in log.text
        assert "hunter2" not in answer.text + log.text

    @pytest.mark.parametrize("accept", [OLD, NEW, "text/event-stream"])
    async def test_a_value_that_is_no_json(
        self, client: httpx2.AsyncClient, accept: str, log: pytest.LogCaptureFixture
    ) -> None:
        """A plugin's scalar that gives no JSON is a fault, not a broken answer."""
        answer = await post(client, {"query": "{ notJson }"}, accept=accept)
        assert (answer.status_code, "internal error" in answer.text) == (200, True)
        assert "hunter2" not in answer.text + log.text

    async def test_a_client_that_hangs_up(self, app: Any, log: pytest.LogCaptureFixture) -> None:
        """A body that breaks off is no error of ours: nothing is sent, nothing is logged."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        headers = [(b"content-type", b"application/json"), (b"authorization", b"Bearer good")]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "headers": headers, "query_string": b""}
        await app(scope, receive, send)
        assert (sent, log.records) == ([], [])


class TestServerSentEvents:
    @staticmethod
    def events(text: str) -> list[tuple[str, Any]]:
        """The name and the value of each event."""
        found = []
        for block in text.replace("\r\n", "\n").strip().split("\n\n"):
            event, data = (line.partition(":")[2].strip() for line in block.split("\n"))
            found.append((event, orjson.loads(data) if data else None))
        return found

    async def stream(self, client: httpx2.AsyncClient, query: str) -> list[tuple[str, Any]]:
        answer = await post(client, {"query": query}, accept="text/event-stream")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/event-stream")
        return self.events(answer.text)

    async def test_a_subscription(self, client: httpx2.AsyncClient) -> None:
        """Each result is an event, the end is an event."""
        events = await self.stream(client, "subscription { count(to: 2) }")
        assert [value and value["data"]["count"] for _, value in events] == [0, 1, None]
        assert [name for name, _ in events] == ["next", "next", "complete"]

    async def test_a_refusal(self, client: httpx2.AsyncClient) -> None:
        """A query that is refused is an event with coded errors."""
        events = await self.stream(client, "{ absent }")
        assert events[0][1]["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"

    async def test_a_fault(self, client: httpx2.AsyncClient, log: pytest.LogCaptureFixture) -> None:
        """A stream that breaks ends with a masked error, not in the middle."""
        events = await self.stream(client, "subscription { breaks }")
        assert [name for name, _ in events] == ["next", "next", "complete"]
        (error,) = events[1][1]["errors"]
        assert (error["message"], error["extensions"]["code"]) == ("internal error", "INTERNAL")
        assert error["extensions"]["incidentId"] in log.text
        assert "hunter2" not in json.dumps(events) + log.text
