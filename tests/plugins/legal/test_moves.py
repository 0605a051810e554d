"""The moves of a matter from the engagement to the closed file: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Risk
from casewright_legal import litigation, matter, settlement
from casewright_legal.deadlines import ServiceMethod
from casewright_legal.fields import Matter, MatterMerits, MatterSide, PracticeArea
from casewright_legal.records import (
    DiscoveryRequests,
    Engagement,
    FeeArrangement,
    MatterSettlement,
    ServiceOfComplaint,
)

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY, TOMORROW = date(2026, 6, 15), date(2026, 6, 16)
BROUGHT = Matter(
    client="Northbend Foundry",
    practice_area=PracticeArea.COMMERCIAL,
    side=MatterSide.DEFENDANT,
    opponents=("Riverwood Energy",),
    summary="Goods not paid for",
)
SERVED = replace(
    BROUGHT, strategy="Settle", service=ServiceOfComplaint(served_on=date(2026, 6, 12), waived=False, recorded_on=TODAY)
)


def test_the_engagement_is_signed(case_of: CaseOf, rule_of: RuleOf) -> None:
    """By a day that has come."""
    assert litigation.accept(case_of(matter, BROUGHT)) == BROUGHT
    case = case_of(matter, BROUGHT, "engagement")
    engaged = litigation.engage(case, signed_on=TODAY, fee=FeeArrangement.HOURLY)
    assert engaged.engagement == Engagement(signed_on=TODAY, fee=FeeArrangement.HOURLY)
    refused = rule_of(lambda: litigation.engage(case, signed_on=TOMORROW, fee=FeeArrangement.HOURLY))
    assert refused == "date.future"


@pytest.mark.parametrize(
    ("exposure", "merits", "asks"),
    [(1_000_000, MatterMerits.WEAK, True), (1_000_000, MatterMerits.EVEN, False), (10, MatterMerits.WEAK, False)],
)
def test_a_strategy_at_high_risk_needs_a_partner(
    case_of: CaseOf, exposure: int, merits: MatterMerits, asks: bool
) -> None:
    """A million at stake in a weak position; each alone is moderate."""
    case = case_of(matter, BROUGHT, "early_assessment")
    assessed = litigation.assess(case, exposure=Decimal(exposure), merits=merits)
    assert assessed.exposure == exposure
    assert assessed.merits is merits
    planned = case_of(matter, assessed, "strategy")
    assert litigation.high_risk(planned, strategy="Settle") is asks
    assert litigation.adopt_strategy(planned, strategy="Settle").strategy == "Settle"
    approval = matter.transitions["adopt_strategy"].approval
    assert approval is not None
    assert approval.levels == ("client_partner",)


@pytest.mark.parametrize(
    ("change", "served_on", "rule"),
    [
        ({"strategy": None}, TODAY, "service.strategy"),
        ({}, TOMORROW, "date.future"),
        ({"filed_on": TODAY}, date(2026, 6, 14), "service.before_filing"),
        ({"filed_on": TODAY}, TODAY, None),
        ({}, date(2026, 1, 2), None),
    ],
)
def test_service_follows_the_filing_and_a_strategy(
    case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], served_on: date, rule: str | None
) -> None:
    """And has happened."""
    case = case_of(matter, replace(BROUGHT, **{"strategy": "Settle", **change}), "strategy")
    assert rule_of(lambda: litigation.record_service(case, served_on=served_on)) == rule


def test_filing_and_service_are_recorded(case_of: CaseOf, rule_of: RuleOf) -> None:
    """With the day of the record beside the day of the service."""
    case = case_of(matter, replace(BROUGHT, strategy="Settle"), "strategy")
    assert litigation.record_filing(case, filed_on=TODAY).filed_on == TODAY
    assert rule_of(lambda: litigation.record_filing(case, filed_on=TOMORROW)) == "date.future"
    assert litigation.record_service(case, served_on=date(2026, 6, 12)) == SERVED


@pytest.mark.parametrize(("day", "rule"), [(11, "answer.before_service"), (12, None), (15, None), (16, "date.future")])
def test_an_answer_follows_the_service(case_of: CaseOf, rule_of: RuleOf, day: int, rule: str | None) -> None:
    """From that day to today."""
    case = case_of(matter, SERVED, "pleadings")
    assert rule_of(lambda: litigation.record_answer(case, answered_on=date(2026, 6, day))) == rule


@pytest.mark.parametrize(("answered_on", "late"), [(date(2026, 7, 6), False), (date(2026, 7, 7), True), (None, None)])
def test_a_late_answer_is_known(answered_on: date | None, late: bool | None) -> None:
    """The last day is July 6th, since the 3rd is a holiday; counted by the metric."""
    fields = replace(SERVED, answered_on=answered_on)
    [figure] = [metric.function(fields) for metric in matter.metrics if metric.name == "answered_late"]
    assert fields.answered_late is late
    assert figure == (1 if late else late)


def test_requests_and_judgment_are_recorded(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Requests on a day that has come."""
    case = case_of(matter, SERVED, "discovery")
    received = litigation.receive_requests(case, served_on=TODAY, served_by=ServiceMethod.MAIL)
    assert received.requests == DiscoveryRequests(served_on=TODAY, served_by=ServiceMethod.MAIL)
    mail = ServiceMethod.MAIL
    assert rule_of(lambda: litigation.receive_requests(case, served_on=TOMORROW, served_by=mail)) == "date.future"
    assert litigation.record_judgment(case, judgment="For the plaintiff").judgment == "For the plaintiff"
    assert litigation.withdraw(case) == SERVED


@pytest.mark.parametrize(
    ("side", "authority", "amount", "rule"),
    [
        (MatterSide.DEFENDANT, None, 100, "settle.no_authority"),
        (MatterSide.DEFENDANT, 100, 101, "settle.authority"),
        (MatterSide.DEFENDANT, 100, 100, None),
        (MatterSide.PLAINTIFF, None, 100, "settle.no_authority"),
        (MatterSide.PLAINTIFF, 100, 99, "settle.authority"),
        (MatterSide.PLAINTIFF, 100, 100, None),
    ],
)
def test_the_client_decides_whether_to_settle(
    case_of: CaseOf, rule_of: RuleOf, side: MatterSide, authority: int | None, amount: int, rule: str | None
) -> None:
    """At most what a defendant agreed to pay, at least what a plaintiff agreed to take."""
    agreed = None if authority is None else Decimal(authority)
    case = case_of(matter, replace(SERVED, side=side, settlement_authority=agreed), "negotiation")
    assert rule_of(lambda: settlement.settle(case, amount=Decimal(amount), terms="-")) == rule


def test_a_partner_always_agrees_to_a_settlement(case_of: CaseOf) -> None:
    """Whatever the amount; it is recorded with its day."""
    approval = matter.transitions["settle"].approval
    assert approval is not None
    assert (approval.levels, approval.when) == (("client_partner",), None)
    known = settlement.record_authority(case_of(matter, SERVED, "negotiation"), amount=Decimal(100))
    settled = settlement.settle(case_of(matter, known, "negotiation"), amount=Decimal(90), terms="Within a month")
    agreed = MatterSettlement(amount=Decimal(90), terms="Within a month", agreed_on=TODAY)
    assert known.settlement_authority == 100
    assert settled.settlement == agreed
    assert settlement.prepare_closing(case_of(matter, settled, "settlement")) == settled


def test_failed_talks_lead_where_the_matter_stands(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Before the suit to the strategy, after the answer to discovery, between them to the answer."""
    before = case_of(matter, BROUGHT, "negotiation")
    between = case_of(matter, SERVED, "negotiation")
    after = case_of(matter, replace(SERVED, answered_on=TODAY), "negotiation")
    assert settlement.negotiate(case_of(matter, BROUGHT, "strategy")) == BROUGHT
    assert [rule_of(lambda c=c: settlement.replan(c)) for c in (before, between, after)] == [  # type: ignore[misc]
        None,
        "replan.served",
        "replan.served",
    ]
    assert [rule_of(lambda c=c: settlement.break_off(c)) for c in (before, between, after)] == [  # type: ignore[misc]
        "break_off.unanswered",
        "break_off.unanswered",
        None,
    ]
    answers = [rule_of(lambda c=c: litigation.record_answer(c, answered_on=TODAY)) for c in (before, between, after)]  # type: ignore[misc]
    assert answers == ["answer.before_service", None, "answer.twice"]


@pytest.mark.parametrize(
    ("open_tasks", "destruction_on", "rule"),
    [
        (("Send the closing letter",), date(2033, 6, 15), "closing.open_tasks"),
        ((), TODAY, "closing.destruction"),
        ((), date(2033, 6, 15), None),
    ],
)
def test_a_matter_closes_with_nothing_left_to_do(
    case_of: CaseOf, rule_of: RuleOf, open_tasks: tuple[str, ...], destruction_on: date, rule: str | None
) -> None:
    """And says how long its file is kept."""
    case = case_of(matter, SERVED, "closing", open_tasks=open_tasks)
    assert rule_of(lambda: settlement.close(case, destruction_on=destruction_on)) == rule


def test_a_settlement_or_a_judgment_ends_a_matter(case_of: CaseOf) -> None:
    """Whichever there is."""
    outcome = matter.transitions["close"].outcome
    assert callable(outcome)
    agreed = MatterSettlement(amount=Decimal(90), terms="-", agreed_on=TODAY)
    settled = case_of(matter, replace(SERVED, settlement=agreed), "closing")
    judged = case_of(matter, replace(SERVED, judgment="Dismissed"), "closing")
    assert [outcome(case, destruction_on=TOMORROW) for case in (settled, judged)] == ["settled", "judgment"]
    assert settlement.close(judged, destruction_on=TOMORROW).destruction_on == TOMORROW


@pytest.mark.parametrize(
    ("change", "facts", "level"),
    [
        ({"exposure": Decimal(999_999), "merits": MatterMerits.EVEN}, {}, Risk.LOW),
        ({"exposure": Decimal(1_000_000)}, {"high_exposure": "1000000 is at stake"}, Risk.MODERATE),
        ({"merits": MatterMerits.WEAK}, {"weak_merits": ""}, Risk.MODERATE),
        ({"service": SERVED.service}, {"recorded_late": "3 days after it; answer by 2026-07-06"}, Risk.MODERATE),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], level: Risk) -> None:
    """Each fires on its fact only; a service recorded on its day is not late."""
    risk = case_of(matter, replace(BROUGHT, **change)).risk
    assert ({factor.rule: factor.fact for factor in risk.factors}, risk.level) == (facts, level)
    same_day = ServiceOfComplaint(served_on=TODAY, waived=False, recorded_on=TODAY)
    assert case_of(matter, replace(BROUGHT, service=same_day)).risk.points == 0


def test_risk_rules_name_what_they_do_not_know(case_of: CaseOf) -> None:
    """Before the assessment neither exposure nor merits are known."""
    assert case_of(matter, BROUGHT).risk.missing == ("high_exposure", "weak_merits")
