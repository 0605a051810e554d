"""How long a server waits for its clients: whoever sends or reads too slowly holds a place that others need."""

import asyncio
from asyncio import TimerHandle
from typing import Any, ClassVar

from casewright_gateway.cli.heads import ShortHeads

_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Patience(ShortHeads):
    """A connection that is closed when a request takes too long to arrive, or an answer too long to be taken.

    A request has `seconds` to arrive, and a second more for every `bytes_a_second` that came of it, the rule of
    mod_reqtimeout of Apache. An answer has to be taken at some pace as well: nobody rests longer than `seconds`. A
    WebSocket has limits of its own.
    """

    seconds: ClassVar[float] = 15
    bytes_a_second: ClassVar[int] = 500

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._since = 0.0
        self._received = 0
        self._unfinished = False
        self._arriving: TimerHandle | None = None
        self._leaving: TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A connection is opened to send a request."""
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._request_is_there()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some of a request; for one that is whole no timer is needed."""
        self._received += len(data)
        super().data_received(data)
        if self._unfinished:
            self._await_request()

    def on_message_begin(self) -> None:
        """The first byte of a request: on a connection that is kept, the next one."""
        super().on_message_begin()
        self._unfinished = True

    def on_message_complete(self) -> None:
        """The last byte of a request."""
        self._unfinished = False
        self._request_is_there()
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not take what it is sent as fast as that comes."""
        super().pause_writing()
        self._leaving = self.loop.call_later(self.seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken most of it."""
        if self._leaving:
            self._leaving.cancel()
            self._leaving = None
        super().resume_writing()

    def _await_request(self) -> None:
        if self._arriving is None:
            self._since, self._received = self.loop.time(), 0
            self._arriving = self.loop.call_later(self.seconds, self._look)

    def _request_is_there(self) -> None:
        if self._arriving:
            self._arriving.cancel()
            self._arriving = None

    def _look(self) -> None:
        until = self._since + self.seconds + self._received / self.bytes_a_second
        if self.loop.time() < until:
            self._arriving = self.loop.call_at(until, self._look)
            return
        if self._received and not (self.cycle and self.cycle.response_started):
            self.transport.write(_TOO_SLOW)
        self.transport.close()
