"""The value of the loss, the money set aside for it, the agreement and the payments."""

from dataclasses import replace
from decimal import Decimal

from casewright import Case, Refused
from casewright_insurance.authority import PAYMENT_AUTHORITY, RESERVE_AUTHORITY
from casewright_insurance.case_type import HANDLERS, claim
from casewright_insurance.coverage import check_covered
from casewright_insurance.fields import Claim, indemnity_paid, siu_open
from casewright_insurance.reserves import (
    CostType,
    CoverageType,
    Payment,
    PaymentKind,
    find_line,
    pay_from,
    reserve,
    with_line,
)
from casewright_insurance.values import Amount, Money, ShortText


@claim.transition("reserve_evaluation | negotiation", role=HANDLERS)
def evaluate(case: Case[Claim], *, loss_value: Money) -> Claim:
    """Put a value on the loss, before the deductible."""
    return replace(case.fields, loss_value=loss_value)


@claim.transition(
    "investigation | reserve_evaluation | negotiation | settlement_payment | subrogation_salvage | closing",
    role=HANDLERS,
    approval=RESERVE_AUTHORITY,
)
def set_reserve(case: Case[Claim], *, coverage: CoverageType, cost_type: CostType, amount: Money) -> Claim:
    """Set aside an amount for one coverage and cost type. It includes what is paid; that much releases the rest."""
    line = reserve(find_line(case.fields.reserves, coverage, cost_type), amount)
    return replace(case.fields, reserves=with_line(case.fields.reserves, line))


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
    return replace(case.fields, approved=total)


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
) -> Claim:
    """Pay from a reserve line; a final payment releases what is left on it."""
    fields = case.fields
    if siu_open(fields):
        raise Refused("payments are held while a special investigation is open", rule="payment.held")
    line = pay_from(find_line(fields.reserves, coverage, cost_type), amount, kind)
    if cost_type is CostType.INDEMNITY:
        _check_approved(fields, amount)
    payment = Payment(
        coverage=coverage, cost_type=cost_type, amount=amount, payee=payee, kind=kind, paid_on=case.now.date()
    )
    return replace(fields, reserves=with_line(fields.reserves, line), payments=(*fields.payments, payment))


def _check_approved(fields: Claim, amount: Decimal) -> None:
    left = fields.approved - indemnity_paid(fields)
    if amount > left:
        raise Refused(
            f"{amount} is more than the {left} that is approved and not yet paid",
            rule="payment.above_approved",
            field="amount",
        )
