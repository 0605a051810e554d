"""Subrogation, salvage and what comes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case
from casewright_insurance.case_type import subrogation_possible
from casewright_insurance.fields import Claim
from casewright_insurance.notice import DamageSeverity
from casewright_insurance.recovery import ask_for_arbitration, pursue_recovery, record_recovery, send_demand
from casewright_insurance.reserves import ReserveLine
from casewright_insurance.subrogation import Recovery, RecoverySource, SubrogationState

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


def test_subrogation_goes_from_potential_to_recovered(notice: Claim, line: ReserveLine, case_of: CaseOf) -> None:
    """Flagged with the notice, statute date set, demand, arbitration, recovered: each state by its fact."""
    stage = "subrogation_salvage"
    fields = replace(notice, third_party_at_fault=True, reserves=(line,))
    states = [notice.subrogation_state, fields.subrogation_state]
    fields = replace(fields, statute_on=date(2028, 6, 10))
    states.append(fields.subrogation_state)
    fields = send_demand(case_of(fields, stage), amount=Decimal(1500), of="Northbend Mutual")
    states.append(fields.subrogation_state)
    fields = ask_for_arbitration(case_of(fields, stage))
    states.append(fields.subrogation_state)
    salvage: dict[str, Any] = {"amount": Decimal(100), "received_from": "a dealer"}
    fields = record_recovery(case_of(fields, stage), source=RecoverySource.SALVAGE, **salvage)
    states.append(fields.subrogation_state)
    fields = record_recovery(case_of(fields, stage), source=RecoverySource.SUBROGATION, **salvage)
    assert [*states, fields.subrogation_state] == [
        None,
        SubrogationState.POTENTIAL,
        SubrogationState.STATUTE_DATE_SET,
        SubrogationState.DEMAND,
        SubrogationState.ARBITRATION,
        SubrogationState.ARBITRATION,
        SubrogationState.RECOVERED,
    ]


@pytest.mark.parametrize(
    ("change", "amount", "rule"),
    [
        ({}, 1500, None),
        ({}, 1501, "recovery.above_paid"),
        ({"third_party_at_fault": None}, 1, "recovery.nobody_at_fault"),
        ({"statute_on": None}, 1, "recovery.statute_missing"),
        ({"statute_on": date(2026, 6, 14)}, 1, "recovery.statute_passed"),
    ],
)
def test_a_demand_is_for_what_was_paid_and_in_time(
    notice: Claim, line: ReserveLine, case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], amount: int, rule: str
) -> None:
    """Whoever stands in for the claimant has no more rights than the claimant had."""
    facts: dict[str, Any] = {"third_party_at_fault": True, "statute_on": date(2026, 6, 15), **change}
    case = case_of(replace(notice, reserves=(line,), **facts), "subrogation_salvage")
    assert rule_of(lambda: send_demand(case, amount=Decimal(amount), of="Northbend Mutual")) == rule


def test_an_arbitrator_decides_on_a_demand(notice: Claim, case_of: CaseOf, rule_of: RuleOf) -> None:
    """Without one there is nothing to decide."""
    fields = replace(notice, third_party_at_fault=True, statute_on=date(2028, 6, 10))
    assert rule_of(lambda: ask_for_arbitration(case_of(fields, "subrogation_salvage"))) == "recovery.no_demand"


@pytest.mark.parametrize(
    ("statute_on", "sue_by"),
    [
        (date(2026, 9, 15), date(2026, 7, 17)),
        (date(2026, 9, 17), date(2026, 7, 17)),
        (date(2026, 9, 1), date(2026, 7, 2)),
    ],
)
def test_a_suit_is_prepared_sixty_days_before_the_statute_date(notice: Claim, statute_on: date, sue_by: date) -> None:
    """Counted backward: a Friday stays, a Sunday goes back to Friday, the holiday of 3 July to the day before."""
    assert replace(notice, statute_on=statute_on).sue_by == sue_by
    assert notice.sue_by is None
