"""People at work: how they are chosen, start, leave, what becomes of their complaints, and what they ask of HR.

`recruitment`, `onboarding`, `cohort`, `offboarding`, `leaving_group`, `complaint` and `service` are the case types.
Importing the modules listed beside them declares their moves.
"""

from typing import Any

from casewright import Calendar, CaseType, Instrument, hookimpl
from casewright_hr import hearing, hotline, inquiry, leaving, probation, remedies, sample, selecting, serving, starting
from casewright_hr.calendar import CALENDAR, UK_CALENDAR
from casewright_hr.cohort import cohort
from casewright_hr.complaint import complaint
from casewright_hr.leaving_group import leaving_group
from casewright_hr.offboarding import offboarding
from casewright_hr.onboarding import onboarding
from casewright_hr.recruitment import INTERVIEW, recruitment
from casewright_hr.service import service

__all__ = [
    "cohort",
    "complaint",
    "hearing",
    "hotline",
    "inquiry",
    "leaving",
    "leaving_group",
    "offboarding",
    "onboarding",
    "probation",
    "recruitment",
    "remedies",
    "sample",
    "selecting",
    "service",
    "serving",
    "starting",
]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays in New York without federal holidays, and in London without bank holidays."""
    return [CALENDAR, UK_CALENDAR]


@hookimpl
def instruments() -> list[Instrument]:
    """The rubric of interviews with applicants."""
    return [INTERVIEW]


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """`Recruitment`, `Onboarding` and its parent `StartingGroup`, `Offboarding` and its parent `LeavingGroup`,
    `EmployeeRelations`, `HrService`.
    """
    return [recruitment, onboarding, cohort, offboarding, leaving_group, complaint, service]
