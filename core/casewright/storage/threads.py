"""Blocking work in threads of the store's own, so that a slow store starves nothing else."""

from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from itertools import islice
from typing import TypeVar

import anyio
import anyio.to_thread

from casewright.errors import Unavailable

T = TypeVar("T")

_BATCH = 500


class Threads:
    """At most `count` threads; who finds none free within `patience` seconds is told that the store is unavailable.

    Each of `failures` raised by the work becomes `Unavailable`, with the failure as its cause for the log.
    """

    def __init__(self, count: int, *, patience: float, failures: tuple[type[Exception], ...]) -> None:
        self._free = anyio.Semaphore(count)
        self._limiter = anyio.CapacityLimiter(count)
        self._patience = patience
        self._failures = failures

    async def run(self, work: Callable[[], T]) -> T:
        """The result of the work."""
        try:
            with anyio.fail_after(self._patience):
                await self._free.acquire()
        except TimeoutError as error:
            raise _unavailable() from error
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        except self._failures as error:
            raise _unavailable() from error
        finally:
            self._free.release()

    async def each(self, items: Iterator[T]) -> AsyncIterator[T]:
        """The items of an iterator that blocks, fetched in batches."""
        while batch := await self.run(partial(_take, items)):
            for item in batch:
                yield item


def _take(items: Iterator[T]) -> list[T]:
    return list(islice(items, _BATCH))


def _unavailable() -> Unavailable:
    return Unavailable("The document store does not answer; try again later.")
