"""What a risk level obliges to: the next review, and somebody else's eyes on the case."""

from datetime import datetime

from casewright import models
from casewright.declarations import Obligation
from casewright.models.task import TaskState
from casewright.operations.alerts import raise_alert
from casewright.operations.change import Draft
from casewright.process import Priority, Risk

REVIEW = "risk.review"
"""The timer of the next review, its kind, and the rule of the alert it raises."""


def meet_obligations(draft: Draft, *, escalate: bool) -> datetime | None:
    """Schedule what the level of the draft's risk asks for; returns when the risk is to be reviewed.

    With `escalate`, a task comes up for the role that the level escalates to.
    """
    if not draft.case_type.obligations:
        return None
    obligation = _obligation(draft)
    calendar = draft.platform.calendar(draft.case_type.calendar)
    due = calendar.add(draft.now, obligation.review) if obligation.review else None
    draft.schedule(REVIEW, REVIEW, due)
    if escalate and obligation.escalate_to is not None:
        _escalate(draft, obligation.escalate_to)
    return due


def _obligation(draft: Draft) -> Obligation:
    return draft.case_type.obligations.get(Risk(draft.row.risk_level), Obligation())


def _escalate(draft: Draft, role: str) -> None:
    draft.insert(
        models.Task,
        title=f"Decide who goes on with the case: its risk is {draft.row.risk_level}",
        stage=draft.row.stage,
        team=draft.row.team,
        role=role,
        required=False,
        state=TaskState.OPEN,
        due_at=draft.now,
        created_at=draft.now,
    )


async def review_due(draft: Draft) -> None:
    """The risk was to be assessed again by now."""
    priority = max(_obligation(draft).priority, Priority.URGENT, key=lambda each: each.rank)
    await raise_alert(draft, REVIEW, "the risk is to be assessed again", priority)
    draft.record("risk_review_due")
