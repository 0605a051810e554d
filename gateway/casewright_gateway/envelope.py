"""What surrounds a query: method, media types and the shape of a request, as GraphQL over HTTP asks for them."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from starlette.requests import HTTPConnection, Request

from casewright_gateway.limits import Limits

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
TOO_MANY = 429
"""The status for who asked for too much (RFC 6585, section 4)."""
KEY = "idempotency-key"
"""The header by which a client asks that an operation has its effect once."""

_STREAM = "text/event-stream"
_SERVED = frozenset({"*/*", "application/*", JSON, GRAPHQL_JSON, _STREAM})
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

    No form can send a body that is left (POST with application/json), so a foreign page needs a CORS preflight first.
    By GET, which a page can send without asking, queries are answered, in one piece, and nothing else.
    """
    if request.method not in ("GET", "POST"):
        raise Malformed(405, "GraphQL is served by POST, and queries by GET.", {"allow": "GET, POST"})
    if not _SERVED.intersection(_accepted(_accept(request)) or (JSON,)):
        raise Malformed(406, f"The answer is {GRAPHQL_JSON}, {JSON} or text/event-stream.")
    if request.method == "GET":
        if answer_type(_accept(request)) is None:
            raise Malformed(406, f"By GET the answer is {GRAPHQL_JSON} or {JSON}; ask for a stream by POST.")
        return
    if not is_json(request.headers.get("content-type", "")):
        raise Malformed(415, f"The body is read as {JSON}.")


@lru_cache(maxsize=100)
def is_json(content_type: str) -> bool:
    """Whether a body of this `Content-Type` is read."""
    return _bare(content_type) == JSON


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
    """The media type of the answer to a request."""
    return _preferred(_accepted(_accept(request)))


@lru_cache(maxsize=100)
def answer_type(accept: str) -> str | None:
    """The media type of an answer in one piece; None where an `Accept` is not served, or asks for a stream."""
    accepted = _accepted(accept)
    served = _SERVED.intersection(accepted or (JSON,)) and _STREAM not in accepted
    return _preferred(accepted) if served else None


def status_of_refusal(media: str) -> int:
    """The status of an answer without data: the newer media type has one for it (GraphQL over HTTP, section 6.4)."""
    return 400 if media == GRAPHQL_JSON else 200


def _preferred(accepted: Sequence[str]) -> str:
    """The newer media type when the client names it, and does not name the older one first."""
    newer = GRAPHQL_JSON in accepted and JSON not in accepted[: accepted.index(GRAPHQL_JSON)]
    return GRAPHQL_JSON if newer else JSON


def _accept(request: HTTPConnection) -> str:
    return ",".join(request.headers.getlist("accept"))


def _accepted(accept: str) -> list[str]:
    return [_bare(part) for part in accept.split(",") if part.strip()]


def _bare(media: str) -> str:
    return media.partition(";")[0].strip().lower()
