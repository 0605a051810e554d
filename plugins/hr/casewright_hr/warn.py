"""Whether so many losing their work calls for a notice 60 days before (WARN Act, 29 U.S.C. 2101 ff.). Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import calendar_days
from casewright_hr.periods import LegalPeriod

WARN_NOTICE = LegalPeriod(calendar_days(60), source="29 U.S.C. 2102(a), by way of secondary pages", as_of=None)
"""From the notice to the first loss of work; check it. Some states ask for more."""


@dataclass(frozen=True, kw_only=True)
class WarnThresholds:
    """From how many people on it holds; part-time employees are not counted."""

    employer: int
    closing: int
    layoff: int
    layoff_percent: int
    """Of those at the site, for a layoff of at least `layoff`."""
    large_layoff: int
    """From how many on the share does not matter."""
    source: str
    as_of: date | None


THRESHOLDS = WarnThresholds(
    employer=100,
    closing=50,
    layoff=50,
    layoff_percent=33,
    large_layoff=500,
    source="29 U.S.C. 2101(a), 20 CFR 639.3, by way of secondary pages: check it",
    as_of=None,
)


class WarnEvent(StrEnum):
    """What calls for the notice."""

    PLANT_CLOSING = "plant_closing"
    MASS_LAYOFF = "mass_layoff"


class WarnException(StrEnum):
    """Why a shorter notice may do (29 U.S.C. 2102(b)); as much as is possible is given all the same."""

    FALTERING_COMPANY = "faltering_company"
    """For a closing only: the notice would have kept it from the capital that it was looking for."""
    UNFORESEEABLE = "unforeseeable"
    NATURAL_DISASTER = "natural_disaster"


def warn_event(*, employer: int, at_site: int, losing: int, closing: bool) -> WarnEvent | None:
    """What it is, by the people of the employer, of the site, and those who lose their work within 30 days."""
    if employer < THRESHOLDS.employer:
        return None
    if closing and losing >= THRESHOLDS.closing:
        return WarnEvent.PLANT_CLOSING
    enough = losing >= THRESHOLDS.layoff and losing * 100 >= at_site * THRESHOLDS.layoff_percent
    return WarnEvent.MASS_LAYOFF if enough or losing >= THRESHOLDS.large_layoff else None
