"""`/graphql`: the GraphQL-over-HTTP specification to the letter, graphql-transport-ws and server-sent events."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeAlias, TypeGuard, cast

import orjson
from cross_web import HTTPException as StrawberryRefusal
from graphql import GraphQLError, OperationType, get_operation_ast, parse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http import GraphQLHTTPResponse
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL

from casewright_gateway.auth import Unauthenticated
from casewright_gateway.doors import Schema
from casewright_gateway.envelope import KEY, Malformed, check_headers, media_type, status_of_refusal
from casewright_gateway.limits import DEFAULT, Limits
from casewright_gateway.masking import published
from casewright_gateway.streams import Ending, EventStream
from casewright_gateway.trusted import AnyDocument, Documents, read_request
from casewright_gateway.websocket import ContextMaker, Expiry, Handshake, SafeHandler, SafeSocket, endless

Missed: TypeAlias = Callable[[str, Unauthenticated], Unauthenticated]


def _as_it_is(address: str, refusal: Unauthenticated) -> Unauthenticated:
    return refusal


_ANY = AnyDocument()
_STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "UNAVAILABLE": 503, "RATE_LIMITED": 429}
_HINTS = {401: {"www-authenticate": "Bearer"}, 429: {"retry-after": "60"}}
_CONNECTION_INIT_SECONDS = 10
_OPERATIONS_AT_A_TIME = 20
_PARTS = {"variables", "extensions"}
"""The parameters of a GET that are JSON."""


class View(GraphQL[Any, None]):
    """One endpoint for HTTP and WebSocket: route it as both, behind `Starlette(max_body_size=...)`.

    `context` makes the context of an operation; it raises Unauthenticated when nobody can be made of what it is given.
    `seconds_left` is how long the token behind a context is good: its socket is closed then. `allowed_origins` are the
    pages of other origins that may open a WebSocket. `documents` are those that are answered. `missed` is told from
    where a token came that is not good, and gives the refusal.
    """

    graphql_transport_ws_handler_class = SafeHandler
    websocket_adapter_class = SafeSocket

    def __init__(
        self,
        schema: Schema,
        *,
        context: ContextMaker,
        limits: Limits = DEFAULT,
        seconds_left: Expiry = endless,
        allowed_origins: Sequence[str] = (),
        documents: Documents = _ANY,
        missed: Missed = _as_it_is,
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=True,
            multipart_uploads_enabled=False,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=_CONNECTION_INIT_SECONDS),
            max_subscriptions_per_connection=_OPERATIONS_AT_A_TIME,
            allowed_origins=allowed_origins,
        )
        self._make_context = context
        self._limits = limits
        self._seconds_left = seconds_left
        self._documents = documents
        self._missed = missed
        self.ending = Ending()
        """Ends the event streams; sockets are closed by the server."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request or serve one WebSocket; no exception gets out of here."""
        if scope["type"] == "websocket":
            await self.run(WebSocket(scope, receive, send))
            return
        request = Request(scope, receive)
        try:
            response = await self._respond(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        try:
            check_headers(request)
            return await self.run(request)
        except ClientDisconnect:
            raise
        except Malformed as error:
            return _refusal(request, error)
        except StrawberryRefusal as error:
            return _refusal(request, Malformed(error.status_code, error.reason))
        except HTTPException as error:  # the body limit of the application around this view
            return _refusal(request, Malformed(error.status_code, error.detail))
        except Unauthenticated as error:
            address = request.client.host if request.client else ""
            return _failure(request, published(self._missed(address, error)))
        except Exception as error:
            return _failure(request, published(error))

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket | None = None) -> Any:
        """HTTP: the context, made once. WebSocket: the handshake, from which each operation makes its own."""
        if isinstance(request, WebSocket):
            return Handshake(request, self._make_context, self._limits, self._documents, self._seconds_left)
        if not hasattr(request.state, "context"):
            request.state.context = await self._make_context(request.headers, None, request.headers.get(KEY))
        return request.state.context

    async def on_ws_connect(self, context: Handshake) -> dict[str, object]:
        """Acknowledge only who may ask; anybody else is closed with 4403."""
        try:
            await context.context()
        except Unauthenticated as error:
            raise ConnectionRejectionError from error
        return {}

    def parse_json(self, data: str | bytes) -> Any:
        """The body as a well-formed request; batches are not."""
        return read_request(self._decoded("body", data), self._limits, self._documents)

    def parse_query_params(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters of a GET as a well-formed request; a mutation is none (GraphQL over HTTP, section 5.3)."""
        given = {name: value for name, value in params.items() if value or name == "query"}
        parts = {name: self._decoded(f"parameter `{name}`", given[name]) for name in _PARTS & given.keys()}
        request = read_request({**given, **parts}, self._limits, self._documents)
        if _mutates(request["query"], request.get("operationName")):
            raise Malformed(405, "A mutation is sent by POST.", {"allow": "POST"})
        return request

    def _decoded(self, what: str, data: str | bytes) -> object:
        try:
            return self.decode_json(data)
        except (ValueError, RecursionError) as error:
            raise Malformed(400, f"The {what} is not JSON in UTF-8.") from error

    def decode_json(self, data: str | bytes) -> object:
        """JSON to values; ValueError when it is none, is no UTF-8 or is nested too deeply."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        """Values to JSON; text, because bytes would become binary WebSocket messages."""
        try:
            return orjson.dumps(data).decode()
        except TypeError as error:  # a value of a plugin's own scalar that is no JSON
            result = {"data": None, "errors": [published(error).formatted]}
            return orjson.dumps({**data, "payload": result} if _is_message(data) else result).decode()

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """The part of the answer known before it: its media type."""
        sub_response = await super().get_sub_response(request)
        sub_response.media_type = media_type(request)
        return sub_response

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Server-sent events."""
        return EventStream(cast("AsyncGenerator[str, None]", stream()), headers, self.ending)

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """A request that was refused before it ran has no `data`, and status 400 in the newer media type."""
        assert isinstance(response_data, dict)  # a list answers a batch, and batches are refused
        errors: list[Any] = response_data.get("errors") or []
        refused = response_data["data"] is None and not any("path" in error for error in errors)
        if refused:
            del response_data["data"]
        response = super().create_response(response_data, sub_response)
        media = str(sub_response.media_type)
        response.headers["content-type"] = f"{media}; charset=utf-8"
        if refused:
            response.status_code = status_of_refusal(media)
        _hold_off(response, errors)
        return response


def _mutates(query: str, name: str | None) -> bool:
    try:
        operation = get_operation_ast(parse(query), name)
    except GraphQLError:  # the schema refuses it
        return False
    return operation is not None and operation.operation is OperationType.MUTATION


def _is_message(data: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(data, dict) and "payload" in data


def _hold_off(response: Response, errors: list[Any]) -> None:
    """Say by status and header when somebody may ask again who asked for too much (RFC 6585, section 4)."""
    told = errors[0].get("extensions", {}) if errors else {}
    if told.get("code") == "RATE_LIMITED":
        response.status_code = 429
        response.headers["retry-after"] = str(told["retryAfter"])


def _refusal(request: Request, error: Malformed) -> Response:
    answer = GraphQLError(error.message, extensions={"code": error.code})
    return _answer(request, error.status, answer, error.headers)


def _failure(request: Request, error: GraphQLError) -> Response:
    status = _STATUS.get(str((error.extensions or {}).get("code")), 500)
    return _answer(request, status, error, _HINTS.get(status, {}))


def _answer(request: Request, status: int, error: GraphQLError, headers: Mapping[str, str]) -> Response:
    body = orjson.dumps({"errors": [error.formatted]})
    return Response(body, status, headers, media_type=f"{media_type(request)}; charset=utf-8")
