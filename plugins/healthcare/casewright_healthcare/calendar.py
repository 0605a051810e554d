"""The days care is counted by: weekdays in New York without the federal holidays of the United States."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casewright import Calendar, Duration

CALENDAR = Calendar(name="us_care", zone="America/New_York", country="US")
_ZONE = ZoneInfo(CALENDAR.zone)


def today(now: datetime) -> date:
    """The day it is where the care is given."""
    return now.astimezone(_ZONE).date()


def moment_after(day: date, period: Duration) -> datetime:
    """The moment a period that begins on `day` is over."""
    return CALENDAR.add(datetime.combine(day, time(12), _ZONE), period)


def day_after(day: date, period: Duration) -> date:
    """The day on which a period that begins on `day` is over."""
    return (moment_after(day, period).astimezone(_ZONE) - timedelta(microseconds=1)).date()
