"""The end of a paid claim: nothing left open, a watch for supplements, a look at the outcome."""

from collections.abc import Iterator
from dataclasses import replace

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.fields import Claim, siu_open
from casewright_insurance.values import ShortText


@claim.transition(
    "reserve_evaluation | negotiation | settlement_payment | subrogation_salvage -> closing", role=HANDLERS
)
def prepare_closing(case: Case[Claim]) -> Claim:
    """Begin the closing checklist: everything due is paid, everything recoverable recovered."""
    return case.fields


@claim.transition("closing -> closed_watch", role=HANDLERS)
def close(case: Case[Claim]) -> Claim:
    """Close the claim; it stays under watch for late supplements."""
    reasons = tuple(_open_points(case))
    if reasons:
        raise Refused("; ".join(reasons), rule="closing.open_points")
    return case.fields


def _open_points(case: Case[Claim]) -> Iterator[str]:
    """Everything that keeps a claim from being closed."""
    for exposure in case.fields.exposures:
        if exposure.outstanding > 0:
            yield f"{exposure.outstanding} is outstanding on {exposure}"
        elif exposure.closed_on is None:
            yield f"{exposure} is not closed"
    for task in case.open_tasks:
        yield f"to do: {task}"
    if siu_open(case.fields):
        yield "a special investigation is open"
    if case.fields.paid_total <= 0:
        yield "nothing was paid"


@claim.transition("closed_watch -> outcome_review", role=HANDLERS)
def review_outcome(case: Case[Claim]) -> Claim:
    """End the watch and look back."""
    return case.fields


@claim.transition("outcome_review", role=HANDLERS, outcome="paid")
def record_outcome(case: Case[Claim], *, review: ShortText) -> Claim:
    """End a paid claim with what was learnt from it."""
    return replace(case.fields, review=review)
