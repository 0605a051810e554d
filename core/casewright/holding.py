"""Whose code has the thread: what a plugin does between two awaits, timed, and named while it does not let go.

Nothing stops code that does not let go of its thread; all that can be done is to say who it is.
"""

import logging
import threading
from collections.abc import Awaitable, Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

_log = logging.getLogger("casewright.plugins")
_LONG_SECONDS = 1.0
"""So long a step may take before it is told of: everybody else in the process waits meanwhile."""


@dataclass
class _Step:
    plugin: str
    what: str
    since: float
    told: bool = False


_steps: dict[int, _Step] = {}
"""By thread: there is one event loop in each, and one step at a time in that."""


class Held:
    """The steps of one call of a plugin; `longest` is in seconds."""

    def __init__(self, plugin: str, what: str) -> None:
        self.longest = 0.0
        self._plugin = plugin
        self._what = what

    @contextmanager
    def step(self) -> Iterator[None]:
        """The plugin has the thread while the block lasts."""
        thread = threading.get_ident()
        around, mine = _steps.get(thread), _Step(self._plugin, self._what, monotonic())
        _steps[thread] = mine
        try:
            yield
        finally:
            if around is None:
                del _steps[thread]
            else:
                _steps[thread] = around
            seconds = monotonic() - mine.since
            self.longest = max(self.longest, seconds)
            if seconds > _LONG_SECONDS:
                _tell("a plugin held up everybody else", mine, seconds)

    async def awaited(self, answer: Awaitable[Any]) -> Any:
        """What comes of the answer, each of its steps timed."""
        return await _Stepwise(self, answer)


class _Stepwise:
    """An awaitable that is driven step by step."""

    def __init__(self, held: Held, answer: Awaitable[Any]) -> None:
        self._held = held
        self._answer = answer

    def __await__(self) -> Generator[Any, Any, Any]:
        steps = _coroutine(self._answer)
        go: Callable[[Any], Any] = steps.send
        given: Any = None
        while True:
            try:
                with self._held.step():
                    waited_for = go(given)
            except StopIteration as end:
                return end.value
            try:
                go, given = steps.send, (yield waited_for)
            except BaseException as error:  # a cancellation goes to the plugin, as it would without us
                go, given = steps.throw, error


async def _coroutine(answer: Awaitable[Any]) -> Any:
    return await answer


class Watchdog:
    """A thread that looks, from start to stop, whether some plugin does not let go of another one."""

    def __init__(self) -> None:
        self._over = threading.Event()

    def start(self) -> None:
        """Look once a second from now on."""
        self._over = threading.Event()
        threading.Thread(target=_watch, args=(self._over,), name="casewright-watchdog", daemon=True).start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()


def _watch(over: threading.Event) -> None:
    while not over.wait(_LONG_SECONDS):
        look()


def look() -> None:
    """Name whoever has had a thread for too long, once for each time."""
    for step in list(_steps.values()):
        seconds = monotonic() - step.since
        if seconds > _LONG_SECONDS and not step.told:
            step.told = True
            _tell("a plugin does not let go of its thread", step, seconds)


def _tell(words: str, step: _Step, seconds: float) -> None:
    where = {"plugin": step.plugin, "step": step.what, "ms": round(seconds * 1000)}
    _log.warning(words, extra=where)
