"""The value of the loss, the money set aside for it, the agreement and the payments."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from casewright import Case, Refused
from casewright_insurance.authority import PAYMENT_AUTHORITY, RESERVE_AUTHORITY
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.coverage import check_covered
from casewright_insurance.fields import Claim, indemnity_paid, siu_open
from casewright_insurance.laws import late_interest, law_of, today
from casewright_insurance.lines import POLICYHOLDER, CostCategory, CostType, CoverageType
from casewright_insurance.reserves import (
    Payment,
    PaymentKind,
    ReserveLine,
    find_line,
    paid_for,
    pay_from,
    reserve,
    with_line,
)
from casewright_insurance.values import Amount, Money, ShortText


@claim.transition("reserve_evaluation | negotiation", role=HANDLERS)
def evaluate(case: Case[Claim], *, loss_value: Money) -> Claim:
    """Put a value on the loss, before the deductible; it rests on a complete proof of loss."""
    if case.fields.proof_on is None:
        raise Refused("the proof of loss is not complete; accept it first", rule="evaluate.proof")
    return replace(case.fields, loss_value=loss_value)


@claim.transition(
    "investigation | reserve_evaluation | negotiation | settlement_payment | subrogation_salvage | closing",
    role=HANDLERS,
    approval=RESERVE_AUTHORITY,
)
def set_reserve(
    case: Case[Claim],
    *,
    coverage: CoverageType,
    cost_type: CostType,
    amount: Money,
    claimant: ShortText = POLICYHOLDER,
    category: CostCategory = CostCategory.UNSPECIFIED,
) -> Claim:
    """Set aside an amount for one coverage, claimant, cost type and category. It includes what is paid already."""
    fields = case.fields
    wanted = ReserveLine(coverage=coverage, claimant=claimant, cost_type=cost_type, category=category)
    _check_open(fields, wanted)
    before = find_line(fields.reserves, wanted)
    line = reserve(before, amount)
    changes = fields.reserve_changes + (before.reserve > 0 and amount != before.reserve)
    return replace(fields, reserves=with_line(fields.reserves, line), reserve_changes=changes)


def _check_open(fields: Claim, line: ReserveLine) -> None:
    for exposure in fields.exposures:
        if (exposure.coverage, exposure.claimant) == (line.coverage, line.claimant) and exposure.closed_on:
            raise Refused(f"{exposure} is closed; reopen it first", rule="exposure.closed", field="coverage")


@claim.transition("reserve_evaluation -> negotiation", role=HANDLERS)
def negotiate(case: Case[Claim]) -> Claim:
    """Make offers; there is money set aside to stand behind them."""
    if case.fields.reserve_total <= 0:
        raise Refused("set a reserve before making offers", rule="negotiation.no_reserve")
    return case.fields


@claim.transition(
    "negotiation | settlement_payment | subrogation_salvage | closing | closed_watch -> reserve_evaluation",
    role=HANDLERS,
)
def revalue(case: Case[Claim]) -> Claim:
    """Go back to the value of the loss: an offer failed, or a supplement came in."""
    return case.fields


@claim.transition("reserve_evaluation | negotiation -> settlement_payment", role=HANDLERS, approval=PAYMENT_AUTHORITY)
def approve(case: Case[Claim], *, amount: Amount) -> Claim:
    """Agree to pay this much for the loss, beyond what is paid: at most its value less the deductible, and the limit.

    It takes the place of an earlier agreement that was not used up.
    """
    total = indemnity_paid(case.fields) + amount
    _check_payable(case.fields, total)
    return replace(case.fields, approved=total, approved_on=today(case.now), first_paid_on=None)


def _check_payable(fields: Claim, total: Decimal) -> None:
    verdict = check_covered(fields, fields.coverage_verdict)
    if fields.loss_value is None:
        raise Refused("put a value on the loss first", rule="approve.loss_value")
    if total > fields.loss_value - verdict.deductible:
        raise Refused(
            f"{total} is more than the loss of {fields.loss_value} less the deductible of {verdict.deductible}",
            rule="approve.deductible",
            field="amount",
        )
    if total > verdict.limit:
        raise Refused(
            f"{total} is above the policy limit of {verdict.limit}", rule="approve.policy_limit", field="amount"
        )


@claim.transition("settlement_payment", role=HANDLERS)
def pay(
    case: Case[Claim],
    *,
    coverage: CoverageType,
    cost_type: CostType,
    amount: Amount,
    payee: ShortText,
    kind: PaymentKind,
    claimant: ShortText = POLICYHOLDER,
    category: CostCategory = CostCategory.UNSPECIFIED,
) -> Claim:
    """Pay from a reserve line; a final payment releases what is left on it."""
    fields, day = case.fields, today(case.now)
    if siu_open(fields):
        raise Refused("payments are held while a special investigation is open", rule="payment.held")
    wanted = ReserveLine(coverage=coverage, claimant=claimant, cost_type=cost_type, category=category)
    _check_open(fields, wanted)
    line = pay_from(find_line(fields.reserves, wanted), amount, kind)
    if cost_type is CostType.INDEMNITY:
        _check_approved(fields, amount)
        _check_sublimit(fields, coverage, amount)
    payment = Payment(
        coverage=coverage,
        claimant=claimant,
        cost_type=cost_type,
        category=category,
        amount=amount,
        payee=payee,
        kind=kind,
        paid_on=day,
        interest=_interest(fields, cost_type, amount, day),
    )
    paid = replace(fields, reserves=with_line(fields.reserves, line), payments=(*fields.payments, payment))
    if cost_type is CostType.EXPENSE:
        return paid
    return replace(paid, first_paid_on=fields.first_paid_on or day)


def _check_approved(fields: Claim, amount: Decimal) -> None:
    left = fields.approved - indemnity_paid(fields)
    if amount > left:
        raise Refused(
            f"{amount} is more than the {left} that is approved and not yet paid",
            rule="payment.above_approved",
            field="amount",
        )


def _check_sublimit(fields: Claim, coverage: CoverageType, amount: Decimal) -> None:
    for terms in fields.policy.coverages if fields.policy else ():
        total = paid_for(fields.reserves, CostType.INDEMNITY, coverage) + amount
        if terms.coverage is coverage and total > terms.limit:
            raise Refused(
                f"{total} is above the limit of {terms.limit} for {coverage.replace('_', ' ')}",
                rule="payment.coverage_limit",
                field="amount",
            )


def _interest(fields: Claim, cost_type: CostType, amount: Decimal, paid_on: date) -> Decimal:
    if cost_type is CostType.EXPENSE or fields.approved_on is None:
        return Decimal(0)
    return late_interest(law_of(fields), amount, fields.approved_on, paid_on)
