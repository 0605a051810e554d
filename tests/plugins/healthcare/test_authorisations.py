"""Authorised units: a ledger that is never below zero; and the code that a visit after a discharge has earned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright import Case, Refused
from casewright_healthcare import care_plan, discharge, mistake, transitional_claim, utilisation
from casewright_healthcare.authorisations import CareAuthorisation, CareUnitBalance, CareUnitUse, taken_back, used
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.records import CareMedicine, DecisionComplexity, TransitionalCode

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
VISITS: dict[str, Any] = {"number": "A-1", "service": "Home visit", "payer": "Health plan", "units": 10}
JUNE: dict[str, Any] = {"first_day": date(2026, 6, 1), "last_day": date(2026, 6, 30)}
REFERRED = CarePlan(patient_identifier="P-1", programme="Recovery", referral_reason="Accident", referred_by="Hospital")
AUTHORISED = replace(REFERRED, authorisations=(CareAuthorisation(**VISITS, **JUNE),))
TODAY = date(2026, 6, 15)


def test_units_are_authorised_used_and_taken_back(case_of: CaseOf) -> None:
    """Each entry stays with its day and who made it; the balance is the sum."""
    fields = utilisation.authorise_units(case_of(care_plan, REFERRED, "care_delivery"), **VISITS, **JUNE)
    assert fields == AUTHORISED
    fields = utilisation.use_units(case_of(care_plan, fields, "care_delivery"), number="A-1", units=10, on=TODAY)
    back = {"number": "A-1", "units": 2, "because": "Nobody was at home"}
    fields = utilisation.take_units_back(case_of(care_plan, fields, "care_delivery"), **back)
    assert fields.unit_balances == (
        CareUnitBalance(number="A-1", service="Home visit", used=8, left=2, last_day=date(2026, 6, 30)),
    )
    [ledger] = fields.authorisations
    assert [(use.units, use.note, use.recorded_by) for use in ledger.uses] == [
        (10, None, "ada"),
        (-2, "Nobody was at home", "ada"),
    ]


@pytest.mark.parametrize(
    ("units", "on", "number", "rule"),
    [
        (10, TODAY, "A-1", None),
        (11, TODAY, "A-1", "units.exceeded"),
        (1, date(2026, 6, 1), "A-1", None),
        (1, date(2026, 5, 31), "A-1", "units.period"),
        (1, date(2026, 6, 16), "A-1", "units.future"),
        (1, TODAY, "A-2", "units.unknown"),
    ],
)
def test_units_are_used_within_number_and_period(
    case_of: CaseOf, rule_of: RuleOf, units: int, on: date, number: str, rule: str | None
) -> None:
    """Up to the last unit, from the first day on, and not before they are used."""
    case = case_of(care_plan, AUTHORISED, "monitoring")
    assert rule_of(lambda: utilisation.use_units(case, number=number, units=units, on=on)) == rule


def test_an_authorisation_is_sound(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Its number is new, its period has a day; nothing is taken back that was not used; a manager reviews it."""
    case = case_of(care_plan, AUTHORISED, "care_delivery")
    assert rule_of(lambda: utilisation.authorise_units(case, **VISITS, **JUNE)) == "units.number"
    other = VISITS | {"number": "A-2"} | JUNE | {"last_day": date(2026, 5, 31)}
    assert rule_of(lambda: utilisation.authorise_units(case, **other)) == "units.period"
    back = {"number": "A-1", "units": 1, "because": "A mistake"}
    assert rule_of(lambda: utilisation.take_units_back(case, **back)) == "units.taken_back"
    approval = care_plan.transitions["authorise_units"].approval
    assert approval is not None
    assert (approval.levels, approval.when) == (("care_manager",), None)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 12)), max_size=20))
def test_no_order_of_entries_overdraws_the_ledger(entries: list[tuple[bool, int]]) -> None:
    """Whatever is asked: either refused, or the balance stays between none and all."""
    ledger = AUTHORISED.authorisations
    for back, units in entries:
        entry = CareUnitUse(on=TODAY, units=-units if back else units, recorded_by="ada")
        try:
            ledger = (taken_back if back else used)(ledger, "A-1", entry)
        except Refused:
            continue
        assert 0 <= ledger[0].left <= 10
        assert ledger[0].used + ledger[0].left == 10


@pytest.mark.parametrize(
    ("complexity", "visited_on", "code"),
    [
        (DecisionComplexity.HIGH, date(2026, 5, 29), TransitionalCode.CPT_99496),
        (DecisionComplexity.HIGH, date(2026, 5, 30), TransitionalCode.CPT_99495),
        (DecisionComplexity.MODERATE, date(2026, 5, 23), TransitionalCode.CPT_99495),
        (DecisionComplexity.MODERATE, date(2026, 6, 5), TransitionalCode.CPT_99495),
        (DecisionComplexity.MODERATE, date(2026, 6, 6), None),
        (DecisionComplexity.HIGH, None, None),
    ],
)
def test_the_visit_earns_its_code(
    complexity: DecisionComplexity, visited_on: date | None, code: TransitionalCode | None
) -> None:
    """Vector, discharged on 2026-05-22: seven days end on May 29th, fourteen on June 5th."""
    fields = replace(REFERRED, discharged_on=date(2026, 5, 22), complexity=complexity, visited_on=visited_on)
    assert fields.transitional_code is code


def test_a_discharge_is_claimed_once(case_of: CaseOf, rule_of: RuleOf) -> None:
    """By the code it has earned; another discharge has a claim of its own, and needs a visit of its own."""
    visited = replace(
        REFERRED,
        discharged_on=date(2026, 6, 1),
        complexity=DecisionComplexity.HIGH,
        visited_on=date(2026, 6, 5),
    )
    claim = transitional_claim.claim_transitional_care
    claimed = claim(case_of(care_plan, visited, "transitional_care"))
    assert [(each.discharged_on, each.code) for each in claimed.claims] == [
        (date(2026, 6, 1), TransitionalCode.CPT_99496)
    ]
    assert rule_of(lambda: claim(case_of(care_plan, claimed, "outcome_review"))) == "claim.claimed"
    again = replace(claimed, discharged_on=date(2026, 6, 10), visited_on=None)
    assert rule_of(lambda: claim(case_of(care_plan, again, "transitional_care"))) == "claim.not_earned"
    seen = replace(again, visited_on=date(2026, 6, 12))
    assert len(claim(case_of(care_plan, seen, "transitional_care")).claims) == 2


def test_a_visit_lies_after_the_discharge(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Today, unless another day is given; neither before the discharge nor to come."""
    discharged = replace(REFERRED, discharged_on=date(2026, 6, 10))
    case = case_of(care_plan, discharged, "awaiting_visit")
    assert discharge.conclude_visit(case).visited_on == TODAY
    assert discharge.conclude_visit(case, visited_on=date(2026, 6, 10)).visited_on == date(2026, 6, 10)
    assert rule_of(lambda: discharge.conclude_visit(case, visited_on=date(2026, 6, 9))) == "visit.date"
    assert rule_of(lambda: discharge.conclude_visit(case, visited_on=date(2026, 6, 16))) == "visit.date"


@pytest.mark.parametrize(
    ("reconciled_on", "rule"),
    [
        (date(2026, 6, 9), "visit.medicines"),
        (date(2026, 6, 10), None),
        (date(2026, 6, 12), None),
        (date(2026, 6, 13), "visit.medicines"),
    ],
)
def test_medicines_are_reconciled_by_the_visit(
    case_of: CaseOf, rule_of: RuleOf, reconciled_on: date, rule: str | None
) -> None:
    """Between the discharge and the visit on the 12th; the list that was found takes the place of the one before."""
    taken = (CareMedicine(name="Furosemide", dose="40 mg in the morning"),)
    before = replace(REFERRED, discharged_on=date(2026, 6, 10), medicines=(CareMedicine(name="Ibuprofen"),))
    case, seen_on = case_of(care_plan, before, "awaiting_visit"), date(2026, 6, 12)

    def seen() -> CarePlan:
        return discharge.conclude_visit(case, visited_on=seen_on, reconciled_on=reconciled_on, medicines=taken)

    assert rule_of(seen) == rule
    if rule is None:
        assert (seen().reconciled_on, seen().medicines) == (reconciled_on, taken)
        unchanged = discharge.conclude_visit(case, visited_on=seen_on)
        assert (unchanged.reconciled_on, unchanged.medicines) == (seen_on, before.medicines)


def test_what_should_never_have_been_is_in_no_figure(case_of: CaseOf) -> None:
    """From every stage, with the mistake, by the one outcome that takes it out of all figures."""
    marked = mistake.mark_as_error(case_of(care_plan, REFERRED), mistake="The wrong patient")
    assert marked == replace(REFERRED, entered_in_error="The wrong patient")
    transition = care_plan.transitions["mark_as_error"]
    assert set(transition.sources) == set(care_plan.stages)
    assert care_plan.void == {transition.outcome}
