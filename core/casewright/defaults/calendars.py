"""The calendar a case type uses when it names no other."""

from casewright.calendars import Calendar
from casewright.hookspecs import hookimpl


@hookimpl
def calendars() -> list[Calendar]:
    """`business`: Monday to Friday, 9 to 17 in UTC, without holidays."""
    return [Calendar(name="business")]
