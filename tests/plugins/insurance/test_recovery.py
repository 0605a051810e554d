"""Subrogation, salvage and what comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case
from casewright_insurance.case_type import subrogation_possible
from casewright_insurance.fields import Claim, Recovery, RecoverySource
from casewright_insurance.notice import DamageSeverity
from casewright_insurance.recovery import pursue_recovery, record_recovery
from casewright_insurance.reserves import ReserveLine

CaseOf = Callable[..., Case[Claim]]
RuleOf = Callable[[Callable[[], object]], str | None]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({}, "recovery.nothing"),
        ({"third_party_at_fault": False}, "recovery.nothing"),
        ({"severity": DamageSeverity.TOTAL_LOSS}, None),
        ({"third_party_at_fault": True}, "recovery.statute_missing"),
        ({"third_party_at_fault": True, "statute_on": date(2026, 6, 14)}, "recovery.statute_passed"),
        ({"third_party_at_fault": True, "statute_on": date(2026, 6, 15)}, None),
    ],
)
def test_a_recovery_is_pursued_where_there_is_one_and_in_time(
    notice: Claim, case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], rule: str | None
) -> None:
    """From the party at fault up to the statute date, or from what is left of a total loss."""
    case = case_of(replace(notice, **change), "settlement_payment")
    assert rule_of(lambda: pursue_recovery(case)) == rule


def test_the_statute_date_is_asked_for_at_once(notice: Claim, case_of: CaseOf) -> None:
    """The task comes up with the notice, only where a third party is at fault."""
    assert subrogation_possible(case_of(replace(notice, third_party_at_fault=True)))
    assert not subrogation_possible(case_of(notice))


def test_what_comes_back_is_recorded_and_lowers_what_is_incurred(
    notice: Claim, line: ReserveLine, case_of: CaseOf
) -> None:
    """Vector: paid 1500, outstanding 3500, recovered 400: incurred 4600."""
    paid = replace(notice, reserves=(line,))
    back = record_recovery(
        case_of(paid, "subrogation_salvage"),
        source=RecoverySource.SUBROGATION,
        amount=Decimal(400),
        received_from="Northbend Mutual",
    )
    assert back.recoveries == (
        Recovery(
            source=RecoverySource.SUBROGATION,
            amount=Decimal(400),
            received_from="Northbend Mutual",
            received_on=date(2026, 6, 15),
        ),
    )
    assert (back.recovered, back.incurred) == (400, 4600)


def test_never_more_comes_back_than_was_paid(
    notice: Claim, line: ReserveLine, case_of: CaseOf, rule_of: RuleOf
) -> None:
    """1,500 is paid; 400 and then 1,100 may come back, and not a cent more."""
    salvage: dict[str, Any] = {"source": RecoverySource.SALVAGE, "received_from": "a dealer"}
    paid = case_of(replace(notice, reserves=(line,)), "closing")
    once = case_of(record_recovery(paid, **salvage, amount=Decimal(400)), "closing")
    assert rule_of(lambda: record_recovery(once, **salvage, amount=Decimal(1100))) is None
    assert rule_of(lambda: record_recovery(once, **salvage, amount=Decimal("1100.01"))) == "recovery.above_paid"
