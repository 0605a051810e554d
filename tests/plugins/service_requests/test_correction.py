"""The moves of a problem: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from casewright import Case, Risk
from casewright_service_requests import problem
from casewright_service_requests.correction import (
    declare_known_error,
    drop,
    investigate,
    is_authorised,
    live_with,
    look_again,
    plan_change,
    report_change,
    solve,
)
from casewright_service_requests.priority import ServiceImpact, ServiceUrgency
from casewright_service_requests.problem import ChangeKind, ServiceProblem

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
MAIL = ServiceProblem(service="Mail", symptom="Late", impact=ServiceImpact.MEDIUM, urgency=ServiceUrgency.LOW)


def test_a_known_error_has_a_cause_and_a_workaround(case_of: CaseOf) -> None:
    """Both are written down before anything is changed."""
    known = declare_known_error(case_of(problem, MAIL, "investigation"), cause="A full queue", workaround="Send twice")
    assert (known.cause, known.workaround) == ("A full queue", "Send twice")
    arguments = problem.transitions["declare_known_error"].arguments.fields
    assert all(arguments[name].required for name in ("cause", "workaround"))


@pytest.mark.parametrize(
    ("kind", "asks"), [(ChangeKind.STANDARD, False), (ChangeKind.NORMAL, True), ("emergency", True)]
)
def test_all_but_a_standard_change_is_authorised(case_of: CaseOf, kind: ChangeKind, asks: bool) -> None:
    """By the change authority; an emergency is no exception."""
    assert is_authorised(case_of(problem, MAIL), kind=ChangeKind(kind), change="A bigger queue") is asks
    approval = problem.transitions["plan_change"].approval
    assert approval is not None
    assert approval.levels == ("change_authority",)


def test_a_change_that_does_not_help_is_taken_back(case_of: CaseOf) -> None:
    """The cause is looked for again; what is known of it stays."""
    case = case_of(problem, replace(MAIL, cause="A full queue"), "known_error")
    changed = plan_change(case, kind=ChangeKind.NORMAL, change="A bigger queue")
    assert (changed.change_kind, changed.change) == (ChangeKind.NORMAL, "A bigger queue")
    again = look_again(case_of(problem, changed, "observation"))
    assert (again.change_kind, again.change, again.cause) == (None, None, "A full queue")


def test_what_has_a_cause_is_not_dropped(case_of: CaseOf, rule_of: RuleOf) -> None:
    """It is changed, or lived with; without a cause it may be nothing."""
    known = replace(MAIL, cause="A full queue")
    assert rule_of(lambda: drop(case_of(problem, known, "investigation"), explanation="-")) == "drop.cause"
    assert drop(case_of(problem, MAIL), explanation="Two unlucky days").explanation == "Two unlucky days"
    assert live_with(case_of(problem, known, "known_error"), explanation="Too dear").explanation == "Too dear"


def test_the_plain_moves(case_of: CaseOf) -> None:
    """They change nothing."""
    case = case_of(problem, MAIL)
    assert investigate(case) == report_change(case) == solve(case) == MAIL


@pytest.mark.parametrize(
    ("change", "rules", "level"),
    [
        ({}, [], Risk.LOW),
        ({"incidents_counted": 2}, [], Risk.LOW),
        ({"incidents_counted": 3}, ["recurrent"], Risk.MODERATE),
        ({"impact": ServiceImpact.HIGH, "urgency": ServiceUrgency.HIGH}, ["critical"], Risk.HIGH),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], rules: list[str], level: Risk) -> None:
    """Each fires on its fact only."""
    risk = case_of(problem, replace(MAIL, **change)).risk
    assert [factor.rule for factor in risk.factors] == rules
    assert risk.level is level
