"""Between processes on one PostgreSQL: whoever commits knocks, and the workers look at once.

A knock may get lost, and without PostgreSQL there is none: what can be relied on is the workers' own poll.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

from casewright.errors import CasewrightError
from casewright.platform import Platform

_log = logging.getLogger("casewright.knocking")
_CHANNEL = "casewright_committed"
_GAP_SECONDS = 0.05
"""The shortest time between two knocks of a process: PostgreSQL commits those who knock one after the other."""

_AGAIN_SECONDS = 5.0
"""How long after a lost connection the next is tried."""


@asynccontextmanager
async def knocking(platform: Platform) -> AsyncIterator[None]:
    """Knock when this process has committed, for as long as the block lasts."""
    committed = asyncio.Event()
    platform.on_commit(committed.set)
    async with _beside(platform, _knock(platform, committed)):
        yield


@asynccontextmanager
async def listening(platform: Platform, wake: Callable[[], None]) -> AsyncIterator[None]:
    """Call `wake` when another process knocks, for as long as the block lasts."""
    async with _beside(platform, _listen(platform, wake)):
        yield


@asynccontextmanager
async def _beside(platform: Platform, work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    if platform.database.dialect == "sqlite":
        work.close()
        yield
        return
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _knock(platform: Platform, committed: asyncio.Event) -> None:
    while True:
        await committed.wait()
        committed.clear()
        try:
            await platform.database.notify(_CHANNEL)
        except CasewrightError as error:
            _log.debug("nobody heard the knock: %s", error.code)
        await asyncio.sleep(_GAP_SECONDS)


async def _listen(platform: Platform, wake: Callable[[], None]) -> None:
    while True:
        try:
            await platform.database.listen(_CHANNEL, lambda _: wake())
        except CasewrightError as error:
            _log.debug("nobody can knock: %s", error.code)
        await asyncio.sleep(_AGAIN_SECONDS)
