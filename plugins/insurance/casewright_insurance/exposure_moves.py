"""Closing and reopening what one claimant is owed under one coverage."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.exposures import ClosedExposure, open_points
from casewright_insurance.fields import Claim
from casewright_insurance.laws import today
from casewright_insurance.lines import POLICYHOLDER, CoverageType
from casewright_insurance.values import ShortText

OPEN_EXPOSURES = "reserve_evaluation | negotiation | settlement_payment | subrogation_salvage | closing"


@claim.transition(OPEN_EXPOSURES, role=HANDLERS)
def close_exposure(case: Case[Claim], *, coverage: CoverageType, claimant: ShortText = POLICYHOLDER) -> Claim:
    """End what one claimant is owed under one coverage: nothing is outstanding and nothing is to be done."""
    fields = case.fields
    exposure = next((one for one in fields.exposures if (one.coverage, one.claimant) == (coverage, claimant)), None)
    if exposure is None or exposure.closed_on:
        raise Refused("there is no such open exposure", rule="exposure.not_open", field="coverage")
    reasons = tuple(open_points(exposure, case.open_tasks))
    if reasons:
        raise Refused("; ".join(reasons), rule="exposure.open_points")
    closed = ClosedExposure(coverage=coverage, claimant=claimant, closed_on=today(case.now))
    return replace(fields, closed_exposures=(*fields.closed_exposures, closed))


@claim.transition(f"investigation | {OPEN_EXPOSURES} | closed_watch", role=HANDLERS)
def reopen_exposure(case: Case[Claim], *, coverage: CoverageType, claimant: ShortText = POLICYHOLDER) -> Claim:
    """Take up again what one claimant is owed under one coverage: a supplement came, or the claim was reopened."""
    left = tuple(end for end in case.fields.closed_exposures if (end.coverage, end.claimant) != (coverage, claimant))
    if left == case.fields.closed_exposures:
        raise Refused("there is no such closed exposure", rule="exposure.not_closed", field="coverage")
    return replace(case.fields, closed_exposures=left)
