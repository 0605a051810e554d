"""What a risk level obliges to: the next review, and somebody else's eyes on the case."""

from datetime import datetime

from casewright import models
from casewright.db.sql import Sql
from casewright.declarations import Obligation
from casewright.models.task import ESCALATION
from casewright.operations.alerts import raise_alert
from casewright.operations.change import Draft
from casewright.operations.ending import cancel_tasks
from casewright.process import Priority, Risk, Status
from casewright.task_order import TaskState

REVIEW = "risk.review"
"""The timer of the next review, its kind, and the rule of the alert it raises."""


def meet_obligations(draft: Draft, *, levelled: bool) -> datetime | None:
    """Schedule what the level of the draft's risk asks for; returns when the risk is to be reviewed.

    With `levelled` the case has the level from now on: a task comes up for the role that it escalates to, and stays as
    long as the level does. A case that has ended obliges to nothing.
    """
    if not draft.case_type.obligations or Status(draft.row.status).final:
        return None
    obligation = _obligation(draft)
    calendar = draft.platform.calendar(draft.case_type.calendar)
    due = calendar.add(draft.now, obligation.review) if obligation.review else None
    draft.schedule(REVIEW, REVIEW, due)
    if levelled:
        _escalate(draft, obligation.escalate_to)
    return due


def _obligation(draft: Draft) -> Obligation:
    return draft.case_type.obligations.get(Risk(draft.row.risk_level), Obligation())


def _escalate(draft: Draft, role: str | None) -> None:
    """A task for the role, which is told by an event of its own; what another level escalated is needed no more."""
    if not draft.new:
        cancel_tasks(draft, Sql("template = ?", (ESCALATION,)))
    draft.schedule(ESCALATION, ESCALATION, draft.now if role else None)
    if role is None:
        return
    draft.insert(
        models.Task,
        template=ESCALATION,
        title=f"Decide who goes on with the case: its risk is {draft.row.risk_level}",
        stage=draft.row.stage,
        team=draft.row.team,
        role=role,
        required=False,
        state=TaskState.OPEN,
        due_at=draft.now,
        created_at=draft.now,
    )


async def risk_escalated(draft: Draft) -> None:
    """The risk has come to a level that is beyond whoever handles the case."""
    draft.record("risk_escalated", level=draft.row.risk_level, role=_obligation(draft).escalate_to)


async def review_due(draft: Draft) -> None:
    """The risk was to be assessed again by now."""
    priority = max(_obligation(draft).priority, Priority.URGENT, key=lambda each: each.rank)
    await raise_alert(draft, REVIEW, "the risk is to be assessed again", priority)
    draft.record("risk_review_due")
