"""Entering a stage: the visit, what a way back undoes, the tasks that come up, the tasks that fall away."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from casewright import models
from casewright.case import Case
from casewright.db.sql import Sql
from casewright.operations.change import Draft
from casewright.operations.ending import leave_tasks
from casewright.operations.plans import invalidate_plan
from casewright.operations.programmes import begin_programme, drop_programme
from casewright.operations.screening import invalidate_verdict
from casewright.operations.templates import bring_up, needed
from casewright.operations.timed_moves import drop_timed_moves, schedule_moves
from casewright.process import Phase, check_return, goes_back

Undoing: TypeAlias = Callable[[Draft, Phase], Awaitable[str | None]]

_UNDOING: tuple[Undoing, ...] = (invalidate_verdict, invalidate_plan, drop_programme)
"""Asked when a case goes back, with the phase it comes to: what holds no more, in a few words, or None."""


async def enter_stage(draft: Draft, case: Case[Any], stage: str, reason: str | None) -> list[str]:
    """Move the case to a stage; returns the titles of the tasks that came up.

    Raises Refused when the case has been at this stage before and no reason is given.
    """
    check_return(stage, case.behind, reason)
    phase = draft.case_type.stages[stage]
    around = await draft.around()
    returned = stage in case.behind or goes_back(Phase(draft.row.phase), phase)
    undone = [await undo(draft, phase) for undo in _UNDOING] if returned else []
    draft.amend(models.PhaseVisit, Sql("left_at IS NULL"), left_at=draft.now)
    leave_tasks(draft)
    if stage != draft.row.stage:
        drop_timed_moves(draft)
    draft.put(stage=stage, phase=phase)
    number = around.visits_of(phase) + 1
    enter(draft, number, reason, returned=returned, invalidated="; ".join(filter(None, undone)))
    await begin_programme(draft, case)
    return bring_up_tasks(draft, case)


def enter(draft: Draft, number: int, reason: str | None, *, returned: bool = False, invalidated: str = "") -> None:
    """The entry into the stage and phase the draft is at, by its number within the phase."""
    draft.insert(
        models.PhaseVisit,
        phase=draft.row.phase,
        stage=draft.row.stage,
        number=number,
        entered_at=draft.now,
        entered_by=draft.actor.subject,
        reason=reason,
        returned=returned,
        invalidated=invalidated or None,
    )
    schedule_moves(draft)


def bring_up_tasks(draft: Draft, case: Case[Any]) -> list[str]:
    """Tasks from the templates of the stage the draft is at; returns their titles."""
    templates = needed(draft.platform, draft.case_type, draft.row.stage, case)
    bring_up(draft, templates, case, {})
    return [template.title for template in templates]
