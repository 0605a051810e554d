"""Insurance claims, from the first notice of loss to the outcome, and bills of providers to a health payer.

`claim` and `medical_claim` are the case types. Importing the modules listed beside them declares their moves.
"""

from casewright import Calendar, CaseType, Instrument, hookimpl
from casewright_insurance import (
    closing,
    correspondence,
    endings,
    exposure_moves,
    intake,
    investigation,
    recovery,
    sample,
    settlement,
    special_investigation,
)
from casewright_insurance.case_type import claim
from casewright_insurance.complexity import CLAIM_COMPLEXITY
from casewright_insurance.fields import Claim
from casewright_insurance.laws import CALENDAR
from casewright_insurance.medical import payment as medical_payment
from casewright_insurance.medical import sample as medical_sample
from casewright_insurance.medical.case_type import MedicalClaim, medical_claim

__all__ = [
    "claim",
    "closing",
    "correspondence",
    "endings",
    "exposure_moves",
    "intake",
    "investigation",
    "medical_claim",
    "medical_payment",
    "medical_sample",
    "recovery",
    "sample",
    "settlement",
    "special_investigation",
]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [CALENDAR]


@hookimpl
def instruments() -> list[Instrument]:
    """A rubric for the complexity of a claim."""
    return [CLAIM_COMPLEXITY]


@hookimpl
def case_types() -> list[CaseType[Claim] | CaseType[MedicalClaim]]:
    """Two types: `InsuranceClaim` for a loss, `MedicalClaim` for a treatment."""
    return [claim, medical_claim]
