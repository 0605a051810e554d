"""The arithmetic of reserve lines, by example and by property."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import Refused
from casewright_insurance.fields import Claim, indemnity_paid
from casewright_insurance.lines import CostCategory, CostType, CoverageType
from casewright_insurance.notice import Peril
from casewright_insurance.reserves import (
    Lines,
    PaymentKind,
    ReserveLine,
    find_line,
    pay_from,
    reserve,
    with_line,
)
from casewright_insurance.subrogation import Recovery, RecoverySource

RuleOf = Callable[[Callable[[], object]], str | None]
COVERAGES = (CoverageType.COLLISION, CoverageType.BODILY_INJURY)
money = st.decimals(min_value=0, max_value=10**7, places=2)
amounts = st.decimals(min_value=Decimal("0.01"), max_value=10**7, places=2)
keys = st.tuples(st.sampled_from(COVERAGES), st.sampled_from(CostType))
steps = st.lists(st.tuples(keys, st.sampled_from(["reserve", *PaymentKind]), amounts), max_size=12)


def empty(coverage: CoverageType, cost_type: CostType) -> ReserveLine:
    """The line of the policyholder's own loss, before anything is set aside."""
    return ReserveLine(coverage=coverage, cost_type=cost_type)


def claim_with(lines: Lines, *recovered: Decimal) -> Claim:
    """A claim with these reserve lines and recoveries."""
    day = date(2026, 6, 10)
    recoveries = tuple(
        Recovery(source=RecoverySource.SALVAGE, amount=amount, received_from="a dealer", received_on=day)
        for amount in recovered
    )
    return Claim(policy_number="1", peril=Peril.COLLISION, lost_on=day, reserves=lines, recoveries=recoveries)


def test_a_payment_may_use_the_whole_reserve(line: ReserveLine) -> None:
    """Vector: reserve 5000, paid 1500, request 3500 partial: allowed, outstanding 0."""
    after = pay_from(line, Decimal(3500), PaymentKind.PARTIAL)
    assert (after.reserve, after.paid, after.outstanding) == (5000, 5000, 0)


@pytest.mark.parametrize("amount", ["3500.01", "3501"])
def test_a_payment_never_exceeds_the_reserve(line: ReserveLine, rule_of: RuleOf, amount: str) -> None:
    """Vector: the same line, request 3501: refused as reserve exceeded."""
    assert rule_of(lambda: pay_from(line, Decimal(amount), PaymentKind.PARTIAL)) == "payment.reserve_exceeded"


def test_nothing_is_paid_without_an_open_reserve(line: ReserveLine, rule_of: RuleOf) -> None:
    """Vector: a line without open reserve, request 1: refused; the same with one: allowed."""
    missing = find_line((line,), empty(CoverageType.BODILY_INJURY, CostType.INDEMNITY))
    used_up = replace(line, reserve=line.paid)

    def rule(line: ReserveLine) -> str | None:
        return rule_of(lambda: pay_from(line, Decimal(1), PaymentKind.FINAL))

    assert (rule(missing), rule(used_up), rule(line)) == ("payment.no_reserve", "payment.no_reserve", None)


def test_a_final_payment_sets_the_line_to_zero() -> None:
    """Vector: reserve 5000, final payment 4200: outstanding 0; a partial one leaves 800."""
    line = ReserveLine(coverage=CoverageType.COLLISION, cost_type=CostType.INDEMNITY, reserve=Decimal(5000))
    final = pay_from(line, Decimal(4200), PaymentKind.FINAL)
    assert (final.outstanding, final.paid) == (0, 4200)
    assert pay_from(line, Decimal(4200), PaymentKind.PARTIAL).outstanding == 800


def test_incurred_is_paid_plus_outstanding_less_recoveries(line: ReserveLine) -> None:
    """Vector: paid 1500, outstanding 3500, recoveries 400: incurred 4600."""
    fields = claim_with((line,), Decimal(300), Decimal(100))
    assert (fields.paid_total, fields.reserve_total, fields.recovered) == (1500, 3500, 400)
    assert fields.incurred == 4600


def test_a_reserve_is_never_less_than_what_is_paid(line: ReserveLine, rule_of: RuleOf) -> None:
    """Down to what is paid it can be released."""
    assert rule_of(lambda: reserve(line, Decimal("1499.99"))) == "reserve.below_paid"
    assert reserve(line, Decimal(1500)).outstanding == 0


def test_expense_is_no_part_of_the_indemnity(line: ReserveLine) -> None:
    """What adjusting costs is paid, but not for the loss."""
    fields = claim_with((line, replace(line, cost_type=CostType.EXPENSE, paid=Decimal(200))))
    assert (fields.paid_total, indemnity_paid(fields)) == (1700, 1500)


def test_lines_read_as_people_name_them(line: ReserveLine) -> None:
    """Refusals name the line in words."""
    assert str(replace(line, coverage=CoverageType.BODILY_INJURY)) == "bodily injury indemnity"
    other = replace(line, claimant="Dana Petrov", category=CostCategory.RENTAL)
    assert str(other) == "collision indemnity rental of Dana Petrov"


@pytest.mark.parametrize("change", [{"claimant": "Dana Petrov"}, {"category": CostCategory.RENTAL}])
def test_claimant_and_category_make_a_line_of_their_own(line: ReserveLine, change: dict[str, Any]) -> None:
    """A reserve line is exposure x cost type x cost category."""
    wanted = replace(line, **change, reserve=Decimal(0), paid=Decimal(0))
    assert find_line((line,), wanted) == wanted
    assert with_line((line,), wanted) == (line, wanted)


@given(keys, amounts, st.lists(keys, unique=True))
def test_changing_a_line_leaves_the_others_alone(
    key: tuple[CoverageType, CostType], amount: Decimal, others: list[tuple[CoverageType, CostType]]
) -> None:
    """A line is found as it was set, once, and no other line moves."""
    lines: Lines = tuple(ReserveLine(coverage=c, cost_type=t, reserve=Decimal(7)) for c, t in others)
    after = with_line(lines, reserve(find_line(lines, empty(*key)), amount))
    assert find_line(after, empty(*key)).reserve == amount
    assert len({(line.coverage, line.cost_type) for line in after}) == len(after) == len({key, *others})
    assert [line for line in after if (line.coverage, line.cost_type) != key] == [
        line for line in lines if (line.coverage, line.cost_type) != key
    ]


@given(money, money, amounts, st.sampled_from(PaymentKind))
def test_no_payment_breaks_the_balance(held: Decimal, paid: Decimal, amount: Decimal, kind: PaymentKind) -> None:
    """Whatever is asked: either refused, or paid rises by exactly the amount and the outstanding is never negative."""
    line = ReserveLine(coverage=CoverageType.COLLISION, cost_type=CostType.INDEMNITY, reserve=held + paid, paid=paid)
    try:
        after = pay_from(line, amount, kind)
    except Refused:
        assert amount > line.outstanding
        return
    assert after.paid - line.paid == amount <= line.outstanding
    assert 0 <= after.outstanding <= line.outstanding - amount
    assert kind is PaymentKind.PARTIAL or after.outstanding == 0


@given(steps)
def test_incurred_is_what_the_lines_hold(moves: list[tuple[tuple[CoverageType, CostType], str, Decimal]]) -> None:
    """After any reserves and payments: incurred is the sum of the reserves, and what went out is what is paid."""
    lines: Lines = ()
    went_out = Decimal(0)
    for key, move, amount in moves:
        line = find_line(lines, empty(*key))
        try:
            after = reserve(line, amount) if move == "reserve" else pay_from(line, amount, PaymentKind(move))
        except Refused:
            continue
        went_out += after.paid - line.paid
        lines = with_line(lines, after)
    fields = claim_with(lines)
    assert fields.paid_total == went_out
    assert fields.incurred == sum((line.reserve for line in lines), Decimal(0)) >= fields.paid_total


@given(st.lists(amounts, max_size=5))
def test_recoveries_lower_what_is_incurred_by_themselves(recovered: list[Decimal]) -> None:
    """To the cent: no rounding, whatever the amounts."""
    line = ReserveLine(
        coverage=CoverageType.COLLISION,
        cost_type=CostType.INDEMNITY,
        reserve=Decimal("12345678.91"),
        paid=Decimal("0.01"),
    )
    assert claim_with((line,), *recovered).incurred + sum(recovered) == Decimal("12345678.91")
