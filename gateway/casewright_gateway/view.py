"""`/graphql`: the GraphQL-over-HTTP specification to the letter, graphql-transport-ws and server-sent events."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeGuard, cast

import orjson
from cross_web import HTTPException as StrawberryRefusal
from graphql import GraphQLError
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
from casewright_gateway.envelope import GRAPHQL_JSON, Malformed, check_headers, check_request, media_type
from casewright_gateway.limits import DEFAULT, Limits
from casewright_gateway.masking import published
from casewright_gateway.streams import Ending, EventStream
from casewright_gateway.websocket import ContextMaker, Expiry, Handshake, SafeHandler, SafeSocket, endless

_STATUS = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "UNAVAILABLE": 503}
_CONNECTION_INIT_SECONDS = 10
_OPERATIONS_AT_A_TIME = 20


class View(GraphQL[Any, None]):
    """One endpoint for HTTP and WebSocket: route it as both, behind `Starlette(max_body_size=...)`.

    `context` makes the context of an operation, from the request and `None` or from the WebSocket and the payload of
    its `connection_init`; it raises Unauthenticated when nobody can be made of that. `seconds_left` is how long the
    token behind a context is good: its socket is closed then. `allowed_origins` are the pages of other origins that may
    open a WebSocket.
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
    ) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            allow_queries_via_get=False,
            multipart_uploads_enabled=False,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=_CONNECTION_INIT_SECONDS),
            max_subscriptions_per_connection=_OPERATIONS_AT_A_TIME,
            allowed_origins=allowed_origins,
        )
        self._make_context = context
        self._limits = limits
        self._seconds_left = seconds_left
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
        except Exception as error:
            return _failure(request, published(error))

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Any:
        """HTTP: the context. WebSocket: the handshake, from which each operation makes its own."""
        if isinstance(request, WebSocket):
            return Handshake(request, self._make_context, self._limits, self._seconds_left)
        return await self._make_context(request, None)

    async def on_ws_connect(self, context: Handshake) -> dict[str, object]:
        """Acknowledge only who may ask; anybody else is closed with 4403."""
        try:
            await context.context()
        except Unauthenticated as error:
            raise ConnectionRejectionError from error
        return {}

    def parse_json(self, data: str | bytes) -> Any:
        """The body as a well-formed request; batches are not."""
        try:
            body = self.decode_json(data)
        except (ValueError, RecursionError) as error:
            raise Malformed(400, "The body is not JSON in UTF-8.") from error
        return check_request(body, self._limits)

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
        response.headers["content-type"] = f"{sub_response.media_type}; charset=utf-8"
        if refused and sub_response.media_type == GRAPHQL_JSON:
            response.status_code = 400
        return response


def _is_message(data: object) -> TypeGuard[dict[str, Any]]:
    return isinstance(data, dict) and "payload" in data


def _refusal(request: Request, error: Malformed) -> Response:
    answer = GraphQLError(error.message, extensions={"code": error.code})
    return _answer(request, error.status, answer, error.headers)


def _failure(request: Request, error: GraphQLError) -> Response:
    status = _STATUS.get(str((error.extensions or {}).get("code")), 500)
    return _answer(request, status, error, {"www-authenticate": "Bearer"} if status == 401 else {})


def _answer(request: Request, status: int, error: GraphQLError, headers: Mapping[str, str]) -> Response:
    body = orjson.dumps({"errors": [error.formatted]})
    return Response(body, status, headers, media_type=f"{media_type(request)}; charset=utf-8")
