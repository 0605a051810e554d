"""Streams of server-sent events, which end in order with their source, their client or the server."""

import asyncio
import signal
import threading
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from types import FrameType
from typing import Any

import anyio
from starlette.responses import StreamingResponse
from starlette.types import Send


class EventStream(StreamingResponse):
    """A stream that leaves no generator behind, and breaks off without `complete` when `stopping` is set.

    To a client `complete` means that nothing more will come; a stream that only ends is one to open again.
    """

    def __init__(self, events: AsyncGenerator[str, None], headers: Mapping[str, str], stopping: asyncio.Event) -> None:
        super().__init__(events, headers=headers)
        self._events = events
        self._stopping = stopping

    async def stream_response(self, send: Send) -> None:
        """Send what comes, until nothing comes any more or the server stops."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with anyio.create_task_group() as group:
            group.start_soon(self._cancel_at_stop, group.cancel_scope)
            async with aclosing(self._events):
                async for event in self._events:
                    await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
            group.cancel_scope.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _cancel_at_stop(self, scope: anyio.CancelScope) -> None:
        await self._stopping.wait()
        scope.cancel()


@contextmanager
def told_of_the_end(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` in this event loop when a signal ends the server that runs it, before the server waits for responses.

    The server tells the application that it ends only after its last response, and a stream has no last one.
    """
    loop, before = asyncio.get_running_loop(), _handlers()

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop)
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
