"""The days of a place of work: weekdays without the holidays of its country, by the clocks of that place."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from casewright import Calendar, Duration, business_days


class WorkCountry(StrEnum):
    """Where somebody works: it decides about law, holidays and checklist."""

    US = "us"
    GB = "gb"


CALENDAR = Calendar(name="us_hr", zone="America/New_York", country="US")
"""Federal holidays; a deployment with one place of work replaces it by that of its state."""

UK_CALENDAR = Calendar(name="uk_hr", zone="Europe/London", country="GB", subdivision="ENG")
"""Bank holidays of England and Wales."""

CALENDARS: Mapping[WorkCountry, Calendar] = {WorkCountry.US: CALENDAR, WorkCountry.GB: UK_CALENDAR}


def today(now: datetime, country: WorkCountry) -> date:
    """The day it is at the place of work."""
    return now.astimezone(ZoneInfo(CALENDARS[country].zone)).date()


def due_from(day: date, period: Duration, country: WorkCountry) -> datetime:
    """The moment a period that counts from a day is over, at the place of work."""
    calendar = CALENDARS[country]
    return calendar.add(datetime.combine(day, time(12), ZoneInfo(calendar.zone)), period)


def day_after(day: date, period: Duration, country: WorkCountry) -> date:
    """The last day of a period that counts from a day, at the place of work."""
    last = due_from(day, period, country) - timedelta(microseconds=1)
    return last.astimezone(ZoneInfo(CALENDARS[country].zone)).date()


def working_days_from(day: date, n: int, country: WorkCountry) -> date:
    """The n-th working day after the day; before it when n is negative."""
    return day_after(day, business_days(n), country)


def months_after(day: date, n: int) -> date:
    """The same day n months later; the last of that month where it has no such day."""
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(day.day, last))
