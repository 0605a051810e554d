"""graphql-transport-ws without its sharp edges: no message, however odd, crashes the handler or reaches the log."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketDisconnected as AlreadyClosed
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation

from casewright_gateway.auth import Unauthenticated
from casewright_gateway.envelope import Malformed
from casewright_gateway.late_refusals import SECONDS
from casewright_gateway.limits import Limits
from casewright_gateway.masking import published
from casewright_gateway.metering import CODE as RATE_LIMITED
from casewright_gateway.streams import Ending
from casewright_gateway.trusted import Documents, read_request

ContextMaker = Callable[[Mapping[str, str], dict[str, Any] | None, str | None], Awaitable[Any]]
"""Makes the context of an operation from the headers of the request and `None`, or from those of the WebSocket and the
payload of its `connection_init`, and from the idempotency key of the operation."""
Expiry = Callable[[Any], float | None]

KEY = "idempotencyKey"
"""The entry of an operation's `extensions` that is on a WebSocket what the header `Idempotency-Key` is over HTTP."""

_LONGEST_REASON = 123
_INTERNAL_ERROR = 1011
_FORBIDDEN = 4403


def endless(context: object) -> float | None:
    """The expiry of a context that does not expire."""
    return None


@dataclass
class Handshake:
    """Who opened the socket. The context of an operation is made anew each time: rights change, loaders grow stale."""

    connection: WebSocket
    make: ContextMaker
    limits: Limits
    documents: Documents
    expiry: Expiry
    seconds_left: float | None = None
    connection_params: dict[str, Any] | None = None  # strawberry puts the payload of connection_init here

    async def context(self, key: str | None = None) -> Any:
        """The context of one operation; Unauthenticated when the socket's token is (no longer) good."""
        context = await self.make(self.connection.headers, self.connection_params or {}, key)
        self.seconds_left = self.expiry(context)
        return context


class SafeSocket(ASGIWebSocketAdapter):
    """Closes with a reason that fits its frame (RFC 6455, 5.5) and takes a closed socket for what it is."""

    async def send_json(self, message: Any) -> None:
        """Send; a socket that is closed ends the operation quietly."""
        try:
            await super().send_json(message)
        except AlreadyClosed as error:
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close once; closing again does nothing."""
        with suppress(AlreadyClosed, WebSocketDisconnect):
            await super().close(code, reason.encode()[:_LONGEST_REASON].decode(errors="ignore"))


class SafeHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Reads only well-formed messages (else 4400) and tells the client no more than the doors of the schema do.

    After an operation that its actor had spent too much for, nothing is read for `rest_seconds`; what runs goes on.
    """

    rest_seconds: ClassVar[float] = SECONDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handshake: Handshake = self.context
        self._refused = False
        self._expiry: asyncio.Task[None] | None = None
        self._keys: dict[str, str] = {}

    async def handle_connection_init(self, message: Any) -> None:
        """Acknowledge, and close the socket when the token expires that it was acknowledged for."""
        await super().handle_connection_init(message)
        if self.connection_acknowledged and self._expiry is None:
            self._expiry = asyncio.create_task(self._expire())

    async def _expire(self) -> None:
        if self.handshake.seconds_left is not None:
            await asyncio.sleep(self.handshake.seconds_left)
            await self.websocket.close(_FORBIDDEN, "Forbidden")

    async def shutdown(self) -> None:
        """Leave nothing behind: no operation, no timer."""
        if self._expiry:
            self._expiry.cancel()
        await super().shutdown()

    async def send_message(self, message: Any) -> None:
        """Send; whose operation says that they are nobody any more has no socket any more."""
        self._refused |= message["type"] == "error" and message["payload"][0]["extensions"]["code"] == RATE_LIMITED
        errors = message["payload"].get("errors", ()) if message["type"] == "next" else ()
        if any(error["extensions"]["code"] == Unauthenticated.code for error in errors):
            await self.websocket.close(_FORBIDDEN, "Forbidden")
        else:
            await super().send_message(message)

    async def handle_message(self, message: Any) -> None:
        """Check the shape first; the handler below reads keys without looking."""
        await self._rest()
        try:
            _check_message(message, self.handshake.limits, self.handshake.documents)
            await super().handle_message(message)
        except Malformed as error:
            await self.handle_invalid_message(error.message)
        except Exception as error:
            await self.handle_task_exception(error)

    async def _rest(self) -> None:
        if self._refused:
            ending: Ending = self.view.ending  # type: ignore[attr-defined]
            async with ending.until_then():
                await asyncio.sleep(self.rest_seconds)
            self._refused = False

    async def handle_subscribe(self, message: Any) -> None:
        """Keep the key of the operation for its context; refuse one operation too many with a code."""
        most = self.max_subscriptions_per_connection
        if most is None or len(self.operations) < most:
            key = (message["payload"].get("extensions") or {}).get(KEY)
            if key is not None:
                self._keys[message["id"]] = key
            await super().handle_subscribe(message)
        else:
            refusal = GraphQLError(
                f"At most {most} operations at a time; complete one first.", extensions={"code": "LIMIT_EXCEEDED"}
            )
            await self.send_message({"id": message["id"], "type": "error", "payload": [refusal.formatted]})

    async def run_operation(self, operation: Operation[Any, None]) -> None:
        """Run with a context of its own; a token that is no longer good closes the socket."""
        try:
            context = await self.handshake.context(self._keys.pop(operation.id, None))
        except Unauthenticated:
            await self.websocket.close(_FORBIDDEN, "Forbidden")
        except Exception as error:
            await self.handle_task_exception(error)
        else:
            self.context = context  # read by the next line before it awaits anything
            await super().run_operation(operation)

    async def handle_task_exception(self, error: Exception) -> None:
        """A fault outside the schema closes the socket; a client that is gone is no fault."""
        if not isinstance(error, WebSocketDisconnected):
            answer = published(error)
            incident = (answer.extensions or {}).get("incidentId", "")
            await self.websocket.close(_INTERNAL_ERROR, f"{answer.message} {incident}".strip())


def _check_message(message: Any, limits: Limits, documents: Documents) -> None:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        raise Malformed(400, "A message is an object with a type.")
    if message["type"] in ("subscribe", "complete") and not isinstance(message.get("id"), str):
        raise Malformed(400, "The id of an operation is a string.")
    if message["type"] == "subscribe":
        request = message["payload"] = read_request(message.get("payload"), limits, documents)
        if not isinstance((request.get("extensions") or {}).get(KEY), str | None):
            raise Malformed(400, f"`{KEY}` is a string or null.")
