"""The periods of an onboarding, each with its source: a law, or a practice of this plugin."""

from dataclasses import dataclass
from datetime import date

from casewright import Duration, business_days, calendar_days


@dataclass(frozen=True)
class WorkingDays:
    """So many working days, where that is written, and the date of the text that was read (None: undated)."""

    days: int
    source: str
    as_of: date | None


FORM_I9_SECTION_2 = WorkingDays(3, source="8 CFR 274a.2(b)(1)(ii)(B), by way of secondary pages", as_of=None)
"""After the first day of work; check it before relying on it."""


@dataclass(frozen=True)
class Years:
    """So many years, where that is written, and the date of the text that was read (None: undated)."""

    years: int
    source: str
    as_of: date | None


FORM_I9_AFTER_HIRE = Years(3, source="8 CFR 274a.2(b)(2)(i)(A), by way of secondary pages", as_of=None)
"""Form I-9 is kept so long after the hire, or after the end where that is later."""

FORM_I9_AFTER_END = Years(1, source="8 CFR 274a.2(b)(2)(i)(A), by way of secondary pages", as_of=None)

COMPANION_DAYS = WorkingDays(5, source="Acas Code of Practice 1, of 2015, on the right to be accompanied", as_of=None)
"""After the day of a meeting that a companion cannot come to, for the new one. The Code has no other day counts."""

ORDER_EQUIPMENT = WorkingDays(-10, source="a practice of this plugin", as_of=None)
"""Before the first day."""

GRANT_ACCESS = WorkingDays(-3, source="a practice of this plugin", as_of=None)
"""Before the first day: access that is not used yet is a risk."""

MENTORED_MONTHS = 6
"""How long a mentor looks after somebody: a practice of this plugin."""


PROBATION_DAYS = 90
"""Calendar days from the first day to the decision: a practice of this plugin."""


@dataclass(frozen=True)
class LegalPeriod:
    """A period in the days that a law counts, where that is written, and the date of the text that was read."""

    length: Duration
    source: str
    as_of: date | None


FMLA_ELIGIBILITY = LegalPeriod(business_days(5), source="29 CFR 825.300(b)(1), by way of secondary pages", as_of=None)
"""From the day the need for leave was told to the notice whether the employee is eligible; check it, as those below."""

FMLA_CERTIFICATION = LegalPeriod(calendar_days(15), source="29 CFR 825.305(b), by way of secondary pages", as_of=None)
"""For the employee, from the day a certification was asked for."""

FMLA_DESIGNATION = LegalPeriod(business_days(5), source="29 CFR 825.300(d)(1), by way of secondary pages", as_of=None)
"""From the day enough is known to the notice whether the leave counts as such."""

NEW_HIRE_REPORT = LegalPeriod(calendar_days(20), source="42 U.S.C. 653a(b)(2), by way of secondary pages", as_of=None)
"""From the first day to the report to the state; many states ask for it sooner."""

COBRA_NOTICE = LegalPeriod(calendar_days(44), source="29 U.S.C. 1166, by way of secondary pages", as_of=None)
"""From the last day to the notice of the choice: 30 days of the employer and 14 of the administrator of the plan."""

COBRA_ELECTION = LegalPeriod(calendar_days(60), source="29 U.S.C. 1165(a)(1), by way of secondary pages", as_of=None)
"""For the choice itself: from the loss of cover, or from the notice where that is later. Check it."""

CHARGE_AT_EEOC = LegalPeriod(
    calendar_days(180), source="42 U.S.C. 2000e-5(e)(1), by way of secondary pages", as_of=None
)
"""From the act to the last day for a charge."""

CHARGE_WITH_STATE_AGENCY = LegalPeriod(calendar_days(300), source=CHARGE_AT_EEOC.source, as_of=None)
"""The same where an agency of the state forbids the same act."""


@dataclass(frozen=True)
class Months:
    """So many months, where that is written, and the date of the text that was read (None: undated)."""

    months: int
    source: str
    as_of: date | None


DATA_ACCESS = Months(1, source="UK GDPR, article 12(3), by way of secondary pages", as_of=None)
"""From a request for one's own data to its answer; check it, as the one below."""

DATA_ACCESS_EXTENDED = Months(2, source=DATA_ACCESS.source, as_of=None)
"""In addition, for requests that are complex or many, with a reason told within the first month."""
