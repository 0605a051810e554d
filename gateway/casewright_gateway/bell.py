"""The bell: rings for the subscriptions of a process when something came into the feed; one poll serves them all."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TypeAlias
from uuid import UUID

from casewright.platform import Platform
from casewright_gateway.reads import feed

_log = logging.getLogger("casewright.gateway")
_POLL_SECONDS = 0.5
_BATCH = 1000

Topic: TypeAlias = str | UUID
"""A tenant, or a case."""


class Bell:
    """Looks at the feed and wakes whoever listens to the tenant or the case of a new event.

    A listener is one flag and no queue: however often it rings, and however slow the listener is, nothing piles up.
    What there is to read, it reads from the table. Without listeners there is no poll.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._listeners: dict[Topic, set[asyncio.Event]] = {}
        self._hurry = asyncio.Event()
        self._follows = False
        self.position = 0
        """Every event up to this position of the feed was rung for; all of them can be seen."""

    def __len__(self) -> int:
        """How many listen."""
        return sum(map(len, self._listeners.values()))

    @contextmanager
    def listening(self, topic: Topic) -> Iterator[asyncio.Event]:
        """The flag of a new listener, up for each ring from now on; the listener takes it down before it reads."""
        flag = asyncio.Event()
        self._listeners.setdefault(topic, set()).add(flag)
        try:
            yield flag
        finally:
            self._listeners[topic].remove(flag)
            if not self._listeners[topic]:
                del self._listeners[topic]

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """Poll for as long as the block lasts, and at once when the relay of this process has placed events."""
        self._platform.on_placed(self._hurry.set)
        task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.poll()
            except Exception as error:
                _log.warning("the poll of the feed failed and goes on: %s", type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._hurry.wait()
            self._hurry.clear()

    async def poll(self) -> None:
        """One look at the feed for all listeners."""
        if not self._listeners:
            self._follows = False
        elif not self._follows:
            self.position, self._follows = await feed.head(self._platform), True
            self._ring(set(self._listeners))
        else:
            await self._ring_for_arrivals()

    async def _ring_for_arrivals(self) -> None:
        arrivals = await feed.arrivals(self._platform, self.position, _BATCH)
        if len(arrivals) == _BATCH:
            self._hurry.set()
        if arrivals:
            self.position = arrivals[-1].position
            self._ring({topic for arrival in arrivals for topic in (arrival.tenant, arrival.case_id)})

    def _ring(self, topics: set[Topic]) -> None:
        for topic in topics:
            for flag in self._listeners.get(topic, ()):
                flag.set()
