"""Recurrence rules (RRULE of RFC 5545, in days and more): what is taken, and the dates they give. Pure."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from casewright.errors import Invalid

_HORIZON = timedelta(days=3_653)
"""Ten years: as far as a rule is followed, so that one that never comes true is found out soon."""
_PART = r"(?:BYDAY|BYMONTHDAY|BYYEARDAY|BYWEEKNO|BYMONTH|BYSETPOS|WKST)=[A-Z0-9,+-]+"
_NUMBER = r"(?:INTERVAL|COUNT)=0*[1-9][0-9]{0,3}"
_RULE = re.compile(rf"FREQ=(?:DAILY|WEEKLY|MONTHLY|YEARLY)(?:;(?:{_PART}|{_NUMBER}|UNTIL=[0-9]{{8}}))*", re.ASCII)


def check_recurrence(rule: str | None, starts_on: date | None, *, field: str) -> None:
    """Refuse a rule that has no start, cannot be read, or gives no date within ten years; raises Invalid."""
    if rule is None:
        return
    if starts_on is None:
        raise Invalid("say from which day it recurs", rule="recurrence.start", field=field)
    if next(occurrences(rule, starts_on, field=field), None) is None:
        raise Invalid("this rule gives no day within ten years", rule="recurrence.empty", field=field)


def occurrences(rule: str, starts_on: date, *, field: str = "recurrence") -> Iterator[date]:
    """The days of a rule from its start, ten years of them at most; raises Invalid for a rule that cannot be read."""
    if not _RULE.fullmatch(rule):
        message = "this is no rule like FREQ=WEEKLY;BYDAY=MO;COUNT=12"
        raise Invalid(message, rule="recurrence.form", field=field)
    parts = dict(part.split("=") for part in rule.split(";"))
    count = int(parts.pop("COUNT")) if "COUNT" in parts else None
    try:
        start = datetime.combine(starts_on, time())
        last = f"{start + _HORIZON:%Y%m%d}"
        parts["UNTIL"] = min(parts.get("UNTIL", last), last)
        followed = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start)
        return (moment.date() for moment in islice(followed, count))
    except (ValueError, OverflowError) as error:
        raise Invalid(f"this rule cannot be read: {error}", rule="recurrence.form", field=field) from None


def next_dates(rule: str, starts_on: date, after: date, count: int) -> list[date]:
    """The next days of a rule from `after` on, itself included; so many at most."""
    return list(islice((day for day in occurrences(rule, starts_on) if day >= after), count))
