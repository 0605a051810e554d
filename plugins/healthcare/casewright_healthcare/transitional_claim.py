"""Transitional care is claimed once for each discharge, by the code that its visit has earned."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.records import CareTransitionClaim


@care_plan.transition("transitional_care | outcome_review", role=TEAM)
def claim_transitional_care(case: Case[CarePlan]) -> CarePlan:
    """Record that the discharge was claimed, by CPT 99496 or 99495 as complexity and visit say."""
    fields = case.fields
    code = fields.transitional_code
    if fields.discharged_on is None or code is None:
        raise Refused("no visit within the period has earned a code", rule="claim.not_earned")
    if any(claim.discharged_on == fields.discharged_on for claim in fields.claims):
        raise Refused(f"the discharge on {fields.discharged_on} is claimed already", rule="claim.claimed")
    claim = CareTransitionClaim(discharged_on=fields.discharged_on, code=code, claimed_on=today(case.now))
    return replace(fields, claims=(*fields.claims, claim))
