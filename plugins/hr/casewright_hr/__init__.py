"""Onboardings, and complaints of employees.

`onboarding` and `complaint` are the case types. Importing the modules listed beside them declares their moves.
"""

from typing import Any

from casewright import Calendar, CaseType, hookimpl
from casewright_hr import inquiry, sample, starting
from casewright_hr.calendar import CALENDAR
from casewright_hr.complaint import complaint
from casewright_hr.onboarding import onboarding

__all__ = ["complaint", "inquiry", "onboarding", "sample", "starting"]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [CALENDAR]


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """Two types, `Onboarding` and `EmployeeRelations`."""
    return [onboarding, complaint]
