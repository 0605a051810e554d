"""The periods of transitional care, each with its source. They are Medicare's; check them before relying on them."""

from dataclasses import dataclass
from datetime import date

from casewright import Duration, business_days, calendar_days, hours


@dataclass(frozen=True)
class CarePeriod:
    """How long something may take, where that is written, and the date of the text that was read (None: undated)."""

    length: Duration
    source: str
    as_of: date | None


_MLN = "CMS, Transitional Care Management Services, MLN 908628"

FIRST_CONTACT = CarePeriod(business_days(2), source=_MLN, as_of=date(2019, 1, 1))
"""From the discharge to the first contact; federal holidays are taken as no business days."""

VISIT_MODERATE = CarePeriod(calendar_days(14), source=f"CPT 99495, in {_MLN}", as_of=date(2019, 1, 1))
"""From the discharge to the visit, at moderate complexity."""

VISIT_HIGH = CarePeriod(calendar_days(7), source=f"CPT 99496, in {_MLN}", as_of=date(2019, 1, 1))
"""From the discharge to the visit, at high complexity."""

TRANSITION = CarePeriod(calendar_days(29), source=_MLN, as_of=date(2019, 1, 1))
"""The 30 days of transitional care: the day of the discharge and the 29 after it."""

READMISSION = CarePeriod(
    calendar_days(30), source="van Walraven and others, CMAJ 2010 (LACE index)", as_of=date(2010, 4, 6)
)
"""A readmission this soon counts against the discharge."""

CALL = CarePeriod(hours(72), source="a practice of this plugin, after reviews of LACE and HOSPITAL", as_of=None)
"""From the discharge to a call, when an early readmission is probable."""

ATTEMPTS = 2
"""So many unanswered attempts at the first contact, written down, do instead of it (MLN 908628, January 2019)."""
