"""Entering a stage: the visit, the tasks that come up, the tasks that fall away."""

from typing import Any

from casewright import models
from casewright.case import Case
from casewright.declarations import TaskTemplate
from casewright.operations.change import Draft
from casewright.plugins import blaming
from casewright.process import check_return


async def enter_stage(draft: Draft, case: Case[Any], stage: str, reason: str | None) -> list[str]:
    """Move the case to a stage; returns the titles of the tasks that came up.

    Raises Refused when the case has been at this stage before and no reason is given.
    """
    check_return(stage, case.visited, reason)
    phase = draft.case_type.stages[stage]
    await models.PhaseVisit.filter(case_id=draft.row.id, left_at=None).update(left_at=draft.now)
    await cancel_tasks(draft)
    earlier = await models.PhaseVisit.filter(case_id=draft.row.id, phase=phase).count()
    draft.put(stage=stage, phase=phase)
    draft.add(visit(draft, earlier + 1, reason))
    return bring_up_tasks(draft, case)


async def cancel_tasks(draft: Draft) -> None:
    """Open tasks of the stage left are needed no more."""
    await models.Task.filter(case_id=draft.row.id, stage=draft.row.stage, state="open").update(
        state="cancelled", completed_at=draft.now, completed_by=draft.actor.subject
    )


def visit(draft: Draft, number: int, reason: str | None) -> models.PhaseVisit:
    """The numbered entry into the stage and phase the draft is at."""
    return models.PhaseVisit(
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        phase=draft.row.phase,
        stage=draft.row.stage,
        number=number,
        entered_at=draft.now,
        entered_by=draft.actor.subject,
        reason=reason,
    )


def bring_up_tasks(draft: Draft, case: Case[Any]) -> list[str]:
    """Tasks from the templates of the stage the draft is at; returns their titles."""
    due = [
        template
        for template in draft.case_type.tasks
        if template.stage == draft.row.stage and _needed(draft, template, case)
    ]
    draft.add(*(_task(draft, template) for template in due))
    return [template.title for template in due]


def _needed(draft: Draft, template: TaskTemplate, case: Case[Any]) -> bool:
    with blaming(draft.plugin, f"the task {template.title!r}"):
        return template.when is None or template.when(case)


def _task(draft: Draft, template: TaskTemplate) -> models.Task:
    calendar = draft.platform.calendar(draft.case_type.calendar)
    return models.Task(
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        template=template.name,
        title=template.title,
        stage=template.stage,
        role=template.role,
        required=template.required,
        state="open",
        due_at=calendar.add(draft.now, template.due) if template.due else None,
        created_at=draft.now,
    )
