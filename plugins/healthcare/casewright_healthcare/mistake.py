"""A care plan that should never have been: kept, and marked as entered in error."""

from dataclasses import replace

from casewright import Case
from casewright_healthcare.case_type import care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.values import Text


@care_plan.transition(" | ".join(care_plan.stages), role="care_manager", outcome="entered_in_error")
def mark_as_error(case: Case[CarePlan], *, mistake: Text) -> CarePlan:
    """End a care plan of the wrong patient, or one that never was. It is kept for audit and has no figures."""
    return replace(case.fields, entered_in_error=mistake)
