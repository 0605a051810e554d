"""Streams of server-sent events, which end in order with their source, their client or the server."""

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from types import FrameType
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Send


class Ending:
    """The end of the server, of which its streams are told: it waits for every response, and a stream has no end."""

    def __init__(self) -> None:
        self._begun = False
        self._limits: set[asyncio.Timeout] = set()

    def begin(self) -> None:
        """Cut off what runs until the end; beginning again does nothing."""
        if not self._begun:
            self._begun = True
            for limit in self._limits:
                limit.reschedule(0)

    @asynccontextmanager
    async def until_then(self, seconds: float | None = None) -> AsyncIterator[None]:
        """Run the block to its end, for so long at most, and no longer than until the end of the server begins."""
        try:
            async with asyncio.timeout(0 if self._begun else seconds) as limit:
                self._limits.add(limit)
                try:
                    yield
                finally:
                    self._limits.remove(limit)
        except TimeoutError:
            if not limit.expired():
                raise


class EventStream(StreamingResponse):
    """A stream that leaves no generator behind, and breaks off without `complete` when the server ends.

    To a client `complete` means that nothing more will come; a stream that only ends is one to open again.
    """

    def __init__(self, events: AsyncGenerator[str, None], headers: Mapping[str, str], ending: Ending) -> None:
        super().__init__(events, headers=headers)
        self._events = events
        self._ending = ending

    async def stream_response(self, send: Send) -> None:
        """Send what comes, until nothing comes any more or the server ends."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with self._ending.until_then(), aclosing(self._events):
            async for event in self._events:
                await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


@contextmanager
def begun_by_signal(ending: Ending) -> Iterator[None]:
    """The end begins with the signal that ends the server: it tells the application only after its last response."""
    loop, before = asyncio.get_running_loop(), _handlers()

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(ending.begin)
        before[number](number, frame)

    for number in before:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _handlers() -> dict[int, Callable[[int, FrameType | None], Any]]:
    """What a server does about the signals that end it; nothing where no server listens to them."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    return {
        number: handler
        for number, handler in handlers.items()
        if callable(handler) and handler is not signal.default_int_handler
    }
