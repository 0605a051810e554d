"""How long a case is kept after it ended: derived from its end, never written down by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True)
class Retention:
    """So many years after a case ended, because of a rule that is named (ISO 15489-1: disposition)."""

    years: int
    because: str


def kept_until(closed_at: datetime, retention: Retention) -> date:
    """The first day, in UTC, on which a case that ended then may be disposed of."""
    kept: date = (closed_at.astimezone(UTC) + relativedelta(years=retention.years)).date()
    return kept


def over_before(now: datetime, retention: Retention) -> datetime:
    """Cases that ended before this moment are kept long enough; on 29 February a day more."""
    day: date = now.astimezone(UTC).date() - relativedelta(years=retention.years)
    return datetime.combine(day + timedelta(days=1), time(), UTC)
