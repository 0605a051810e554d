"""What ends with a stage, and with the case."""

from typing import Any

from casewright import models
from casewright.db.sql import Sql
from casewright.models.task import ESCALATION
from casewright.operations.change import Draft
from casewright.operations.clocks import RINGS
from casewright.operations.lapsing import lapse_all
from casewright.process import MERGED, Status
from casewright.task_order import TaskState


def leave_tasks(draft: Draft) -> None:
    """Open tasks of the stage left are needed no more, except what the risk asks for wherever the case is."""
    cancel_tasks(draft, Sql("stage = ? AND (template IS NULL OR template <> ?)", (draft.row.stage, ESCALATION)))


def cancel_tasks(draft: Draft, *which: Sql) -> None:
    """Open tasks are needed no more: those that fulfil every condition."""
    chosen = Sql.all_of([Sql("state = 'open'"), *which])
    ended = {"completed_at": draft.now, "completed_by": draft.actor.subject}
    draft.amend(models.Task, chosen, state=TaskState.CANCELLED, **ended)


async def end_case(draft: Draft, outcome: str) -> dict[str, Any]:
    """End the case by an outcome of its type, or merged: nothing is to be done or decided; clocks are read on.

    Returns what its event tells of those whose requests nobody decided.
    """
    cancel_tasks(draft)
    lapsed = await lapse_all(draft, outcome)
    draft.amend(models.Timer, Sql("NOT ") + RINGS, state="idle")
    rest(draft, Status.CLOSED if outcome == MERGED else draft.case_type.outcomes[outcome], outcome)
    draft.put(outcome=outcome, closed_at=draft.now)
    return lapsed


def rest(draft: Draft, status: Status, outcome: str | None = None) -> None:
    """From now on nobody works on the case."""
    draft.put(status=status)
    draft.insert(models.Rest, status=status, outcome=outcome, since=draft.now, until=None)


def wake(draft: Draft) -> None:
    """From now on the case is worked on again."""
    draft.put(status=Status.ACTIVE)
    draft.amend(models.Rest, Sql("until IS NULL"), until=draft.now)
