"""Around every request: an id that client, log and support share, and one line that says how it went."""

import asyncio
import logging
import re
import time
from collections.abc import Callable
from random import getrandbits
from typing import NamedTuple

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
_LATE_SECONDS = 0.02


class _Line(NamedTuple):
    """What is told of one request."""

    identity: str
    method: str
    route: str
    status: int
    ended: float
    """In seconds since 1970."""
    seconds: float

    def write(self) -> None:
        """Hand it to the log, as a record made here: to look for the caller would take as long again."""
        level = logging.DEBUG if self.route in _POLLED else logging.INFO
        if not _log.isEnabledFor(level):
            return
        told, milliseconds = (self.method, self.route, self.status), round(1000 * self.seconds, 1)
        record = _log.makeRecord(_log.name, level, __file__, 0, "%s %s %s", told, None)
        record.created, record.request_id = self.ended, self.identity
        record.method, record.path, record.status, record.ms = *told, milliseconds
        _log.handle(record)


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

    A route is the pattern that matched and never the path itself, which may say anything; an unknown one is `-`. Lines
    come a fiftieth of a second late, many in one go: each by itself would take several times as long.
    """

    def __init__(self, app: ASGIApp, answered: Callable[[str, int], None]) -> None:
        self._app = app
        self._answered = answered
        self._lines: list[_Line] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve with the request's own id, or one made here, which also goes back to the client."""
        if scope["type"] == "lifespan":
            try:
                await self._app(scope, receive, send)
            finally:
                self._write()
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
            self._note(scope, identity, status, time.perf_counter() - began)
            request_id.reset(token)

    def _note(self, scope: Scope, identity: str, status: int, seconds: float) -> None:
        route = str(getattr(scope.get("route"), "path", "-"))
        self._answered(route, status)
        if not self._lines:
            asyncio.get_running_loop().call_later(_LATE_SECONDS, self._write)
        self._lines.append(_Line(identity, scope.get("method", "WEBSOCKET"), route, status, time.time(), seconds))

    def _write(self) -> None:
        lines, self._lines = self._lines, []
        for line in lines:
            line.write()


def _identity(scope: Scope) -> str:
    sent = next((value for name, value in scope["headers"] if name == _HEADER), b"")
    return sent.decode() if _WELL_FORMED.fullmatch(sent) else f"{getrandbits(128):032x}"  # an id, and no secret
