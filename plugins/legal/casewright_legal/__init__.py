"""Legal matters, from the conflict check to the closed file.

`matter` and `staff_interest` are the case types. Importing the modules listed beside them declares their moves. The
hooks `before_transition` and `permit` keep conflicts of interest away from every move of a matter.
"""

from casewright import Calendar, CaseType, Instrument, hookimpl
from casewright_legal import (
    billing_moves,
    closing,
    docket_moves,
    hold_moves,
    litigation,
    production_moves,
    sample,
    settlement,
    trust_moves,
)
from casewright_legal.case_type import matter
from casewright_legal.conflicts import before_transition, permit
from casewright_legal.court_days import CALENDAR
from casewright_legal.fields import Matter
from casewright_legal.interests import Interest, staff_interest
from casewright_legal.strength import CASE_STRENGTH

__all__ = [
    "before_transition",
    "billing_moves",
    "closing",
    "docket_moves",
    "hold_moves",
    "litigation",
    "matter",
    "permit",
    "production_moves",
    "sample",
    "settlement",
    "staff_interest",
    "trust_moves",
]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [CALENDAR]


@hookimpl
def instruments() -> list[Instrument]:
    """A rubric for the strength of a case."""
    return [CASE_STRENGTH]


@hookimpl
def case_types() -> list[CaseType[Matter] | CaseType[Interest]]:
    """Two types: `LegalMatter`, and `StaffInterest` for what a conflict search has to know of."""
    return [matter, staff_interest]
