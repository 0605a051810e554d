"""What is done about a complaint, who looks after it then, and how it ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright import Case, Phase
from casewright_hr import complaint, remedies
from casewright_hr.grievance import (
    LASTING,
    SUPPORTING,
    ActionKind,
    Allegation,
    AllegationFinding,
    Complaint,
    ComplaintKind,
    CorrectiveAction,
)

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
RAISED = Complaint(kind=ComplaintKind.CONDUCT, unit="Ward 4", summary="Shouting")
WORDS: dict[str, Any] = {"what": "As agreed", "by": "Mara", "due_on": date(2026, 6, 30)}


def found(*findings: AllegationFinding) -> Complaint:
    """A complaint whose allegations have these findings."""
    allegation = Allegation(kind=ComplaintKind.CONDUCT, statement="He shouted")
    return replace(RAISED, allegations=tuple(replace(allegation, finding=finding) for finding in findings))


def with_action(kind: ActionKind, done_on: date | None = None) -> Complaint:
    """A substantiated complaint with one action."""
    action = CorrectiveAction(kind=kind, done_on=done_on, **WORDS)
    return replace(found(AllegationFinding.SUBSTANTIATED), actions=(action,))


@pytest.mark.parametrize("finding", AllegationFinding)
@pytest.mark.parametrize("kind", ActionKind)
def test_nothing_is_held_against_anybody_without_a_substantiated_finding(
    case_of: CaseOf, rule_of: RuleOf, finding: AllegationFinding, kind: ActionKind
) -> None:
    """What helps needs none."""
    case = case_of(complaint, found(finding), "decision")
    allowed = kind in SUPPORTING or finding is AllegationFinding.SUBSTANTIATED
    assert rule_of(lambda: remedies.take_action(case, kind=kind, **WORDS)) == (None if allowed else "action.finding")


def test_somebody_else_agrees_to_every_action(case_of: CaseOf) -> None:
    """The HR director; one action is added to the others."""
    approval = complaint.transitions["take_action"].approval
    assert approval is not None
    assert (approval.levels, approval.when) == (("hr_director",), None)
    case = case_of(complaint, with_action(ActionKind.WARNING), "corrective_action")
    more = remedies.take_action(case, kind=ActionKind.TRAINING, **WORDS)
    assert [action.kind for action in more.actions] == [ActionKind.WARNING, ActionKind.TRAINING]


def test_an_action_is_done_once_it_is_done(case_of: CaseOf, rule_of: RuleOf) -> None:
    """By its number, from 1, and not tomorrow."""
    case = case_of(complaint, with_action(ActionKind.TRANSFER), "corrective_action")
    assert remedies.record_action_done(case, action=1, done_on=TODAY).actions[0].done_on == TODAY
    for number in (0, 2):
        refused = rule_of(lambda n=number: remedies.record_action_done(case, action=n, done_on=TODAY))  # type: ignore[misc]
        assert refused == "action.number"
    tomorrow = date(2026, 6, 16)
    assert rule_of(lambda: remedies.record_action_done(case, action=1, done_on=tomorrow)) == "action.future"


@pytest.mark.parametrize("kind", ActionKind)
def test_only_what_lasts_is_handed_over_undone(case_of: CaseOf, rule_of: RuleOf, kind: ActionKind) -> None:
    """An accommodation or a performance plan goes on with the line manager."""
    case = case_of(complaint, with_action(kind), "corrective_action")
    assert rule_of(lambda: remedies.hand_over(case, to="Mara")) == (None if kind in LASTING else "action.open")
    done = case_of(complaint, with_action(kind, TODAY), "corrective_action")
    assert remedies.hand_over(done, to="Mara").handed_to == "Mara"


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((AllegationFinding.UNFOUNDED, AllegationFinding.SUBSTANTIATED), "substantiated"),
        ((AllegationFinding.UNSUBSTANTIATED, AllegationFinding.INCONCLUSIVE), "inconclusive"),
        ((AllegationFinding.UNFOUNDED, AllegationFinding.UNSUBSTANTIATED), "unsubstantiated"),
        ((AllegationFinding.UNFOUNDED,), "unfounded"),
    ],
)
def test_the_strongest_finding_is_the_outcome(
    case_of: CaseOf, findings: tuple[AllegationFinding, ...], expected: str
) -> None:
    """Every outcome of a finding is declared; what was learnt is written down."""
    handed = case_of(complaint, found(*findings), "handover")
    assert remedies.check_wellbeing(handed) == handed.fields
    looked = remedies.review_outcome(case_of(complaint, found(*findings), "wellbeing_check"), retaliation_reported=True)
    assert looked.retaliation_reported
    case = case_of(complaint, looked, "outcome_review")
    outcome = complaint.transitions["close"].outcome
    assert callable(outcome)
    assert outcome(case, lessons="-") == expected
    assert expected in complaint.outcomes
    assert remedies.close(case, lessons="Knock first").lessons == "Knock first"


def test_all_nine_phases_are_visited() -> None:
    """From the intake to the look back."""
    assert set(complaint.stages.values()) == set(Phase)
