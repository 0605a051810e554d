"""Task templates: brought up with a stage, and applied again to a running case when they or the case changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.calendars import Duration, in_utc
from casewright.case import Case
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action, TaskTemplate
from casewright.errors import Refused
from casewright.operations.change import Draft, change
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Status, check_active
from casewright.task_order import TaskState, new_checklist, renewed
from casewright.templates import Effect, Step, compare


def needed(platform: Platform, case_type: CaseType[Any], stage: str, case: Case[Any]) -> list[TaskTemplate]:
    """The templates of a stage that this case needs, by their conditions."""
    return [each for each in case_type.tasks if each.stage == stage and _needed(platform, case_type, each, case)]


def _needed(platform: Platform, case_type: CaseType[Any], template: TaskTemplate, case: Case[Any]) -> bool:
    with blaming(platform.plugin_of(case_type.name), f"the task {template.title!r}"):
        return template.when is None or template.when(case)


def due_at(
    platform: Platform, case_type: CaseType[Any], template: TaskTemplate, since: datetime, case: Case[Any]
) -> datetime | None:
    """When a task that came up at `since` is due: a time after that in business time, or what the case says."""
    if isinstance(template.due, Duration):
        return platform.calendar(case_type.calendar).add(since, template.due)
    with blaming(platform.plugin_of(case_type.name), f"the due date of the task {template.title!r}"):
        due = template.due(case) if template.due else None
        return due and in_utc(due)


def bring_up(
    draft: Draft, templates: Sequence[TaskTemplate], case: Case[Any], there: Mapping[str, UUID]
) -> Mapping[str, UUID]:
    """Tasks from templates at the stage the draft is at; `there` are the tasks it has, by the names of theirs.

    Returns all of them.
    """
    ids = {**there, **{template.name: uuid7() for template in templates}}
    for template in templates:
        draft.insert(
            models.Task,
            id=ids[template.name],
            template=template.name,
            title=template.title,
            stage=draft.row.stage,
            team=draft.row.team,
            role=template.role,
            required=template.required,
            state=TaskState.OPEN,
            due_at=due_at(draft.platform, draft.case_type, template, draft.now, case),
            created_at=draft.now,
            after=_before(draft, template, ids),
            checklist=new_checklist(template.checklist) or None,
        )
    return ids


def _before(draft: Draft, template: TaskTemplate, ids: Mapping[str, UUID]) -> list[str] | None:
    """The tasks that come before that of a template, as far as the case has them."""
    names = {each.title: each.name for each in draft.case_type.tasks if each.stage == template.stage}
    return [str(ids[names[title]]) for title in template.after if names[title] in ids] or None


def steps(
    platform: Platform,
    case_type: CaseType[Any],
    case: Case[Any],
    tasks: Sequence[models.Task],
    visits: Sequence[models.PhaseVisit],
) -> list[Step]:
    """What the templates would do to the tasks of the case at its stage; nothing is written."""
    since = max((visit.entered_at for visit in visits if visit.left_at is None), default=case.opened_at)
    present = [task for task in tasks if task.created_at >= since or task.state == TaskState.OPEN]
    here = [task for task in present if task.stage == case.stage]
    templates = needed(platform, case_type, case.stage, case)
    return compare(templates, here, lambda template, at: due_at(platform, case_type, template, at, case))


async def apply_task_templates(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Bring the tasks of the stage up to what the templates say by now; raises Refused when they are."""
    async with change(platform, actor, case_id, Action.WORK, part="task") as draft:
        check_active(Status(draft.row.status), draft.row.number)
        tasks = await apply_templates(draft, await draft.case())
        if not any(tasks.values()):
            raise Refused("the tasks are as the templates say already", rule="templates.applied")
        draft.record("task_templates_applied", tasks=tasks)


async def apply_templates(draft: Draft, case: Case[Any]) -> dict[str, list[Any]]:
    """Add and change what the templates ask for; returns the titles of what was added, and each change."""
    tasks = await models.Task.filter(case_id=draft.row.id, stage=draft.row.stage).order_by("id")
    visits = await models.PhaseVisit.filter(case_id=draft.row.id, left_at=None)
    planned = steps(draft.platform, draft.case_type, case, tasks, visits)
    added = [step.template for step in planned if step.effect is Effect.ADD and step.template is not None]
    there = {step.template.name: step.task_id for step in planned if step.template and step.task_id}
    ids = bring_up(draft, added, case, there)
    changing = {step.task_id: step for step in planned if step.effect is Effect.CHANGE}
    for task in tasks:
        if task.id in changing:
            draft.amend(models.Task, Sql("id = ?", (task.id,)), **_columns(draft, changing[task.id], task, ids))
    changed = [{"task": str(task_id), "title": step.title, **_told(step)} for task_id, step in changing.items()]
    return {"added": [template.title for template in added], "changed": changed}


def _columns(draft: Draft, step: Step, task: models.Task, ids: Mapping[str, UUID]) -> dict[str, Any]:
    """What changes of a task as it is stored; `ids` are the tasks by the names of their templates."""
    assert step.template is not None
    stored = {
        "after": _before(draft, step.template, ids),
        "checklist": renewed(task.checklist or [], step.template.checklist) or None,
    }
    return {column: stored.get(column, after) for column, (_, after) in step.changes.items()}


def _told(step: Step) -> dict[str, list[Any]]:
    return {column: [before, after] for column, (before, after) in step.changes.items()}
