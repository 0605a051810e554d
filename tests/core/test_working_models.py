"""Four models of working: what each asks for, and when a strengths-based plan is complete."""

import pytest

from casewright import Refused, WorkingModel
from casewright.working_models import PRACTICES, check_plan


def test_every_model_says_what_it_asks_for() -> None:
    """Intensive work has the smallest caseload and the most contact, brokerage the largest and the least."""
    assert set(PRACTICES) == set(WorkingModel)
    intensive, brokerage = PRACTICES[WorkingModel.INTENSIVE], PRACTICES[WorkingModel.BROKERAGE]
    assert intensive.caseload_limit == min(practice.caseload_limit for practice in PRACTICES.values())
    assert brokerage.caseload_limit == max(practice.caseload_limit for practice in PRACTICES.values())
    assert intensive.contact_every.amount == min(practice.contact_every.amount for practice in PRACTICES.values())
    assert [model for model, practice in PRACTICES.items() if practice.alerts] == [WorkingModel.INTENSIVE]


@pytest.mark.parametrize(
    ("goals", "strengths", "rule"),
    [(0, ["stubborn"], "model.client_goal"), (1, [], "model.strengths"), (1, ["stubborn"], None)],
)
def test_a_strengths_based_plan_begins_with_the_client(goals: int, strengths: list[str], rule: str | None) -> None:
    """A goal of the client's own and recorded strengths; the other models ask for neither."""
    found = None
    try:
        check_plan(WorkingModel.STRENGTHS_BASED, client_goals=goals, strengths=strengths)
    except Refused as refusal:
        found = refusal.rule
    assert found == rule
    for model in (None, WorkingModel.CLINICAL, WorkingModel.BROKERAGE, WorkingModel.INTENSIVE):
        check_plan(model, client_goals=0, strengths=[])
