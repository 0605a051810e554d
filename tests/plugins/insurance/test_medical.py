"""Medical claims: the verdict on each billed item, authority, and the way from the bill to its payment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from casewright import Actor, Case, Phase, Status
from casewright.declaration_check import check_case_type
from casewright.risk import read_risk
from casewright_insurance import medical_claim
from casewright_insurance.medical.case_type import MedicalClaim, RejectionGround
from casewright_insurance.medical.payment import (
    check_again,
    check_items,
    must_ask,
    pay_provider,
    process,
    reject,
    state_diagnosis,
    valuate,
    within_authority,
)
from casewright_insurance.medical.tariff import BilledItem, HealthCover, MedicalRejection, PricedItem, judge

RuleOf = Callable[[Callable[[], object]], str | None]
DAY = date(2026, 6, 10)
X_RAY = PricedItem(code="x-ray", price=Decimal(120), most_units=2, waiting_days=30, days_apart=90)
COVER = HealthCover(in_force_from=date(2026, 1, 1), in_force_to=date(2026, 12, 31), price_list=(X_RAY,), most_visits=4)


def bill(*items: BilledItem, **changes: Any) -> MedicalClaim:
    """A bill for an X-ray at the price of the list."""
    fields = MedicalClaim(
        insured_number="H-1",
        provider="Hillsdale Clinic",
        treated_on=DAY,
        billed_on=date(2026, 6, 12),
        items=items or (BilledItem(code="x-ray", price=Decimal(120)),),
        cover=COVER,
    )
    return replace(fields, **changes)


def at(stage: str, fields: MedicalClaim, limit: int = 0) -> Case[MedicalClaim]:
    """A case of it at a stage, for a reviewer with this authority."""
    now = datetime(2026, 6, 15, 12, tzinfo=UTC)
    limits = {"claim.approve": Decimal(limit)}
    return Case(
        id=uuid4(),
        number="MED-2026-000001",
        type=medical_claim.name,
        stage=stage,
        phase=Phase(medical_claim.stages[stage]),
        status=Status.ACTIVE,
        fields=fields,
        actor=Actor(tenant="demo", subject="rita", roles=frozenset({"medical_reviewer"}), limits=limits),
        now=now,
        opened_at=now,
    )


def checked(fields: MedicalClaim) -> MedicalClaim:
    """The bill with the verdicts of its items."""
    return check_items(at("entered", fields))


def test_a_platform_starts_with_it() -> None:
    """The declaration has no mistake, and its samples are valid."""
    check_case_type(medical_claim, "insurance", frozenset({"us_insurance"}))
    assert medical_claim.sample is not None
    for seed in range(50):
        fields = medical_claim.sample(Random(seed)).fields
        assert medical_claim.fields.check(fields) == fields


@pytest.mark.parametrize(
    ("cover", "item", "rejections"),
    [
        ({}, {}, []),
        ({}, {"code": "laser"}, [MedicalRejection.NOT_IN_PRICE_LIST]),
        ({"in_force_from": date(2026, 6, 11)}, {}, [MedicalRejection.NO_COVERAGE, MedicalRejection.WAITING_PERIOD]),
        ({"in_force_to": date(2026, 6, 9)}, {}, [MedicalRejection.NO_COVERAGE]),
        ({"in_force_to": DAY}, {}, []),
        ({"in_force_to": None}, {}, []),
        ({"in_force_from": date(2026, 5, 12)}, {}, [MedicalRejection.WAITING_PERIOD]),
        ({"in_force_from": date(2026, 5, 11)}, {}, []),
        ({}, {"units": 2}, []),
        ({}, {"units": 3}, [MedicalRejection.QUANTITY_OVER_LIMIT]),
        ({"visits": 3}, {}, []),
        ({"visits": 4}, {}, [MedicalRejection.MAXIMUM_VISITS]),
        ({"price_list": (replace(X_RAY, last_given_on=date(2026, 3, 13)),)}, {}, [MedicalRejection.TOO_FREQUENT]),
        ({"price_list": (replace(X_RAY, last_given_on=date(2026, 3, 12)),)}, {}, []),
    ],
)
def test_an_item_is_rejected_with_its_reasons(
    cover: dict[str, Any], item: dict[str, Any], rejections: list[MedicalRejection]
) -> None:
    """Each reason on its day or number, and not one off; a rejected item is worth nothing."""
    billed = replace(BilledItem(code="x-ray", price=Decimal(100)), **item)
    [verdict] = judge((billed,), replace(COVER, **cover), DAY)
    assert list(verdict.rejections) == rejections
    assert len(verdict.reasons) == len(rejections)
    assert verdict.payable == (0 if rejections else 100 * billed.units)


def test_at_most_the_price_list_is_paid() -> None:
    """120 of the 150 that are asked, for each unit."""
    [verdict] = judge((BilledItem(code="x-ray", price=Decimal(150), units=2),), COVER, DAY)
    assert verdict.payable == 240


def test_a_bill_is_checked_processed_valued_and_paid(rule_of: RuleOf) -> None:
    """What is payable is the sum of its items, and that is what is paid."""
    fields = checked(bill(BilledItem(code="x-ray", price=Decimal(100)), BilledItem(code="laser", price=Decimal(900))))
    assert (fields.asked, [verdict.payable for verdict in fields.verdicts]) == (1000, [100, 0])
    fields = state_diagnosis(at("checked", fields), diagnosis="a broken wrist")
    valued = valuate(at("processed", process(at("checked", fields))))
    assert pay_provider(at("valuated", valued)).paid == valued.payable == 100
    assert rule_of(lambda: check_items(at("entered", bill(cover=None)))) == "medical.cover_missing"


def test_a_bill_with_nothing_payable_is_rejected(rule_of: RuleOf) -> None:
    """It cannot go on; one with something payable cannot be rejected for that."""
    nothing = checked(bill(BilledItem(code="laser", price=Decimal(900))))
    assert rule_of(lambda: process(at("checked", nothing))) == "medical.nothing_payable"
    rejected = reject(at("checked", nothing), ground=RejectionGround.NOTHING_PAYABLE)
    assert rejected.rejection is RejectionGround.NOTHING_PAYABLE
    payable = at("checked", checked(bill()))
    assert rule_of(lambda: reject(payable, ground=RejectionGround.NOTHING_PAYABLE)) == "medical.payable"
    assert rule_of(lambda: reject(payable, ground=RejectionGround.DOCUMENTS_MISSING)) is None


def test_changed_facts_are_checked_again(rule_of: RuleOf) -> None:
    """A verdict on another bill is no basis."""
    changed = replace(checked(bill()), treated_on=date(2027, 1, 1))
    assert rule_of(lambda: process(at("checked", changed))) == "medical.outdated"
    assert rule_of(lambda: valuate(at("processed", changed))) == "medical.outdated"
    again = check_again(at("checked", changed))
    assert [verdict.rejections for verdict in again.verdicts] == [(MedicalRejection.NO_COVERAGE,)]


@pytest.mark.parametrize(("limit", "alone"), [(119, False), (120, True)])
def test_above_ones_authority_somebody_else_agrees(limit: int, alone: bool) -> None:
    """The whole of the bill counts."""
    case = at("processed", checked(bill()), limit)
    assert (within_authority(case), must_ask(case)) == (alone, not alone)


@pytest.mark.parametrize(
    ("fields", "fired"),
    [
        (bill(), {}),
        (bill(billed_on=date(2026, 9, 8)), {}),
        (bill(billed_on=date(2026, 9, 9)), {"billed_late": "billed after 91 days"}),
        (bill(billed_on=date(2026, 6, 9)), {"billed_early": "billed on 2026-06-09"}),
        (bill(*[BilledItem(code="x-ray", price=Decimal(1))] * 2), {"billed_twice": "x-ray"}),
        (bill(BilledItem(code="x-ray", price=Decimal(121))), {"above_the_list": "x-ray"}),
        (bill(BilledItem(code="laser", price=Decimal(121))), {}),
    ],
)
def test_indicators_name_their_fact(fields: MedicalClaim, fired: dict[str, str]) -> None:
    """One day or one unit off, nothing fires."""
    found = read_risk(fields, medical_claim.risk_rules, medical_claim.risk_scale)
    assert {factor.rule: factor.fact for factor in found.factors} == fired
