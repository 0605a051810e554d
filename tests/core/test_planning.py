"""What a plan must have, who accepts it, and how far a goal is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.declarations import PlanRules
from casewright.errors import Refused
from casewright.planning import AcceptedAs, GoalStatus, attainment, check_sufficient, missing_acceptances

QUANTITIES = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=4)


@pytest.mark.parametrize(
    ("setters", "interventions", "strengths", "rule"),
    [
        ((), 1, ("Kin",), "plan.goals"),
        (("client",), 0, ("Kin",), "plan.interventions"),
        (("care", "business"), 1, ("Kin",), "plan.client_goal"),
        (("client",), 1, (), "plan.strengths"),
        (("client", "care"), 1, ("Kin",), None),
    ],
)
def test_a_plan_says_enough(
    setters: tuple[str, ...], interventions: int, strengths: tuple[str, ...], rule: str | None
) -> None:
    """A goal, something that is done, and what the case type asks for beside."""
    rules = PlanRules(client_goal=True, strengths=True)
    try:
        check_sufficient(rules, setters=setters, interventions=interventions, strengths=strengths)
    except Refused as refusal:
        assert refusal.rule == rule
    else:
        assert rule is None


def test_every_named_side_accepts_and_without_names_any() -> None:
    """Client, approver, both, or whoever it is."""
    client, approver = AcceptedAs.CLIENT, AcceptedAs.APPROVER
    both = PlanRules(client=("patient",), approver=("manager",))
    assert missing_acceptances(both, []) == [client, approver]
    assert missing_acceptances(both, [approver]) == [client]
    assert missing_acceptances(both, [approver, client]) == []
    assert missing_acceptances(PlanRules(approver=("manager",)), [client]) == [approver]
    assert missing_acceptances(PlanRules(), []) == [client]
    assert missing_acceptances(PlanRules(), [approver]) == []


def test_two_states_reach_a_goal() -> None:
    """Achieved, and still so."""
    assert {status for status in GoalStatus if status.reached} == {GoalStatus.ACHIEVED, GoalStatus.SUSTAINING}


@given(QUANTITIES, QUANTITIES, QUANTITIES)
def test_the_way_to_a_goal(baseline: Decimal, target: Decimal, actual: Decimal) -> None:
    """Nothing at the baseline, all at the target, the same way for a measure that is to fall as for one that rises."""
    part = attainment(baseline, target, actual)
    if baseline == target:
        assert part is None
        return
    assert part is not None
    assert (attainment(baseline, target, baseline), attainment(baseline, target, target)) == (0, 1)
    assert attainment(-baseline, -target, -actual) == part
    assert (part > 0) == ((actual > baseline) == (target > baseline) and actual != baseline)


def test_what_was_not_measured_has_no_attainment() -> None:
    """One figure is missing."""
    one = Decimal(1)
    assert [attainment(None, one, one), attainment(one, None, one), attainment(one, one * 2, None)] == [None] * 3
