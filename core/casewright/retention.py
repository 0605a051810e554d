"""How long a case is kept after it ended: derived from its end, never written down by hand."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Retention:
    """So many years after a case ended, because of a rule that is named (ISO 15489-1: disposition).

    Never less than so many years `after` the dates in these fields, where they are known.
    """

    years: int
    because: str
    after: Mapping[str, int] = field(default_factory=dict)


def kept_until(closed_at: datetime, retention: Retention, fields: Mapping[str, Any]) -> date:
    """The first day, in UTC, on which a case that ended then may be disposed of; `fields` as they are stored."""
    ended = closed_at.astimezone(UTC).date()
    known = {name: fields.get(name) for name in retention.after}
    dated = [(date.fromisoformat(day[:10]), retention.after[name]) for name, day in known.items() if day]
    return max(_years_after(day, years) for day, years in [(ended, retention.years), *dated])


def _years_after(day: date, years: int) -> date:
    later: date = day + relativedelta(years=years)
    return later


def over_before(now: datetime, years: int) -> datetime:
    """What happened before this moment is so many years ago; on 29 February a day more."""
    day: date = now.astimezone(UTC).date() - relativedelta(years=years)
    return datetime.combine(day + timedelta(days=1), time(), UTC)
