"""The moves of a service request: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from casewright import Case
from casewright_service_requests.fulfilment import (
    CONFIRMATION_WINDOW,
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
    withdraw,
)
from casewright_service_requests.priority import ServiceImpact, ServiceUrgency
from casewright_service_requests.request import RequestRejection, ServiceRequest, request

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
SCREEN = ServiceRequest(item="Second screen", details="For the desk at the window")


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
    assert must_ask(case_of(request, SCREEN), plan="Buy it", cost=Decimal(cost)) is asks


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
    """Plan, cost, solution and the moment of the solution."""
    planned = fulfil(case_of(request, SCREEN, "fulfilment_plan"), plan="Buy it", cost=Decimal("240.50"))
    case = case_of(request, planned, "fulfilment")
    assert resolve(case, solution="It stands on the desk") == replace(
        SCREEN, plan="Buy it", cost=Decimal("240.50"), solution="It stands on the desk", resolved_at=case.now
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
    over = case.now + CONFIRMATION_WINDOW
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
