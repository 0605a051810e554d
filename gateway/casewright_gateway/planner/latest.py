"""What was used last is kept, as much as there is room for."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Latest(Generic[K, V]):
    """Values by their keys; when they weigh more than `room` together, those unused for longest are let go.

    By weight and not by number: who may ask anything may ask for many large things.
    """

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self._weight = 0

    def get(self, key: K) -> V | None:
        """The value, which is then the one used last."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        return kept[0]

    def put(self, key: K, value: V, weight: int) -> None:
        """Keep the value, also one that alone weighs more than there is room for, until the next comes."""
        self._weight += weight - self._kept.pop(key, (value, 0))[1]
        self._kept[key] = value, weight
        while self._weight > self._room and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._weight -= gone
