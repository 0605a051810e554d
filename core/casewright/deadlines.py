"""The same time for each of many: one timer of the event loop for all of them, because each would cost its own."""

import asyncio
from types import TracebackType


class Deadlines:
    """Limits of so many seconds each. One object serves one event loop at a time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._open: dict[Limit, float] = {}
        """When each is over, in the order in which they began, which is the same."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None

    def limit(self) -> "Limit":
        """For one block: it is cancelled when the time is over, and leaves with a TimeoutError then."""
        return Limit(self)

    def begin(self, limit: "Limit") -> None:
        """Its time runs."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:  # nobody of another loop can be stopped any more
            self._open, self._loop, self._timer = {}, loop, None
        over = self._open[limit] = loop.time() + self.seconds
        self._timer = self._timer or loop.call_at(over, self._wake)

    def end(self, limit: "Limit") -> None:
        """Its block is left, in time or not."""
        self._open.pop(limit, None)

    def _wake(self) -> None:
        """Stop who is late, and come again for the next one."""
        assert self._loop
        now, self._timer = self._loop.time(), None
        for limit, over in list(self._open.items()):
            if over > now:
                self._timer = self._loop.call_at(over, self._wake)
                return
            del self._open[limit]
            limit.stop()


class Limit:
    """A block with an end, as asyncio.timeout: who else cancels the task is obeyed."""

    __slots__ = ("_cancelled_before", "_deadlines", "_late", "_task")

    def __init__(self, deadlines: Deadlines) -> None:
        self._deadlines = deadlines
        self._late = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task
        self._task, self._cancelled_before = task, task.cancelling()
        self._deadlines.begin(self)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._deadlines.end(self)
        if self._late and self._task.uncancel() <= self._cancelled_before and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def stop(self) -> None:
        """The time is over."""
        self._late = True
        self._task.cancel()
