"""How plugins behave at their moments, and that one which keeps failing is left alone for a while."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from casewright.errors import CasewrightError, PluginError

_log = logging.getLogger("casewright.plugins")
MOST_FAILURES = 5
"""So many in a row, and a moment is switched off."""

REST = timedelta(minutes=1)
"""For so long; then it is tried once, and switched off again unless that goes well."""

Moment = tuple[str, str]
"""The name of a plugin, and its hook or reaction."""


class SwitchedOff(PluginError):
    """The moment failed too often in a row and is not called for the present. Whoever asks it for leave has none."""


class Conduct:
    """What became of each moment of each plugin in this process. An answer that refuses is no failure."""

    def __init__(self, now: Callable[[], datetime], moments: Iterable[Moment] = ()) -> None:
        self.failures: Counter[Moment] = Counter(dict.fromkeys(moments, 0))
        """All failures since the start, of the moments that are known and of those that failed."""
        self._in_a_row: Counter[Moment] = Counter()
        self._off_until: dict[Moment, datetime] = {}
        self._now = now

    def switched_off(self) -> list[Moment]:
        """What is not called for the present."""
        return sorted(moment for moment in list(self._off_until) if self._is_off(moment))

    @contextmanager
    def watching(self, plugin: str, what: str, *, again: bool = False) -> Iterator[None]:
        """One call of a moment; raises SwitchedOff instead of making it while the moment is switched off.

        `again`: it is about something that failed before, so another failure says nothing new of the plugin.
        """
        moment = (plugin, what)
        if self._is_off(moment):
            raise SwitchedOff(
                f"plugin {plugin!r}: {what} failed {MOST_FAILURES} times in a row and is switched off for a while",
                plugin=plugin,
            )
        try:
            yield
        except PluginError as error:
            self._failed(moment, error, again)
            raise
        except CasewrightError:
            self._went_well(moment)
            raise
        self._went_well(moment)

    def _is_off(self, moment: Moment) -> bool:
        until = self._off_until.get(moment)
        return until is not None and self._now() < until

    def _went_well(self, moment: Moment) -> None:
        if self._in_a_row.pop(moment, 0) >= MOST_FAILURES:
            self._off_until.pop(moment, None)
            _log.warning("a plugin is switched on again", extra=_named(moment))

    def _failed(self, moment: Moment, error: PluginError, again: bool) -> None:
        self.failures[moment] += 1
        self._in_a_row[moment] += not again
        cause = type(error.__cause__ or error).__name__
        _log.warning("a plugin failed: %s", cause, extra=_named(moment) | {"attempt": self._in_a_row[moment]})
        if self._in_a_row[moment] >= MOST_FAILURES and not again:
            self._off_until[moment] = self._now() + REST
            _log.error("a plugin is switched off", extra=_named(moment))


def _named(moment: Moment) -> dict[str, object]:
    return {"plugin": moment[0], "step": moment[1]}
