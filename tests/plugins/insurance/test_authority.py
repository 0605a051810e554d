"""Authority limits: single and cumulative, and who must agree above them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case
from casewright_insurance import medical_claim
from casewright_insurance.authority import (
    PAYMENT_AUTHORITY,
    RESERVE_AUTHORITY,
    may_approve,
    may_reserve,
    must_ask_to_approve,
    must_ask_to_reserve,
)
from casewright_insurance.fields import Claim
from casewright_insurance.lines import CostType, CoverageType, LineOfBusiness
from casewright_insurance.reserves import ReserveLine
from casewright_insurance.siu import SiuFinding

CaseOf = Callable[..., Case[Claim]]
COLLISION: dict[str, Any] = {"coverage": CoverageType.COLLISION, "cost_type": CostType.INDEMNITY}


def test_a_request_climbs_until_somebody_s_limit_suffices(ready: Claim, case_of: CaseOf) -> None:
    """Vector: 12000 against limits 5000, 10000, 25000: the adjuster must ask, only the director suffices."""
    amount = Decimal(12_000)
    assert must_ask_to_approve(case_of(ready, limits={"claim.approve": 5000}), amount=amount)
    deciders = [case_of(ready, limits={"claim.approve": limit}) for limit in (10_000, 25_000)]
    assert PAYMENT_AUTHORITY.levels == ("manager", "director")
    assert [may_approve(case, amount=amount) for case in deciders] == [False, True]


@pytest.mark.parametrize(("amount", "alone"), [("5000", True), ("5000.01", False)])
def test_the_single_limit_is_reached_not_passed(ready: Claim, case_of: CaseOf, amount: str, alone: bool) -> None:
    """Up to the limit one decides alone."""
    case = case_of(ready, limits={"claim.approve": 5000})
    assert must_ask_to_approve(case, amount=Decimal(amount)) is not alone


def test_nobody_without_a_limit_approves_alone(ready: Claim, case_of: CaseOf) -> None:
    """No limit is no authority."""
    assert must_ask_to_approve(case_of(ready), amount=Decimal("0.01"))


def test_the_cumulative_limit_binds(ready: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """Vector: 10000 per claim, 8000 used, 3000 asked, 5000 at once: pending; with 2000 asked it is not."""
    used = replace(ready, reserves=(replace(line, reserve=Decimal(8000), paid=Decimal(8000)),))
    case = case_of(used, limits={"claim.approve": 5000, "claim.approve.total": 10_000})
    assert must_ask_to_approve(case, amount=Decimal(3000))
    assert not must_ask_to_approve(case, amount=Decimal(2000))


def test_without_the_cumulative_limit_the_same_request_would_pass(
    ready: Claim, line: ReserveLine, case_of: CaseOf
) -> None:
    """The control of the vector: it is the cumulative limit that binds."""
    used = replace(ready, reserves=(replace(line, reserve=Decimal(8000), paid=Decimal(8000)),))
    case = case_of(used, limits={"claim.approve": 5000, "claim.approve.total": 11_000})
    assert not must_ask_to_approve(case, amount=Decimal(3000))


def test_whoever_has_no_cumulative_limit_reaches_the_single_one_in_total(
    ready: Claim, line: ReserveLine, case_of: CaseOf
) -> None:
    """Many small payments are no way round the limit."""
    paid = replace(ready, reserves=(line,))
    case = case_of(paid, limits={"claim.approve": 5000})
    assert must_ask_to_approve(case, amount=Decimal("3500.01"))
    assert not must_ask_to_approve(case, amount=Decimal(3500))


def test_suspected_fraud_needs_a_second_person_whatever_the_limit(ready: Claim, case_of: CaseOf) -> None:
    """The other findings do not."""
    limits = {"claim.approve": 25_000}
    asked = {
        finding: must_ask_to_approve(case_of(replace(ready, siu_finding=finding), limits=limits), amount=Decimal(1))
        for finding in (None, SiuFinding.FRAUD_NOT_FOUND, SiuFinding.SUSPECTED)
    }
    assert asked == {None: False, SiuFinding.FRAUD_NOT_FOUND: False, SiuFinding.SUSPECTED: True}


@pytest.mark.parametrize(("amount", "alone"), [(5000, True), (6000, True), (6001, False)])
def test_a_reserve_needs_authority_when_it_rises(
    notice: Claim, line: ReserveLine, case_of: CaseOf, amount: int, alone: bool
) -> None:
    """The whole reserve of the line counts, not only what is added."""
    case = case_of(replace(notice, reserves=(line,)), limits={"claim.reserve": 6000})
    assert must_ask_to_reserve(case, **COLLISION, amount=Decimal(amount)) is not alone
    assert may_reserve(case, **COLLISION, amount=Decimal(amount)) is alone


def test_the_reserves_of_all_lines_count_together(notice: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """The cumulative limit is about the claim, not about the line."""
    injury: dict[str, Any] = {"coverage": CoverageType.BODILY_INJURY, "cost_type": CostType.INDEMNITY}
    fields = replace(notice, reserves=(line,))
    tight = case_of(fields, limits={"claim.reserve": 4000, "claim.reserve.total": 8000})
    assert must_ask_to_reserve(tight, **injury, amount=Decimal(3001))
    assert not must_ask_to_reserve(tight, **injury, amount=Decimal(3000))


def test_lowering_a_reserve_needs_no_authority(notice: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """Who has no limit at all may still release a reserve, or leave it as it is."""
    case = case_of(replace(notice, reserves=(line,)))
    assert not must_ask_to_reserve(case, **COLLISION, amount=Decimal(4999))
    assert not must_ask_to_reserve(case, **COLLISION, amount=Decimal(5000))
    assert must_ask_to_reserve(case, **COLLISION, amount=Decimal(5001))
    assert RESERVE_AUTHORITY.levels == ("manager", "director")


def test_what_nobody_decides_climbs_after_a_day() -> None:
    """So that the request of the only manager does not wait for a manager."""
    for approval in (RESERVE_AUTHORITY, PAYMENT_AUTHORITY, medical_claim.transitions["valuate"].approval):
        assert approval is not None
        assert (approval.levels, str(approval.escalates)) == (("manager", "director"), "1 business day")


MOTOR = {"line_of_business": LineOfBusiness.MOTOR}
EXPENSE = {**COLLISION, "cost_type": CostType.EXPENSE}


@pytest.mark.parametrize(
    ("limits", "alone"),
    [
        ({"claim.reserve": 100, "claim.reserve.motor.indemnity": 3000}, True),
        ({"claim.reserve": 9000, "claim.reserve.motor.indemnity": 2999}, False),
        ({"claim.reserve": 100, "claim.reserve.motor": 3000}, True),
        ({"claim.reserve": 9000, "claim.reserve.motor": 2999}, False),
        ({"claim.reserve.motor": 2999, "claim.reserve.motor.indemnity": 3000}, True),
        ({"claim.reserve": 2999, "claim.reserve.property": 9000}, False),
        ({"claim.reserve": 2999, "claim.reserve.motor.expense": 9000}, False),
        ({"claim.approve.motor": 9000}, False),
    ],
)
def test_the_most_special_limit_binds(notice: Claim, case_of: CaseOf, limits: dict[str, int], alone: bool) -> None:
    """Keyed by transaction, line of business and cost type; a limit for something else gives nothing here."""
    case = case_of(replace(notice, **MOTOR), limits=limits)
    assert may_reserve(case, **COLLISION, amount=Decimal(3000)) is alone


def test_without_a_line_of_business_only_the_general_limit_is_known(notice: Claim, case_of: CaseOf) -> None:
    """Authority for motor is none for a claim that is not known to be one."""
    assert not may_reserve(case_of(notice, limits={"claim.reserve.motor": 9000}), **COLLISION, amount=Decimal(1))


def test_the_cumulative_limit_of_a_cost_type_counts_that_cost_type(
    notice: Claim, line: ReserveLine, case_of: CaseOf
) -> None:
    """5,000 of indemnity are reserved: they count for a total of indemnity and of all, not for one of expense."""
    fields = replace(notice, **MOTOR, reserves=(line,))

    def alone(**totals: int) -> bool:
        limits = {"claim.reserve": 3000} | {f"claim.reserve.{name}": limit for name, limit in totals.items()}
        return may_reserve(case_of(fields, limits=limits), **EXPENSE, amount=Decimal(400))

    assert alone(**{"motor.expense.total": 400})
    assert not alone(**{"motor.expense.total": 399})
    assert alone(**{"motor.total": 5400})
    assert not alone(**{"motor.total": 5399})
    assert not alone(**{"total": 5399})


def test_payments_are_keyed_as_indemnity(ready: Claim, case_of: CaseOf) -> None:
    """What is agreed is for the loss."""
    motor = replace(ready, **MOTOR)
    assert may_approve(case_of(motor, limits={"claim.approve.motor.indemnity": 800}), amount=Decimal(800))
    assert not may_approve(case_of(motor, limits={"claim.approve.motor.expense": 800}), amount=Decimal(800))
