"""Care plans, from the referral to what became of the goals.

`care_plan` is the case type. Importing the modules listed beside it declares its moves and its risk.
"""

from casewright import Calendar, CaseType, hookimpl
from casewright_healthcare import care, discharge, intake, risk, sample
from casewright_healthcare.calendar import CALENDAR
from casewright_healthcare.case_type import care_plan
from casewright_healthcare.fields import CarePlan

__all__ = ["care", "care_plan", "discharge", "intake", "risk", "sample"]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [CALENDAR]


@hookimpl
def case_types() -> list[CaseType[CarePlan]]:
    """One type, `CarePlanCase`."""
    return [care_plan]
