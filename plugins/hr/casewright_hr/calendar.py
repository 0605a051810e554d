"""The days a start at work is counted by: weekdays in New York without the federal holidays of the United States."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from casewright import Calendar, business_days

CALENDAR = Calendar(name="us_hr", zone="America/New_York", country="US")
_ZONE = ZoneInfo(CALENDAR.zone)


def today(now: datetime) -> date:
    """The day it is at the place of work."""
    return now.astimezone(_ZONE).date()


def working_days_from(day: date, n: int) -> date:
    """The n-th working day after the day; before it when n is negative."""
    noon = datetime.combine(day, time(12), _ZONE)
    return CALENDAR.add(noon, business_days(n)).astimezone(_ZONE).date()
