"""HTTP as uvicorn speaks it, with fewer system calls: it writes the head of an answer and its body apart."""

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

_MOST_BYTES = 65_536


class Gathering:
    """A transport that writes what comes within one turn of the event loop at once; what is much, immediately."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Written before the loop turns to anything that comes later."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)
        if len(data) > _MOST_BYTES:
            self._flush()

    def close(self) -> None:
        """Write what there is, and close."""
        self._flush()
        self._transport.close()

    def released(self) -> asyncio.Transport:
        """The transport by itself, with nothing left to be written."""
        self._flush()
        return self._transport

    def _flush(self) -> None:
        parts, self._parts = self._parts, []
        if parts:
            self._transport.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:
        """All else is the transport's own."""
        return getattr(self._transport, name)


class Http(HttpToolsProtocol):
    """One connection of a client."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Write through a transport that gathers."""
        self._gathering = Gathering(transport, self.loop)
        super().connection_made(cast("asyncio.Transport", self._gathering))

    def handle_websocket_upgrade(self) -> None:
        """A WebSocket has one piece a message anyhow."""
        self.transport = self._gathering.released()
        super().handle_websocket_upgrade()
