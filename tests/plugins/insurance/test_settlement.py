"""Value, reserve, agreement, payment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case
from casewright_insurance.coverage import verify
from casewright_insurance.exposure_moves import close_exposure
from casewright_insurance.fields import Claim
from casewright_insurance.lines import CostCategory, CostType, CoverageType
from casewright_insurance.notice import CoverageTerms, Peril, PolicySnapshot
from casewright_insurance.reserves import Payment, PaymentKind, ReserveLine
from casewright_insurance.settlement import approve, evaluate, negotiate, pay, revalue, set_reserve
from casewright_insurance.siu import SiuFinding

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]
COLLISION: dict[str, Any] = {"coverage": CoverageType.COLLISION, "cost_type": CostType.INDEMNITY}
PARTIAL: dict[str, Any] = {**COLLISION, "payee": "Harbor Garage", "kind": PaymentKind.PARTIAL}


@pytest.fixture
def agreed(ready: Claim, line: ReserveLine) -> Claim:
    """6,000 agreed, 5,000 of it reserved, 1,500 of it paid."""
    return replace(ready, approved=Decimal(6000), reserves=(line,))


def test_the_loss_gets_a_value(ready: Claim, case_of: CaseOf) -> None:
    """The value is recorded; the amount claimed stays what it was."""
    valued = evaluate(case_of(ready, "reserve_evaluation"), loss_value=Decimal("7350.50"))
    assert valued == replace(ready, loss_value=Decimal("7350.50"))


def test_a_value_rests_on_a_complete_proof_of_loss(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """So the period to decide has begun before anybody agrees to pay."""
    case = case_of(notice, "reserve_evaluation")
    assert rule_of(lambda: evaluate(case, loss_value=Decimal(1))) == "evaluate.proof"


def test_a_reserve_opens_its_line_and_changes_it(notice: Claim, case_of: CaseOf) -> None:
    """The first reserve opens a line, the next changes it, another cost type is a line of its own."""
    fields = set_reserve(case_of(notice, "reserve_evaluation"), **COLLISION, amount=Decimal(4000))
    fields = set_reserve(case_of(fields, "reserve_evaluation"), **COLLISION, amount=Decimal(5000))
    expense = {**COLLISION, "cost_type": CostType.EXPENSE}
    fields = set_reserve(case_of(fields, "reserve_evaluation"), **expense, amount=Decimal(300))
    assert [(line.cost_type, line.reserve) for line in fields.reserves] == [
        (CostType.INDEMNITY, 5000),
        (CostType.EXPENSE, 300),
    ]
    assert fields.reserve_total == 5300


def test_a_reserve_below_what_is_paid_is_refused(agreed: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """What is paid is paid; that much releases the rest."""
    case = case_of(agreed, "closing")
    assert rule_of(lambda: set_reserve(case, **COLLISION, amount=Decimal(1000))) == "reserve.below_paid"
    assert set_reserve(case, **COLLISION, amount=Decimal(1500)).reserve_total == 0


def test_offers_need_a_reserve_behind_them(ready: Claim, line: ReserveLine, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Without an open reserve nobody negotiates."""
    assert rule_of(lambda: negotiate(case_of(ready, "reserve_evaluation"))) == "negotiation.no_reserve"
    reserved = replace(ready, reserves=(line,))
    assert negotiate(case_of(reserved, "reserve_evaluation")) == reserved


def test_going_back_to_the_value_changes_nothing(agreed: Claim, case_of: CaseOf) -> None:
    """Whatever was found, reserved and paid stays."""
    assert revalue(case_of(agreed, "settlement_payment")) == agreed


@pytest.mark.parametrize(("amount", "rule"), [("7500", None), ("7500.01", "approve.deductible")])
def test_at_most_the_loss_less_the_deductible_is_agreed(
    ready: Claim, case_of: CaseOf, rule_of: RuleOf, amount: str, rule: str | None
) -> None:
    """A loss of 8,000 with a deductible of 500 is worth 7,500 to the claimant."""
    assert rule_of(lambda: approve(case_of(ready, "negotiation"), amount=Decimal(amount))) == rule


@pytest.mark.parametrize(("amount", "rule"), [("20000", None), ("20000.01", "approve.policy_limit")])
def test_at_most_the_policy_limit_is_agreed(
    ready: Claim, case_of: CaseOf, rule_of: RuleOf, amount: str, rule: str | None
) -> None:
    """However high the loss is."""
    ruinous = replace(ready, loss_value=Decimal(90_000))
    assert rule_of(lambda: approve(case_of(ruinous, "negotiation"), amount=Decimal(amount))) == rule


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"loss_value": None}, "approve.loss_value"),
        ({"coverage_verdict": None}, "coverage.unverified"),
        ({"peril": Peril.HAIL}, "coverage.outdated"),
        ({}, None),
    ],
)
def test_an_agreement_rests_on_a_value_and_a_verdict(
    ready: Claim, case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], rule: str | None
) -> None:
    """The loss is covered on the facts as they are now, and it has a value."""
    fields = replace(ready, **change)
    assert rule_of(lambda: approve(case_of(fields, "negotiation"), amount=Decimal(1000))) == rule


def test_a_loss_that_is_not_covered_is_not_agreed(ready: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """A verdict that says no is no basis."""
    hail = replace(ready, peril=Peril.HAIL)
    refused = replace(hail, coverage_verdict=verify(hail))
    assert rule_of(lambda: approve(case_of(refused, "negotiation"), amount=Decimal(1))) == "coverage.not_covered"


def test_an_agreement_is_beyond_what_is_paid_and_replaces_what_was_not_used(agreed: Claim, case_of: CaseOf) -> None:
    """1,500 paid and 3,000 agreed anew: 4,500 in all; the 6,000 of before are gone."""
    again = approve(case_of(agreed, "reserve_evaluation"), amount=Decimal(3000))
    assert again == replace(agreed, approved=Decimal(4500), approved_on=date(2026, 6, 15))
    paid_before = replace(agreed, first_paid_on=date(2026, 6, 14))
    assert approve(case_of(paid_before, "reserve_evaluation"), amount=Decimal(3000)).first_paid_on is None


def test_the_function_itself_knows_no_authority(ready: Claim, case_of: CaseOf) -> None:
    """Above one's limit the request is legal: the approval decides, not a refusal."""
    assert approve(case_of(ready, "negotiation"), amount=Decimal(7000)).approved == 7000


def test_a_payment_is_recorded_and_taken_from_its_line(agreed: Claim, case_of: CaseOf) -> None:
    """Payee, kind and day stand on the claim, and the line balances."""
    paid = pay(case_of(agreed, "settlement_payment"), **PARTIAL, amount=Decimal(2000))
    expected = Payment(**PARTIAL, amount=Decimal(2000), paid_on=date(2026, 6, 15))
    assert paid.payments == (expected,)
    assert (paid.paid_total, paid.reserve_total) == (3500, 1500)
    first = date(2026, 6, 15)
    assert paid == replace(agreed, payments=paid.payments, reserves=paid.reserves, first_paid_on=first)


def test_payments_are_held_while_a_special_investigation_is_open(
    agreed: Claim, case_of: CaseOf, rule_of: RuleOf
) -> None:
    """Open holds; any finding lets go."""
    held = replace(agreed, siu_referred_on=date(2026, 6, 12))
    ended = replace(held, siu_finding=SiuFinding.SUSPECTED)

    def rule(fields: Claim) -> str | None:
        return rule_of(lambda: pay(case_of(fields, "settlement_payment"), **PARTIAL, amount=Decimal(100)))

    assert (rule(held), rule(ended), rule(agreed)) == ("payment.held", None, None)


@pytest.mark.parametrize(
    ("approved", "amount", "rule"),
    [
        (6000, "3500", None),
        (6000, "3501", "payment.reserve_exceeded"),
        (3000, "1500", None),
        (3000, "1500.01", "payment.above_approved"),
    ],
)
def test_reserve_and_agreement_both_bound_a_payment(
    agreed: Claim, case_of: CaseOf, rule_of: RuleOf, approved: int, amount: str, rule: str | None
) -> None:
    """3,500 is outstanding on the line; of the agreement, what is not paid yet."""
    case = case_of(replace(agreed, approved=Decimal(approved)), "settlement_payment")
    assert rule_of(lambda: pay(case, **PARTIAL, amount=Decimal(amount))) == rule


def test_a_line_without_a_reserve_pays_nothing(agreed: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """An agreement alone is not enough."""
    other = {**PARTIAL, "coverage": CoverageType.BODILY_INJURY}
    assert rule_of(lambda: pay(case_of(agreed, "settlement_payment"), **other, amount=Decimal(1))) == (
        "payment.no_reserve"
    )


def test_expense_is_paid_from_its_reserve_whatever_was_agreed(agreed: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """The agreement is about the loss; the expert's bill is bounded by its own reserve."""
    expense = ReserveLine(coverage=CoverageType.COLLISION, cost_type=CostType.EXPENSE, reserve=Decimal(400))
    fields = replace(agreed, approved=Decimal(1500), reserves=(*agreed.reserves, expense))
    bill = {**PARTIAL, "cost_type": CostType.EXPENSE}
    case = case_of(fields, "settlement_payment")
    assert pay(case, **bill, amount=Decimal(400)).first_paid_on is None
    assert rule_of(lambda: pay(case, **bill, amount=Decimal(401))) == "payment.reserve_exceeded"


def test_a_final_payment_releases_the_line(agreed: Claim, case_of: CaseOf) -> None:
    """What is not needed is reserved no more."""
    final = pay(case_of(agreed, "settlement_payment"), **{**PARTIAL, "kind": PaymentKind.FINAL}, amount=Decimal(2700))
    assert (final.paid_total, final.reserve_total, final.incurred) == (4200, 0, 4200)


def test_the_policy_of_the_verdict_is_the_policy_that_pays(
    ready: Claim, policy: PolicySnapshot, case_of: CaseOf, rule_of: RuleOf
) -> None:
    """A deductible changed after the verification is refused, not used."""
    cheaper = replace(ready, policy=replace(policy, deductible=Decimal(0)))
    assert rule_of(lambda: approve(case_of(cheaper, "negotiation"), amount=Decimal(8000))) == "coverage.outdated"


def test_changes_of_a_reserve_after_the_first_are_counted(notice: Claim, case_of: CaseOf) -> None:
    """The first estimate, the same again, another, and one on another line: one change."""
    fields = notice
    for line, amount in ((COLLISION, 4000), (COLLISION, 4000), (COLLISION, 5000)):
        fields = set_reserve(case_of(fields, "reserve_evaluation"), **line, amount=Decimal(amount))
    fields = set_reserve(
        case_of(fields, "reserve_evaluation"), **COLLISION, category=CostCategory.RENTAL, amount=Decimal(300)
    )
    assert fields.reserve_changes == 1


def test_another_claimant_is_another_exposure(agreed: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """A reserve for one claimant pays nothing to another."""
    other = {**PARTIAL, "claimant": "Dana Petrov"}
    assert rule_of(lambda: pay(case_of(agreed, "settlement_payment"), **other, amount=Decimal(1))) == (
        "payment.no_reserve"
    )
    reserved = set_reserve(
        case_of(agreed, "settlement_payment"), **COLLISION, claimant="Dana Petrov", amount=Decimal(9)
    )
    paid = pay(case_of(reserved, "settlement_payment"), **other, amount=Decimal(4))
    assert [(one.claimant, one.paid, one.outstanding) for one in paid.exposures] == [
        ("policyholder", 1500, 3500),
        ("Dana Petrov", 4, 5),
    ]


def test_a_closed_exposure_is_neither_reserved_nor_paid(agreed: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """It has to be reopened first."""
    settled = replace(agreed, reserves=(replace(agreed.reserves[0], reserve=Decimal(1500)),))
    closed = close_exposure(case_of(settled, "settlement_payment"), coverage=CoverageType.COLLISION)
    case = case_of(closed, "settlement_payment")
    assert rule_of(lambda: set_reserve(case, **COLLISION, amount=Decimal(2000))) == "exposure.closed"
    assert rule_of(lambda: pay(case, **PARTIAL, amount=Decimal(1))) == "exposure.closed"


@pytest.mark.parametrize(("amount", "rule"), [("1000", None), ("1000.01", "payment.coverage_limit")])
def test_a_coverage_may_have_a_limit_of_its_own(
    agreed: Claim, policy: PolicySnapshot, case_of: CaseOf, rule_of: RuleOf, amount: str, rule: str | None
) -> None:
    """2,500 for the collision, of which 1,500 are paid."""
    terms = CoverageTerms(coverage=CoverageType.COLLISION, limit=Decimal(2500))
    bounded = replace(agreed, policy=replace(policy, coverages=(terms,)))
    case = case_of(bounded, "settlement_payment")
    assert rule_of(lambda: pay(case, **PARTIAL, amount=Decimal(amount))) == rule


def test_a_late_payment_owes_interest_where_the_law_says_so(agreed: Claim, case_of: CaseOf) -> None:
    """Texas: agreed on Monday the 1st, due on Monday the 8th, paid on the 15th: seven days at 18 per cent."""
    late = replace(agreed, jurisdiction="US-TX", approved_on=date(2026, 6, 1))
    paid = pay(case_of(late, "settlement_payment"), **PARTIAL, amount=Decimal(1000))
    assert paid.payments[0].interest == Decimal("3.45")
    assert paid.paid_total == 2500, "interest is no part of the loss"
    elsewhere = replace(late, jurisdiction="US-CA")
    assert pay(case_of(elsewhere, "settlement_payment"), **PARTIAL, amount=Decimal(1000)).payments[0].interest == 0
