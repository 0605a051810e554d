"""What is still to be done for what was committed: how much of it, and since when it waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.functions import Count

from casewright import models
from casewright.db.failures import translate

OPEN_STATES = ("pending", "dispatched", "running", "queued", "dead")
"""The states of a delivery that is not done."""

_IN_QUEUE = ("pending", "dispatched")


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """A moment's reading; the times are those of the events, None when nothing waits."""

    unrelayed_since: datetime | None
    """The oldest event whose deliveries are not written."""
    queued_since: datetime | None
    """The oldest event with a reaction that waits for a worker, for the first time or again."""
    deliveries: Mapping[str, int]
    """How many deliveries there are in each open state."""


async def read_backlog() -> Backlog:
    """Read it from the database of the calling task; raises Unavailable."""
    unrelayed = models.Event.filter(relayed_at__isnull=True).order_by("id").limit(1)
    queued = models.Delivery.filter(state__in=_IN_QUEUE).order_by("id").limit(1)
    counted = models.Delivery.filter(state__in=OPEN_STATES).annotate(number=Count("id")).group_by("state")
    with translate():
        counts: Any = await counted.values_list("state", "number")
        return Backlog(
            unrelayed_since=_first(await unrelayed.values_list("at", flat=True)),
            queued_since=_first(await queued.values_list("event__at", flat=True)),
            deliveries=dict.fromkeys(OPEN_STATES, 0) | dict(counts),
        )


def _first(found: Any) -> datetime | None:
    return found[0] if found else None
