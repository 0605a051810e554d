"""The trust ledger: never below zero, paid from cleared money, agreed by a partner, reconciled three ways."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import Case, Refused
from casewright_legal import matter
from casewright_legal.closing import close
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.trust import Ledger, balance, clear, cleared_balance, deposit, disburse, reconcile
from casewright_legal.trust_moves import clear_trust, disburse_trust, receive_trust, reconcile_trust

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
DAY = date(2026, 6, 15)
BROUGHT = Matter(
    client="Northbend Foundry",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.DEFENDANT,
    opponents=("Riverwood Energy",),
    summary="Goods not paid for",
)


def held(*amounts: str, cleared: int) -> Ledger:
    """Deposits of these amounts, the first of them cleared."""
    ledger: Ledger = ()
    for amount in amounts:
        ledger = deposit(ledger, Decimal(amount), "the client", "advance on costs", DAY)
    for number in range(1, cleared + 1):
        ledger = clear(ledger, number, DAY)
    return ledger


VECTOR = held("1000", "500", cleared=1)


@pytest.mark.parametrize(
    ("amount", "rule"),
    [("1000", None), ("1000.01", "trust.not_cleared"), ("1001", "trust.not_cleared"), ("1500.01", "trust.below_zero")],
)
def test_only_cleared_money_is_paid(rule_of: RuleOf, amount: str, rule: str | None) -> None:
    """Vector: 1000 cleared and 500 not: 1001 is refused, 1000 allowed."""
    assert (balance(VECTOR), cleared_balance(VECTOR)) == (1500, 1000)
    assert rule_of(lambda: disburse(VECTOR, Decimal(amount), "the court", "fee", DAY)) == rule


def test_a_partner_agrees_to_every_disbursement(case_of: CaseOf) -> None:
    """Whatever the amount, and never who asks."""
    approval = matter.transitions["disburse_trust"].approval
    assert approval is not None
    assert (approval.levels, approval.when) == (("client_partner",), None)
    paid = disburse_trust(
        case_of(matter, replace(BROUGHT, trust=VECTOR), "discovery"),
        amount=Decimal(1000),
        payee="the court",
        purpose="fee",
    )
    assert (paid.trust_balance, paid.trust_cleared) == (500, 0)


@pytest.mark.parametrize(("left", "reasons"), [("0.01", "0.01 is held in trust"), ("0", None)])
def test_a_matter_closes_with_nothing_in_trust(case_of: CaseOf, left: str, reasons: str | None) -> None:
    """Vector: closing with a balance of 0.01 is refused."""
    ledger = disburse(held("1000", cleared=1), Decimal(1000) - Decimal(left), "the client", "rest", DAY)
    case = case_of(matter, replace(BROUGHT, trust=ledger), "closing")
    if reasons is None:
        assert close(case, destruction_on=date(2033, 6, 15)).destruction_on == date(2033, 6, 15)
        return
    with pytest.raises(Refused) as refused:
        close(case, destruction_on=date(2033, 6, 15))
    assert (refused.value.rule, refused.value.message) == ("closing.open_points", reasons)


def test_a_deposit_clears_once(rule_of: RuleOf) -> None:
    """What is cleared, was paid out or is not there does not clear."""
    paid = disburse(VECTOR, Decimal(1), "the court", "fee", DAY)
    assert [rule_of(lambda n=number: clear(paid, n, DAY)) for number in (1, 2, 3, 4)] == [  # type: ignore[misc]
        "trust.not_waiting",
        None,
        "trust.not_waiting",
        "trust.not_waiting",
    ]


@pytest.mark.parametrize(
    ("bank", "journal", "rule"),
    [("1000", "1500", None), ("1500", "1500", "trust.unreconciled"), ("1000", "1000", "trust.unreconciled")],
)
def test_bank_books_and_ledger_agree(rule_of: RuleOf, bank: str, journal: str, rule: str | None) -> None:
    """The bank shows what is cleared, the books all of it."""
    assert rule_of(lambda: reconcile(VECTOR, bank=Decimal(bank), journal=Decimal(journal), day=DAY)) == rule


def test_the_moves_keep_the_ledger(case_of: CaseOf) -> None:
    """Received, cleared, reconciled: each is on the matter."""
    fields = receive_trust(
        case_of(matter, BROUGHT, "strategy"), amount=Decimal(1000), received_from="the client", purpose="advance"
    )
    fields = clear_trust(case_of(matter, fields, "strategy"), number=1)
    fields = reconcile_trust(case_of(matter, fields, "strategy"), bank=Decimal(1000), journal=Decimal(1000))
    assert (fields.trust_balance, fields.trust_cleared) == (1000, 1000)
    assert fields.reconciliation is not None
    assert (fields.reconciliation.made_on, fields.reconciliation.not_cleared) == (DAY, 0)


moves = st.lists(
    st.tuples(
        st.sampled_from(["deposit", "clear", "disburse"]),
        st.decimals(min_value=Decimal("0.01"), max_value=10**6, places=2),
        st.integers(1, 8),
    ),
    max_size=15,
)


@given(moves)
def test_no_ledger_is_ever_below_zero(steps: list[tuple[str, Decimal, int]]) -> None:
    """Whatever is asked in whatever order: cleared and held stay above zero, and cleared is never more than held."""
    ledger: Ledger = ()
    for step, amount, number in steps:
        try:
            if step == "deposit":
                ledger = deposit(ledger, amount, "the client", "advance", DAY)
            elif step == "clear":
                ledger = clear(ledger, number, DAY)
            else:
                ledger = disburse(ledger, amount, "the court", "fee", DAY)
        except Refused:
            continue
        assert 0 <= cleared_balance(ledger) <= balance(ledger)
