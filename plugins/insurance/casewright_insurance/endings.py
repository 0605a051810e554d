"""How a claim ends without a payment: denied, below the deductible, withdrawn, a duplicate."""

from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from casewright import Case, Refused
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.coverage import CoverageIssue, valid_verdict
from casewright_insurance.fields import Claim, DenialReason, loss_so_far
from casewright_insurance.siu import SiuFinding

ClaimNumber = Annotated[str, Field(pattern=r"^CLM-\d{4}-\d{6,}$")]

_SHOWN_BY_VERIFICATION = {
    DenialReason.NOT_IN_FORCE: CoverageIssue.NOT_IN_FORCE,
    DenialReason.PERIL_NOT_COVERED: CoverageIssue.PERIL_NOT_COVERED,
    DenialReason.LATE_NOTICE: CoverageIssue.LATE_NOTICE,
}


@claim.transition(
    "coverage_verification | triage | investigation | reserve_evaluation | negotiation | settlement_payment",
    role=HANDLERS,
    outcome="denied",
)
def deny(case: Case[Claim], *, ground: DenialReason) -> Claim:
    """Refuse to pay, on a ground that is shown, and take back what was agreed."""
    _check_no_money(case.fields)
    _check_shown(case.fields, ground)
    return replace(case.fields, denial_reason=ground, approved=Decimal(0))


def _check_shown(fields: Claim, ground: DenialReason) -> None:
    """A fraud indicator never denies, however many there are: fraud needs the finding of an investigation."""
    if ground is DenialReason.FRAUD and fields.siu_finding is not SiuFinding.CONFIRMED:
        raise Refused(
            "fraud is a ground only when a special investigation has confirmed it", rule="deny.fraud", field="ground"
        )
    issue = _SHOWN_BY_VERIFICATION.get(ground)
    if issue and issue not in valid_verdict(fields, fields.coverage_verdict).issues:
        raise Refused(f"the coverage verification did not find {ground}", rule="deny.coverage", field="ground")


@claim.transition(
    "coverage_verification | triage | investigation | reserve_evaluation | negotiation",
    role=HANDLERS,
    outcome="below_deductible",
)
def close_below_deductible(case: Case[Claim]) -> Claim:
    """End a claim that the policyholder bears alone: the loss does not exceed the deductible."""
    _check_no_money(case.fields)
    deductible = valid_verdict(case.fields, case.fields.coverage_verdict).deductible
    loss = loss_so_far(case.fields)
    if loss is None:
        raise Refused("it is not known yet how high the loss is", rule="deductible.loss_unknown")
    if loss > deductible:
        raise Refused(f"the loss of {loss} exceeds the deductible of {deductible}", rule="deductible.exceeded")
    return case.fields


@claim.transition(
    "fnol | coverage_verification | triage | investigation | siu_investigation | reserve_evaluation | negotiation"
    " | settlement_payment",
    role=HANDLERS,
    outcome="withdrawn",
)
def withdraw(case: Case[Claim]) -> Claim:
    """End the claim because the claimant asks for nothing any more."""
    _check_no_money(case.fields)
    return case.fields


@claim.transition("fnol | coverage_verification | triage | investigation", role=HANDLERS, outcome="duplicate")
def mark_duplicate(case: Case[Claim], *, duplicate_of: ClaimNumber) -> Claim:
    """End a second notice of a loss that another claim is about already."""
    _check_no_money(case.fields)
    if duplicate_of == case.number:
        raise Refused("a claim is no duplicate of itself", rule="duplicate.itself", field="duplicate_of")
    return replace(case.fields, duplicate_of=duplicate_of)


def _check_no_money(fields: Claim) -> None:
    """These endings leave no money behind; raises Refused with all there is."""
    amounts = {"still reserved": fields.reserve_total, "paid": fields.paid_total}
    found = [f"{amount} {what}" for what, amount in amounts.items() if amount > Decimal(0)]
    if found:
        raise Refused(f"there is money on this claim: {', '.join(found)}", rule="ending.money")
