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
from casewright_insurance.medical.edits import BillEdits, CodePair, PairModifier, UnitsCounted, UnlikelyUnits
from casewright_insurance.medical.judging import judge
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
from casewright_insurance.medical.tariff import BilledItem, HealthCover, MedicalRejection, PricedItem

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


QUARTER: dict[str, Any] = {"version": "2026-Q2", "source": "the payer's own table"}
QUARTER |= {"valid_from": date(2026, 4, 1), "valid_to": date(2026, 6, 30)}
FREE = replace(COVER, price_list=tuple(PricedItem(code=code, price=Decimal(100)) for code in ("scan", "contrast")))


@pytest.mark.parametrize(
    ("indicator", "modifier", "paid"),
    [
        (PairModifier.NEVER, None, False),
        (PairModifier.NEVER, "59", False),
        (PairModifier.ALLOWED, None, False),
        (PairModifier.ALLOWED, "59", True),
        (PairModifier.NOT_APPLICABLE, None, True),
    ],
)
def test_a_code_is_not_paid_beside_the_one_it_is_part_of(
    indicator: PairModifier, modifier: str | None, paid: bool
) -> None:
    """Column 2 beside column 1, by the modifier indicator 0, 1 or 9; alone it is paid, and so is column 1."""
    edits = BillEdits(**QUARTER, pairs=(CodePair(column_1="scan", column_2="contrast", modifier=indicator),))
    scan, contrast = (BilledItem(code=code, price=Decimal(100)) for code in ("scan", "contrast"))
    first, second = judge((scan, replace(contrast, modifier=modifier)), FREE, DAY, edits)
    assert (first.payable, second.payable) == (100, 100 if paid else 0)
    assert second.rejections == (() if paid else (MedicalRejection.PART_OF_ANOTHER,))
    assert paid or second.reasons == ("contrast is part of scan (2026-Q2)",)
    assert judge((contrast,), FREE, DAY, edits)[0].payable == 100


@pytest.mark.parametrize(
    ("counted", "lines", "rejected"),
    [
        (UnitsCounted.LINE, (2, 2), (False, False)),
        (UnitsCounted.LINE, (3, 1), (True, False)),
        (UnitsCounted.DAY_ABSOLUTE, (1, 1), (False, False)),
        (UnitsCounted.DAY_ABSOLUTE, (2, 1), (True, True)),
        (UnitsCounted.DAY_APPEALABLE, (2, 1), (True, True)),
    ],
)
def test_unlikely_units_are_counted_by_line_or_by_day(
    counted: UnitsCounted, lines: tuple[int, int], rejected: tuple[bool, bool]
) -> None:
    """Two are likely: MAI 1 looks at each line, 2 and 3 at the day; only of 3 the reason asks why more were needed."""
    edits = BillEdits(**QUARTER, units=(UnlikelyUnits(code="scan", most_units=2, counted=counted),))
    verdicts = judge(tuple(BilledItem(code="scan", units=n, price=Decimal(100)) for n in lines), FREE, DAY, edits)
    assert tuple(MedicalRejection.UNLIKELY_UNITS in verdict.rejections for verdict in verdicts) == rejected
    appeals = [reason.endswith("show why more were needed") for verdict in verdicts for reason in verdict.reasons]
    assert set(appeals) <= {counted is UnitsCounted.DAY_APPEALABLE}


@pytest.mark.parametrize(("day", "rule"), [(DAY, None), (date(2026, 7, 1), "medical.edits_of_another_day")])
def test_the_edits_are_those_of_the_day_of_treatment(rule_of: RuleOf, day: date, rule: str | None) -> None:
    """The tables change each quarter; a bill that got others since is checked again."""
    fields = bill(edits=BillEdits(**QUARTER), treated_on=day)
    assert rule_of(lambda: check_items(at("entered", fields))) == rule
    pair = CodePair(column_1="laser", column_2="x-ray", modifier=PairModifier.NEVER)
    laser = BilledItem(code="laser", price=Decimal(900))
    changed = replace(checked(bill(*bill().items, laser)), edits=BillEdits(**QUARTER, pairs=(pair,)))
    assert rule_of(lambda: process(at("checked", changed))) == "medical.outdated"


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
