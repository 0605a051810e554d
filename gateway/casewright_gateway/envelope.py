"""What surrounds a query: method, media types and the shape of a request, as GraphQL over HTTP asks for them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from starlette.requests import HTTPConnection, Request

from casewright_gateway.limits import Limits

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"

_SERVED = frozenset({"*/*", "application/*", JSON, GRAPHQL_JSON, "text/event-stream"})
_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


class Malformed(Exception):
    """The request cannot be read; on a WebSocket it closes the socket, on HTTP it is answered with `status`."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] = _NO_HEADERS) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers

    @property
    def code(self) -> str:
        """LIMIT_EXCEEDED for what is too long, else BAD_USER_INPUT."""
        return "LIMIT_EXCEEDED" if self.status == 413 else "BAD_USER_INPUT"


def check_headers(request: Request) -> None:
    """Raise Malformed when method, `Accept` or `Content-Type` are not served; nothing of the body is read.

    No form can send what is left (POST with application/json), so a foreign page needs a CORS preflight first.
    """
    if request.method != "POST":
        raise Malformed(405, "GraphQL is served by POST.", {"allow": "POST"})
    accepted = _accepted(request)
    if accepted and _SERVED.isdisjoint(accepted):
        raise Malformed(406, f"The answer is {GRAPHQL_JSON}, {JSON} or text/event-stream.")
    if _media_type(request.headers.get("content-type", "")) != JSON:
        raise Malformed(415, f"The body is read as {JSON}.")


def check_request(request: object, limits: Limits) -> dict[str, Any]:
    """The request as a mapping; Malformed when it is not what the specification calls a well-formed request."""
    if not isinstance(request, dict):
        raise Malformed(400, "The request is one JSON object.")
    query = request.get("query")
    if not isinstance(query, str) or not query:
        raise Malformed(400, "`query` is a string that is not empty.")
    if len(query) > limits.query_bytes or len(query.encode()) > limits.query_bytes:
        raise Malformed(413, f"`query` is longer than {limits.query_bytes} bytes.")
    for name in ("variables", "extensions"):
        if not isinstance(request.get(name), dict | None):
            raise Malformed(400, f"`{name}` is an object or null.")
    if not isinstance(request.get("operationName"), str | None):
        raise Malformed(400, "`operationName` is a string or null.")
    return request


def media_type(request: HTTPConnection) -> str:
    """The media type of the answer: the newer one when the client names it, and does not name the older one first."""
    accepted = _accepted(request)
    newer = GRAPHQL_JSON in accepted and JSON not in accepted[: accepted.index(GRAPHQL_JSON)]
    return GRAPHQL_JSON if newer else JSON


def _accepted(request: HTTPConnection) -> list[str]:
    header = ",".join(request.headers.getlist("accept"))
    return [_media_type(part) for part in header.split(",") if part.strip()]


def _media_type(value: str) -> str:
    return value.partition(";")[0].strip().lower()
