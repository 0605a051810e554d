"""Work that many wait for at once, done for all of them in one go."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from casewright.errors import Unavailable

_MOST = 100
"""So many go together at most: a round stays short, whoever waits for what it holds locked."""

Work = Callable[[Sequence[Any]], Coroutine[Any, Any, None]]


@dataclass
class _Waiting:
    """Somebody who waits, with the others of the round once that has begun."""

    item: Any
    future: "asyncio.Future[None]"
    round: "tuple[Sequence[_Waiting], asyncio.Task[None]] | None" = None

    async def give_up(self) -> None:
        """Let the round end when nobody waits for it any more; returns when it has."""
        if self.round is None:
            return
        company, task = self.round
        if all(waiting.future.done() for waiting in company):
            task.cancel()
            await asyncio.wait([task])


class Rounds:
    """One round at a time for each key; whoever comes during a round waits for the next, which takes all who wait.

    Where many would queue for one lock and each for the disk, the disk is waited for once a round. Alone, nobody waits
    for anybody. One `Rounds` serves one event loop.
    """

    def __init__(self) -> None:
        self._waiting: dict[Hashable, list[_Waiting]] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def join(self, key: Hashable, item: Any, work: Work) -> None:
        """Have `work` done for the item, with those of others; raises what the work raises for it.

        All of a key bring the same `work`. It does all or nothing: what raises has done nothing, and is tried again for
        each item alone. Whoever gives up is left out of a round that has not begun; one that has is stopped when all in
        it give up, and else does the work for them all the same.
        """
        mine = _Waiting(item, asyncio.get_running_loop().create_future())
        waiting = self._waiting.get(key)
        if waiting is None:
            self._waiting[key] = [mine]
            self._begin(self._run(key, work))
        else:
            waiting.append(mine)
        try:
            await mine.future
        except asyncio.CancelledError:
            await mine.give_up()
            raise

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _run(self, key: Hashable, work: Work) -> None:
        try:
            while taken := self._take(key):
                task = self._begin(_serve(taken, work))
                for waiting in taken:
                    waiting.round = (taken, task)
                await asyncio.wait([task])
        finally:
            del self._waiting[key]

    def _take(self, key: Hashable) -> list[_Waiting]:
        still = [waiting for waiting in self._waiting[key] if not waiting.future.done()]
        self._waiting[key] = still[_MOST:]
        return still[:_MOST]


async def _serve(taken: Sequence[_Waiting], work: Work) -> None:
    """For all at once; when that fails for each alone, but not when the database is away: then all have failed."""
    error = await _failure(work([waiting.item for waiting in taken]))
    each = error is not None and len(taken) > 1 and not isinstance(error, Unavailable)
    for waiting in taken:
        _settle(waiting.future, await _failure(work([waiting.item])) if each else error)


async def _failure(work: Awaitable[None]) -> Exception | None:
    try:
        await work
    except Exception as error:
        return error
    return None


def _settle(future: "asyncio.Future[None]", error: Exception | None) -> None:
    if future.done():  # whoever waited has given up
        return
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
