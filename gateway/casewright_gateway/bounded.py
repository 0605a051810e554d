"""Asking parts that may be slow or silent: not for longer than a while, and not more often than needed."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from casewright.errors import Unavailable

T = TypeVar("T")


async def within(seconds: float, work: Awaitable[T]) -> T:
    """The result of the work; raises Unavailable when it takes longer, and then does not wait for its end.

    A lost connection is often noticed only while it is given back, which may take longer than the question.
    """
    task = asyncio.ensure_future(work)
    task.add_done_callback(_look_at)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        task.cancel()
    if not done:
        raise Unavailable("There was no answer in time.")
    return task.result()


def _look_at(task: asyncio.Future[T]) -> None:
    """An exception that nobody looks at would be logged."""
    if not task.cancelled():
        task.exception()


class Recent(Generic[T]):
    """The answer to a question that is asked again only when the last answer is `seconds` old, by one at a time."""

    def __init__(self, seconds: float, ask: Callable[[], Awaitable[T]]) -> None:
        self._seconds = seconds
        self._ask = ask
        self._lock = asyncio.Lock()
        self._answers: list[tuple[float, T]] = []

    async def get(self) -> T:
        """The answer, at most that old."""
        async with self._lock:
            if not self._answers or time.monotonic() - self._answers[0][0] >= self._seconds:
                answer = await self._ask()
                self._answers = [(time.monotonic(), answer)]
            return self._answers[0][1]
