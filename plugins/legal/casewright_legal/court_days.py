"""Counting days as the federal courts of the United States do (Federal Rules of Civil Procedure, rule 6). Pure.

Only the federal holidays are known; those of a state, which also extend a period after an event, are not.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from casewright import Calendar

CALENDAR = Calendar(name="us_court", zone="America/New_York", country="US")
_ZONE = ZoneInfo(CALENDAR.zone)


def today(now: datetime) -> date:
    """The day it is at the court."""
    return now.astimezone(_ZONE).date()


def due_after(trigger: date, days: int, *, added: int = 0) -> date:
    """The last day of a period after an event.

    The day of the event does not count, every other day does; a period that would end on a Saturday, a Sunday or a
    legal holiday runs on to the next other day (rule 6(a)(1) and (5)). `added` are the days of rule 6(d): they come
    after the period would otherwise expire, then the end moves again.
    """
    end = _court_day(trigger + timedelta(days=days))
    return _court_day(end + timedelta(days=added)) if added else end


def _court_day(day: date) -> date:
    while not CALENDAR.is_working_day(day):
        day += timedelta(days=1)
    return day
