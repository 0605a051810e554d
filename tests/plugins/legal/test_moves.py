"""The moves of a matter from the engagement to the closed file: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Refused, Risk
from casewright_legal import closing, litigation, matter, settlement
from casewright_legal.billing import TimeEntry, TimekeeperClass
from casewright_legal.court_days import FEDERAL
from casewright_legal.court_rules import CourtTrigger, ServiceMethod
from casewright_legal.docket import DocketEntry, deadlines_of
from casewright_legal.fields import Matter, MatterMerits, MatterSide, PracticeArea
from casewright_legal.records import Engagement, FeeArrangement, Judgment, MatterSettlement
from casewright_legal.trust import deposit

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
SERVICE = (DocketEntry(trigger=CourtTrigger.COMPLAINT_SERVED, on=date(2026, 6, 12), recorded_on=TODAY),)
SERVED = replace(
    BROUGHT,
    strategy="Settle",
    docket=SERVICE,
    deadlines=deadlines_of(SERVICE, FEDERAL, (), united_states=False),
    deadlines_on=TODAY,
)
FILED = (DocketEntry(trigger=CourtTrigger.COMPLAINT_FILED, on=TODAY, recorded_on=TODAY),)


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
    weighed = case_of(matter, assessed, "exposure")
    assert litigation.high_risk(weighed) is asks
    assert litigation.confirm_exposure(weighed) == assessed
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
        ({"docket": FILED}, date(2026, 6, 14), "service.before_filing"),
        ({"docket": FILED}, TODAY, None),
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
    """On the docket, with the deadlines that follow and the change that is."""
    case = case_of(matter, replace(BROUGHT, strategy="Settle"), "strategy")
    assert litigation.record_filing(case, filed_on=TODAY).docket == FILED
    assert rule_of(lambda: litigation.record_filing(case, filed_on=TOMORROW)) == "date.future"
    served = litigation.record_service(case, served_on=date(2026, 6, 12))
    assert replace(served, deadline_changes=()) == SERVED
    assert [change.after for change in served.deadline_changes] == [date(2026, 7, 6)]
    waived = litigation.record_service(case, served_on=date(2026, 6, 12), waived=True)
    assert waived.answer_due == date(2026, 8, 11)


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
    assert {one.rule: one.due for one in received.deadlines}["discovery_response"] == date(2026, 7, 20)
    mail = ServiceMethod.MAIL
    assert rule_of(lambda: litigation.receive_requests(case, served_on=TOMORROW, served_by=mail)) == "date.future"
    decided = litigation.record_judgment(case, judgment="For the plaintiff", entered_on=TODAY)
    assert decided.judgment == Judgment(text="For the plaintiff", entered_on=TODAY)
    assert litigation.withdraw(case) == SERVED


def test_an_appeal_is_in_time_or_none(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Thirty days from the judgment, and no further than the day that binds."""
    decided = litigation.record_judgment(case_of(matter, SERVED, "trial"), judgment="-", entered_on=date(2026, 5, 15))
    case = case_of(matter, decided, "judgment_follow_up")
    noticed = litigation.appeal(case, noticed_on=date(2026, 6, 15))
    assert {one.rule: one.met_on for one in noticed.deadlines}["appeal"] == date(2026, 6, 15)
    assert rule_of(lambda: litigation.appeal(case, noticed_on=TOMORROW)) == "date.future"
    earlier = litigation.record_judgment(case_of(matter, SERVED, "trial"), judgment="-", entered_on=date(2026, 5, 14))
    late = case_of(matter, earlier, "judgment_follow_up")
    assert rule_of(lambda: litigation.appeal(late, noticed_on=date(2026, 6, 16))) == "date.future"
    assert {one.rule: one.due for one in earlier.deadlines}["appeal"] == date(2026, 6, 15)
    long_ago = litigation.record_judgment(case_of(matter, SERVED, "trial"), judgment="-", entered_on=date(2026, 4, 1))
    passed = case_of(matter, long_ago, "judgment_follow_up")
    assert rule_of(lambda: litigation.appeal(passed, noticed_on=TODAY)) == "appeal.late"


def test_a_trial_has_its_day(case_of: CaseOf, rule_of: RuleOf) -> None:
    """On the docket, so that what is counted back from it is known."""
    assert rule_of(lambda: litigation.go_to_trial(case_of(matter, SERVED, "discovery"))) == "trial.no_date"
    day = DocketEntry(trigger=CourtTrigger.TRIAL, on=date(2026, 11, 2), recorded_on=TODAY)
    ready = replace(SERVED, docket=(*SERVICE, day))
    assert litigation.go_to_trial(case_of(matter, ready, "discovery")) == ready


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
    assert closing.prepare_closing(case_of(matter, settled, "settlement")) == settled


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


UNBILLED = TimeEntry(
    worked_on=TODAY,
    timekeeper="ada",
    name="Osei, Ada",
    classification=TimekeeperClass.ASSOCIATE,
    hours=Decimal("0.5"),
    rate=Decimal(300),
    task="L160",
    activity="A106",
    narrative="Call",
)


@pytest.mark.parametrize(
    ("change", "open_tasks", "destruction_on", "rule"),
    [
        ({}, ("Send the closing letter",), date(2033, 6, 15), "closing.open_points"),
        ({"time": (UNBILLED,)}, (), date(2033, 6, 15), "closing.open_points"),
        ({"time": (replace(UNBILLED, invoice="1"),)}, (), date(2033, 6, 15), None),
        ({}, (), TODAY, "closing.destruction"),
        ({}, (), date(2033, 6, 15), None),
    ],
)
def test_a_matter_closes_with_nothing_left_to_do(
    case_of: CaseOf,
    rule_of: RuleOf,
    change: dict[str, Any],
    open_tasks: tuple[str, ...],
    destruction_on: date,
    rule: str | None,
) -> None:
    """Nor left to bill; and says how long its file is kept."""
    case = case_of(matter, replace(SERVED, **change), "closing", open_tasks=open_tasks)
    assert rule_of(lambda: closing.close(case, destruction_on=destruction_on)) == rule


def test_everything_that_keeps_it_open_is_named_at_once(case_of: CaseOf) -> None:
    """One refusal lists all of it."""
    case = case_of(matter, replace(SERVED, time=(UNBILLED,)), "closing", open_tasks=("Send the closing letter",))
    with pytest.raises(Refused) as refused:
        closing.close(case, destruction_on=date(2033, 6, 15))
    assert refused.value.message == "to do: Send the closing letter; 1 entries are not billed"


def test_a_settlement_or_a_judgment_ends_a_matter(case_of: CaseOf) -> None:
    """Whichever there is, after a look back."""
    outcome = matter.transitions["finish"].outcome
    assert callable(outcome)
    agreed = MatterSettlement(amount=Decimal(90), terms="-", agreed_on=TODAY)
    settled = case_of(matter, replace(SERVED, settlement=agreed), "matter_review")
    judged = case_of(matter, replace(SERVED, judgment=Judgment(text="Dismissed", entered_on=TODAY)), "matter_review")
    assert [outcome(case, review="-") for case in (settled, judged)] == ["settled", "judgment"]
    assert closing.begin_review(case_of(matter, SERVED, "post_closing")) == SERVED
    assert closing.finish(judged, review="Too many experts").review == "Too many experts"


def test_a_client_is_not_left_with_money_in_trust(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Who stops acting pays it back first."""
    ledger = deposit((), Decimal(1), "the client", "advance", TODAY)
    assert rule_of(lambda: litigation.withdraw(case_of(matter, replace(SERVED, trust=ledger), "pleadings"))) == (
        "trust.not_empty"
    )


@pytest.mark.parametrize(
    ("change", "facts", "level"),
    [
        ({"exposure": Decimal(999_999), "merits": MatterMerits.EVEN}, {}, Risk.LOW),
        ({"exposure": Decimal(1_000_000)}, {"high_exposure": "1000000 is at stake"}, Risk.MODERATE),
        ({"merits": MatterMerits.WEAK}, {"weak_merits": ""}, Risk.MODERATE),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], level: Risk) -> None:
    """Each fires on its fact only."""
    risk = case_of(matter, replace(BROUGHT, **change)).risk
    assert ({factor.rule: factor.fact for factor in risk.factors}, risk.level) == (facts, level)


def test_risk_rules_name_what_they_do_not_know(case_of: CaseOf) -> None:
    """Before the assessment neither exposure nor merits are known."""
    assert case_of(matter, BROUGHT).risk.missing == ("high_exposure", "weak_merits")
