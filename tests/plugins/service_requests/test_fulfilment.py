"""The moves of a service request: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case, Priority
from casewright_service_requests.catalogue import RequesterGroup
from casewright_service_requests.fulfilment import (
    accept,
    answer_at_once,
    ask_back,
    close_unconfirmed,
    confirm,
    fulfil,
    may_agree,
    must_ask,
    reject,
    reply,
    report_unsolved,
    resolve,
    set_priority,
    settle_elsewhere,
    withdraw,
)
from casewright_service_requests.origin import RequestSource, SourceState
from casewright_service_requests.priority import ServiceImpact, ServicePriority, ServiceUrgency
from casewright_service_requests.request import CONFIRMATION_DAYS, RequestRejection, ServiceRequest, request

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
SCREEN = ServiceRequest(item="Second screen", details="For the desk at the window")
TREE_HOUSE = replace(SCREEN, item="A tree house")
"""In no catalogue."""


def test_a_question_is_answered_before_the_request_is_taken_on(case_of: CaseOf, rule_of: RuleOf) -> None:
    """An open question keeps the request in clarification, its answer lets it go, and asking again opens it again."""
    asked = ask_back(case_of(request, SCREEN), question="Which size?")
    answered = reply(case_of(request, asked, "clarification"), answer="24 inches")
    again = ask_back(case_of(request, answered, "fulfilment_plan"), question="Which colour?")
    assert rule_of(lambda: accept(case_of(request, asked, "clarification"))) == "accept.unanswered"
    assert rule_of(lambda: accept(case_of(request, again, "clarification"))) == "accept.unanswered"
    assert accept(case_of(request, answered, "clarification")) == answered
    assert accept(case_of(request, SCREEN)) == SCREEN


@pytest.mark.parametrize(("cost", "asks"), [(0, False), (100, False), (101, True), (5000, True)])
def test_the_desk_spends_little_by_itself(case_of: CaseOf, cost: int, asks: bool) -> None:
    """Above the tier another person must agree."""
    assert must_ask(case_of(request, TREE_HOUSE), plan="Buy it", cost=Decimal(cost)) is asks
    assert must_ask(case_of(request, SCREEN), plan="Buy it", cost=Decimal(cost)) is asks


@pytest.mark.parametrize(
    ("item", "cost", "asks"),
    [
        ("More memory", 80, False),
        ("More memory", 101, True),
        ("Password reset", 0, False),
        ("Access to the archive", 0, True),
        ("Company car", 1, True),
    ],
)
def test_the_catalogue_says_who_agrees(case_of: CaseOf, item: str, cost: int, asks: bool) -> None:
    """Nobody to what has its price, somebody always to access, and to what costs more than agreed."""
    assert must_ask(case_of(request, replace(SCREEN, item=item)), plan="Do it", cost=Decimal(cost)) is asks


@pytest.mark.parametrize(
    ("item", "group", "rule"),
    [
        ("Company car", RequesterGroup.EMPLOYEE, "accept.audience"),
        ("Company car", RequesterGroup.MANAGER, "accept.item_answers"),
        ("software licence", RequesterGroup.CONTRACTOR, "accept.item_answers"),
        ("Second screen", RequesterGroup.CONTRACTOR, "accept.audience"),
        ("Password reset", RequesterGroup.PUBLIC, None),
        ("A tree house", RequesterGroup.PUBLIC, None),
    ],
)
def test_an_item_is_for_its_audience(
    case_of: CaseOf, rule_of: RuleOf, item: str, group: RequesterGroup, rule: str | None
) -> None:
    """It then has its questions, or none; what is in no catalogue is for the desk to decide."""
    fields = replace(SCREEN, item=item, asked_by=group)
    assert rule_of(lambda: accept(case_of(request, fields))) == rule


def test_the_catalogue_is_shown_with_the_request() -> None:
    """What to read first, and what is promised."""
    reset = replace(SCREEN, item="password reset")
    assert (reset.read_first, reset.promised_within) == ("How to set a new password yourself", "4 business hours")
    assert (SCREEN.read_first, TREE_HOUSE.read_first, TREE_HOUSE.promised_within) == (None, None, None)


def test_each_step_of_an_item_is_for_its_requests_only(case_of: CaseOf) -> None:
    """By the name of the item, in whatever letters."""
    titles = {
        item: [
            task.title
            for task in request.tasks
            if task.when and task.when(case_of(request, replace(SCREEN, item=item)))
        ]
        for item in ("second SCREEN", "Access to the archive", "More memory")
    }
    assert titles == {
        "second SCREEN": ["Order it from the supplier"],
        "Access to the archive": ["Give no more access than is needed"],
        "More memory": [],
    }


def test_steps_are_parallel_unless_one_comes_after_another() -> None:
    """A car is leased before it is insured; nothing else waits."""
    waiting = {task.title: task.after for task in request.tasks if task.after}
    assert waiting == {"Insure the car": ("Lease the car",)}


def test_a_priority_set_by_hand_wins_and_has_its_reason(case_of: CaseOf) -> None:
    """Whatever impact and urgency say."""
    assert request.priority_of is not None
    fields = set_priority(case_of(request, SCREEN), priority=ServicePriority.P1, because="The minister waits")
    assert (request.priority_of(SCREEN), request.priority_of(fields)) == (Priority.ROUTINE, Priority.STAT)
    assert fields.priority_reason == "The minister waits"
    assert request.transitions["set_priority"].arguments.fields["because"].required


def test_what_its_source_has_closed_is_settled(case_of: CaseOf, rule_of: RuleOf) -> None:
    """With the words and the time of the source; nothing else is."""
    source = RequestSource(system="Open311", identifier="638344", state=SourceState.OPEN, state_notes="Swept")
    elsewhere = replace(SCREEN, source=source)
    assert rule_of(lambda: settle_elsewhere(case_of(request, SCREEN))) == "settle.source"
    assert rule_of(lambda: settle_elsewhere(case_of(request, elsewhere))) == "settle.source"
    closed = replace(elsewhere, source=replace(source, state=SourceState.CLOSED))
    assert settle_elsewhere(case_of(request, closed)).solution == "Swept"


@pytest.mark.parametrize(("limit", "enough"), [(0, False), (999, False), (1000, True), (5000, True)])
def test_whoever_agrees_needs_the_limit_for_it(case_of: CaseOf, limit: int, enough: bool) -> None:
    """Below the cost the next tier decides too."""
    decider = case_of(request, SCREEN, limits={"request.approve": limit})
    assert may_agree(decider, plan="Buy it", cost=Decimal(1000)) is enough


def test_the_tiers_are_the_line_manager_and_the_budget_owner() -> None:
    """The approval of `fulfil` climbs from one to the other; no other move asks for one."""
    approval = request.transitions["fulfil"].approval
    assert approval is not None
    assert approval.levels == ("line_manager", "budget_owner")
    assert [name for name, move in request.transitions.items() if move.approval] == ["fulfil"]


def test_fulfilment_and_its_result_are_recorded(case_of: CaseOf) -> None:
    """Plan, cost, solution, the moment of the solution and how long it took."""
    planned = fulfil(case_of(request, SCREEN, "fulfilment_plan"), plan="Buy it", cost=Decimal("240.50"))
    case = case_of(request, planned, "fulfilment")
    case = replace(case, opened_at=case.now - timedelta(days=2, minutes=5))
    assert resolve(case, solution="It stands on the desk") == replace(
        SCREEN,
        plan="Buy it",
        cost=Decimal("240.50"),
        solution="It stands on the desk",
        resolved_at=case.now,
        minutes_to_resolve=2 * 24 * 60 + 5,
    )


def test_the_requester_confirms_or_sends_it_back(case_of: CaseOf) -> None:
    """Satisfaction ends it; each return is counted and takes back the solution's time."""
    case = case_of(request, replace(SCREEN, resolved_at=case_of(request, SCREEN).now, times_unsolved=1), "resolved")
    assert confirm(case, satisfaction=4).satisfaction == 4
    back = report_unsolved(case)
    assert (back.times_unsolved, back.resolved_at) == (2, None)


def test_silence_ends_a_request_only_after_the_window(case_of: CaseOf, rule_of: RuleOf) -> None:
    """The moment the window is over the desk may close, a second before it may not."""
    case = case_of(request, SCREEN, "resolved")
    resolved = replace(SCREEN, resolved_at=case.now)
    over = case.now + timedelta(days=CONFIRMATION_DAYS)
    early = case_of(request, resolved, "resolved", now=over - timedelta(seconds=1))
    assert rule_of(lambda: close_unconfirmed(case)) == "close.window"
    assert rule_of(lambda: close_unconfirmed(early)) == "close.window"
    assert close_unconfirmed(case_of(request, resolved, "resolved", now=over)) == resolved


def test_the_other_endings_say_why(case_of: CaseOf) -> None:
    """An answer at once, a coded rejection, a withdrawal that changes nothing."""
    case = case_of(request, SCREEN)
    assert answer_at_once(case, answer="There is one in the cupboard").answer == "There is one in the cupboard"
    assert reject(case, ground=RequestRejection.NOT_OFFERED).rejection is RequestRejection.NOT_OFFERED
    assert withdraw(case) == SCREEN


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({}, {}),
        ({"impact": ServiceImpact.HIGH, "urgency": ServiceUrgency.HIGH}, {"critical": ""}),
        ({"times_unsolved": 2}, {"unsolved": "times: 2"}),
        ({"cost": Decimal(999)}, {}),
        ({"cost": Decimal(1000)}, {"expensive": "costs 1000"}),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str]) -> None:
    """Each fires on its fact only, and none lacks data."""
    risk = case_of(request, replace(SCREEN, **change)).risk
    assert {factor.rule: factor.fact for factor in risk.factors} == facts
    assert risk.missing == ()


def test_what_an_earlier_attempt_cost_stays_spent(case_of: CaseOf) -> None:
    """Planned again after it was not solved, the request costs both."""
    before = replace(SCREEN, cost=Decimal(240))
    again = fulfil(case_of(request, before, "fulfilment_plan"), plan="Exchange the cable", cost=Decimal("9.50"))
    assert again.cost == Decimal("249.50")
