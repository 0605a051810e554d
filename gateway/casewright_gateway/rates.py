"""How much somebody may ask for in a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TypeAlias

Spend: TypeAlias = Callable[[int], None]
"""Takes the cost of an operation from what its actor may spend; raises GraphQLError when that is not there."""

_MINUTE = 60.0
_REMEMBERED = 10_000


def freely(cost: int) -> None:
    """Without a limit: the platform's own work, and where the operator set none."""


class Rates:
    """Points for everybody, `points` of them at most; what was spent comes back evenly within a minute.

    Of those who asked last, 10,000 are remembered. `clock` gives seconds that only go forward.
    """

    def __init__(self, points: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._points = points
        self._clock = clock
        self._left: OrderedDict[Hashable, tuple[float, float]] = OrderedDict()

    def spend(self, who: Hashable, cost: float) -> float:
        """Spend so much; zero when it was there, or else after how many seconds it will be, and nothing is spent.

        What costs more than there ever is may be had when all is there.
        """
        left = self._left_of(who)
        missing = min(cost, self._points) - left
        self._keep(who, left if missing > 0 else left - cost)
        return max(0.0, missing * _MINUTE / self._points)

    def charge(self, who: Hashable, cost: float) -> None:
        """Take what was spent elsewhere already; what is not there has to come back before anything is spent again."""
        self._keep(who, self._left_of(who) - cost)

    def _left_of(self, who: Hashable) -> float:
        now = self._clock()
        left, since = self._left.pop(who, (float(self._points), now))
        return min(self._points, left + (now - since) * self._points / _MINUTE)

    def _keep(self, who: Hashable, left: float) -> None:
        self._left[who] = (left, self._clock())
        if len(self._left) > _REMEMBERED:
            self._left.popitem(last=False)
