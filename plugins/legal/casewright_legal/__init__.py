"""Legal matters, from the conflict check to the closed file.

`matter` is the case type. Importing the modules listed beside it declares its moves. The hooks `before_transition`
and `permit` keep conflicts of interest away from every move.
"""

from casewright import Calendar, CaseType, hookimpl
from casewright_legal import litigation, sample, settlement
from casewright_legal.case_type import matter
from casewright_legal.conflicts import before_transition, permit
from casewright_legal.court_days import CALENDAR
from casewright_legal.fields import Matter

__all__ = ["before_transition", "litigation", "matter", "permit", "sample", "settlement"]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [CALENDAR]


@hookimpl
def case_types() -> list[CaseType[Matter]]:
    """One type, `LegalMatter`."""
    return [matter]
