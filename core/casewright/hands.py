"""Work that waits for others, beside the rounds of the relay: taken as it comes due, a few pieces at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from types import TracebackType
from uuid import UUID

_STOP_SECONDS = 3


class Hands:
    """`take` gives the ids of at most so many pieces of work, `do` does one; what fails is taken again by its lease.

    Leaving the block waits for what is in hand, but not for what hangs.
    """

    def __init__(
        self,
        take: Callable[[int], Awaitable[Iterable[UUID]]],
        do: Callable[[UUID], Awaitable[None]],
        *,
        at_once: int,
        log: logging.Logger,
    ) -> None:
        self._take = take
        self._do = do
        self._at_once = at_once
        self._log = log
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Hands":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def round(self) -> None:
        """Begin what is due, as far as there are hands free."""
        free = self._at_once - len(self._tasks)
        for each in await self._take(free) if free else ():
            task = asyncio.create_task(self._finish(each))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until everything that is in hand has an outcome."""
        await asyncio.gather(*self._tasks)

    async def _finish(self, each: UUID) -> None:
        try:
            await self._do(each)
        except Exception as error:  # its lease ends, and it is taken again
            self._log.warning("left in the middle: %s", type(error).__name__)
