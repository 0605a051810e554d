"""Care plans, from the referral to what became of the goals.

`care_plan` is the case type. Importing the modules listed beside it declares its moves and its risk.
"""

from casewright import Calendar, CaseType, Instrument, hookimpl
from casewright_healthcare import care, discharge, intake, mistake, risk, sample, transitional_claim, utilisation
from casewright_healthcare.calendar import CALENDAR
from casewright_healthcare.case_type import care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.questionnaires import AUDIT_C, GAD_2, GAD_7, PHQ_2, PHQ_9
from casewright_healthcare.readmission import CHARLSON, HOSPITAL, LACE

__all__ = [
    "care", "care_plan", "discharge", "intake", "mistake", "risk", "sample", "transitional_claim", "utilisation",
]  # fmt: skip


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [CALENDAR]


@hookimpl
def instruments() -> list[Instrument]:
    """Depression, anxiety, drinking, and how probable an early readmission is."""
    return [PHQ_9, PHQ_2, GAD_7, GAD_2, AUDIT_C, CHARLSON, LACE, HOSPITAL]


@hookimpl
def case_types() -> list[CaseType[CarePlan]]:
    """One type, `CarePlanCase`."""
    return [care_plan]
