"""Insurance claims, from the first notice of loss to the outcome.

`claim` is the case type. Importing the modules listed beside it declares its moves.
"""

from casewright import Calendar, CaseType, hookimpl
from casewright_insurance import closing, endings, intake, investigation, recovery, sample, settlement
from casewright_insurance.case_type import claim
from casewright_insurance.fields import Claim

__all__ = ["claim", "closing", "endings", "intake", "investigation", "recovery", "sample", "settlement"]


@hookimpl
def calendars() -> list[Calendar]:
    """Weekdays from 9 to 17 in New York, without the federal holidays of the United States."""
    return [Calendar(name="us_insurance", zone="America/New_York", country="US")]


@hookimpl
def case_types() -> list[CaseType[Claim]]:
    """One type, `InsuranceClaim`."""
    return [claim]
