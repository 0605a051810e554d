"""Until when a claim can be brought to an employment tribunal in Great Britain. Pure; every figure has its first day.

The rule that holds is that of the day it speaks of, not of today: of the act for the limit, of the notification for the
length of the conciliation.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from casewright_hr.calendar import months_after


@dataclass(frozen=True, kw_only=True)
class DatedPeriod:
    """A period that holds for what happens from a day on."""

    from_day: date
    amount: int
    source: str


CLAIM_MONTHS = (
    DatedPeriod(from_day=date.min, amount=3, source="three months less a day, read in secondary pages of 2025"),
    DatedPeriod(
        from_day=date(2026, 10, 1),
        amount=6,
        source="Employment Rights Act 2025, from October 2026; check the day it came into force",
    ),
)
"""Months to bring a claim, less a day."""

CONCILIATION_WEEKS = (
    DatedPeriod(from_day=date.min, amount=6, source="read in secondary pages of 2025"),
    DatedPeriod(from_day=date(2025, 12, 1), amount=12, source="read in secondary pages of 2025"),
)
"""How long early conciliation lasts at most."""

MONTHS_AFTER_CERTIFICATE = 1
"""What is left after the certificate at least; read in secondary pages of 2025."""


def in_force(periods: tuple[DatedPeriod, ...], day: date) -> DatedPeriod:
    """The period that holds for what happens on the day."""
    return [period for period in periods if period.from_day <= day][-1]


def conciliation_ends(notified_on: date) -> date:
    """The last day of an early conciliation, whatever comes of it."""
    return notified_on + timedelta(weeks=in_force(CONCILIATION_WEEKS, notified_on).amount)


def last_day_to_claim(act_on: date, notified_on: date | None = None, certificate_on: date | None = None) -> date:
    """The last day on which a claim about an act is in time.

    Early conciliation, from its notification (Day A) to its certificate (Day B), stops the clock when it began in time;
    a month is left after the certificate at least.
    """
    limit = months_after(act_on, in_force(CLAIM_MONTHS, act_on).amount) - timedelta(days=1)
    if notified_on is None or certificate_on is None or notified_on > limit:
        return limit
    return max(limit + (certificate_on - notified_on), months_after(certificate_on, MONTHS_AFTER_CERTIFICATE))
