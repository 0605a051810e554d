"""Counting days as the federal courts of the United States do (Federal Rules of Civil Procedure, rule 6). Pure.

A court knows the federal holidays, and those of its state for periods after an event: they do not extend a period
before one (rule 6(a)(6)(C)).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from casewright import Calendar

CALENDAR = Calendar(name="us_court", zone="America/New_York", country="US")
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Court:
    """Where papers are filed."""

    state: str | None = None
    """ISO 3166-2 without the country, for instance TX: its holidays count for periods after an event."""

    def is_open(self, day: date, *, after_event: bool = True) -> bool:
        """Whether a period may end on the day."""
        if not CALENDAR.is_working_day(day):
            return False
        return not after_event or self.state is None or _of_the_state(self.state).is_working_day(day)

    def due_after(self, trigger: date, days: int, *, added: int = 0) -> date:
        """The last day of a period after an event.

        The day of the event does not count, every other day does; a period that would end on a Saturday, a Sunday or a
        legal holiday runs on to the next other day (rule 6(a)(1) and (5)). `added` are the days of rule 6(d): they come
        after the period would otherwise expire, then the end moves again.
        """
        end = self._next_open(trigger + timedelta(days=days))
        return self._next_open(end + timedelta(days=added)) if added else end

    def due_before(self, event: date, days: int) -> date:
        """The last day of a period before an event: counted backward, and moved backward (rule 6(a)(5))."""
        day = event - timedelta(days=days)
        while not self.is_open(day, after_event=False):
            day -= _DAY
        return day

    def _next_open(self, day: date) -> date:
        while not self.is_open(day):
            day += _DAY
        return day


FEDERAL = Court()
"""A court of which nothing is known but the federal holidays."""


def _of_the_state(state: str) -> Calendar:
    return Calendar(name=f"us_court_{state}", zone=CALENDAR.zone, country="US", subdivision=state)


def today(now: datetime) -> date:
    """The day it is at the court."""
    return now.astimezone(ZoneInfo(CALENDAR.zone)).date()
