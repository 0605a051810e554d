"""Time as it passed, by night and on Sundays too."""

from datetime import datetime


def minutes_between(begin: datetime, end: datetime) -> int:
    """Whole minutes from one time to another; none where that is not later."""
    return max(0, int((end - begin).total_seconds()) // 60)
