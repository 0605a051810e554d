"""Around every request: an id that client, log and support share, and one line that says how it went."""

import logging
import re
import time
from collections.abc import Callable
from random import getrandbits

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casewright.db.fence import EVERYBODY, working_for
from casewright.requests import request_id

_log = logging.getLogger("casewright.access")
_HEADER = b"x-request-id"
_WELL_FORMED = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_STARTS = frozenset({"http.response.start", "websocket.accept"})
_POLLED = frozenset({"/health/live", "/health/ready", "/metrics"})
_SWITCHED, _REFUSED, _GONE, _BROKEN = 101, 403, 499, 500
"""Statuses of what has none: a WebSocket that was accepted or refused, a client that went away, an exception."""


def _status(message: Message, before: int) -> int:
    """The status of an answer, as the application sends it."""
    match message["type"]:
        case "http.response.start":
            status: int = message["status"]
            return status
        case "websocket.accept":
            return _SWITCHED
        case "websocket.close" if before == _GONE:
            return _REFUSED
    return before


class RequestLog:
    """ASGI middleware. `answered` hears route and status of every request.

    A route is the pattern that matched and never the path itself, which may say anything; an unknown one is `-`.
    """

    def __init__(self, app: ASGIApp, answered: Callable[[str, int], None]) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with the request's own id, or one made here, which also goes back to the client."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        identity, began, status = _identity(scope), time.perf_counter(), _GONE

        async def outward(message: Message) -> None:
            nonlocal status
            if message["type"] in _STARTS:
                message["headers"] = [*message.get("headers", ()), (_HEADER, identity.encode())]
            if message["type"] != "http.response.body":
                status = _status(message, status)
            await send(message)

        token = request_id.set(identity)
        try:
            with working_for(EVERYBODY):  # until it is known who asks
                await self._app(scope, receive, outward)
        except Exception:
            status = _BROKEN
            raise
        finally:
            self._note(scope, status, time.perf_counter() - began)
            request_id.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = str(getattr(scope.get("route"), "path", "-"))
        self._answered(route, status)
        method = scope.get("method", "WEBSOCKET")
        level = logging.DEBUG if route in _POLLED else logging.INFO
        if _log.isEnabledFor(level):
            fields = {"method": method, "path": route, "status": status, "ms": round(1000 * seconds, 1)}
            told = (method, route, status)  # as a record made here, because to look for the caller takes as long again
            _log.handle(_log.makeRecord(_log.name, level, __file__, 0, "%s %s %s", told, None, extra=fields))


def _identity(scope: Scope) -> str:
    sent = next((value for name, value in scope["headers"] if name == _HEADER), b"")
    return sent.decode() if _WELL_FORMED.fullmatch(sent) else f"{getrandbits(128):032x}"  # an id, and no secret
