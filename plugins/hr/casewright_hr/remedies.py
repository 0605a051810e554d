"""What is done about a complaint that was decided, who looks after it then, and how it ends."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused
from casewright_hr.calendar import today
from casewright_hr.complaint import complaint
from casewright_hr.grievance import (
    LASTING,
    SUPPORTING,
    ActionKind,
    AllegationFinding,
    Complaint,
    CorrectiveAction,
)
from casewright_hr.values import ShortText, Text


@complaint.transition(
    "decision | corrective_action -> corrective_action", role="er_lead", approval=Approval(role="hr_director")
)
def take_action(case: Case[Complaint], *, kind: ActionKind, what: Text, by: ShortText, due_on: date) -> Complaint:
    """Act on what was found, once or more often. Somebody else agrees first.

    What is held against somebody needs a substantiated finding; what helps needs none.
    """
    substantiated = case.fields.strongest_finding is AllegationFinding.SUBSTANTIATED
    if kind not in SUPPORTING and not substantiated:
        message = f"there is no {kind.replace('_', ' ')} without a substantiated finding"
        raise Refused(message, rule="action.finding", field="kind")
    action = CorrectiveAction(kind=kind, what=what, by=by, due_on=due_on)
    return replace(case.fields, actions=(*case.fields.actions, action))


@complaint.transition("corrective_action | handover", role=("er_officer", "er_lead"))
def record_action_done(case: Case[Complaint], *, action: int, done_on: date) -> Complaint:
    """Write down that an action was carried out, by its number, from 1."""
    actions = case.fields.actions
    if not 1 <= action <= len(actions):
        raise Refused(f"there are the actions 1 to {len(actions)}", rule="action.number", field="action")
    if done_on > today(case.now, case.fields.applicable_country):
        raise Refused("it is recorded once it is done", rule="action.future", field="done_on")
    done = replace(actions[action - 1], done_on=done_on)
    return replace(case.fields, actions=(*actions[: action - 1], done, *actions[action:]))


@complaint.transition("decision | corrective_action -> handover", role="er_officer")
def hand_over(case: Case[Complaint], *, to: ShortText) -> Complaint:
    """Let the line manager look after it from now on, and counsel where the matrix says so.

    Every action is done, but for those that last.
    """
    left = [action.what for action in case.fields.actions if action.done_on is None and action.kind not in LASTING]
    if left:
        raise Refused(f"not done yet: {'; '.join(left)}", rule="action.open")
    return replace(case.fields, handed_to=to)


@complaint.transition("handover -> wellbeing_check", role="er_officer")
def check_wellbeing(case: Case[Complaint]) -> Complaint:
    """Look after both sides, and whether anybody took revenge."""
    return case.fields


@complaint.transition("wellbeing_check -> outcome_review", role="er_officer")
def review_outcome(case: Case[Complaint], *, retaliation_reported: bool) -> Complaint:
    """Write down whether anybody took revenge, and look back."""
    return replace(case.fields, retaliation_reported=retaliation_reported)


def _found(case: Case[Complaint], *, lessons: str) -> str:
    return str(case.fields.strongest_finding)


@complaint.transition("outcome_review", role="er_officer", outcome=_found)
def close(case: Case[Complaint], *, lessons: Text) -> Complaint:
    """End the complaint; its strongest finding says how it ended."""
    return replace(case.fields, lessons=lessons)
