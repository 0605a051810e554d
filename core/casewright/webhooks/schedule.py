"""When to try again: the schedule of Standard Webhooks for one message, a circuit breaker for its receiver."""

import hashlib
from datetime import timedelta
from uuid import UUID

WAITS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""After each failed attempt; when the last one failed too, the message is dead."""

THRESHOLD = 5
"""So many failures in a row, of whatever messages, open the circuit."""

_JITTER = 0.1
_LONGEST_MINUTES = 60


def wait_after(attempt: int, message: UUID) -> timedelta | None:
    """How long to wait after attempt number `attempt`, up to a tenth longer than `WAITS`; None: it was the last one.

    The tenth is spread by the message's id, so that messages that failed together do not return together.
    """
    if attempt > len(WAITS):
        return None
    spread = hashlib.sha256(f"{message}:{attempt}".encode()).digest()[0] / 255
    return WAITS[attempt - 1] * (1 + _JITTER * spread)


def closed_for(failures: int) -> timedelta | None:
    """How long nothing is sent to a receiver after so many failures in a row; None: go on.

    One minute at the threshold, twice as long with each probe that fails, an hour at most.
    """
    if failures < THRESHOLD:
        return None
    return timedelta(minutes=min(2 ** min(failures - THRESHOLD, 10), _LONGEST_MINUTES))
