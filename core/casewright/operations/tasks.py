"""Tasks: ad hoc ones beside those of the templates, claimed, given to somebody, done or cancelled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Forbidden, Refused
from casewright.fields import check_given, check_time
from casewright.operations.change import Draft, absent, change
from casewright.operations.parties import case_of
from casewright.platform import Platform
from casewright.process import Status, check_active
from casewright.task_order import TaskState, check_ready, checked, new_checklist


async def add_task(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    title: str,
    role: str | None = None,
    assignee: str | None = None,
    due_at: datetime | None = None,
    required: bool = False,
    after: Sequence[UUID] = (),
    checklist: Sequence[str] = (),
) -> UUID:
    """Add work to the stage the case is at, to be done after other tasks of the case; returns the id of the task."""
    check_given(title, "a task needs a title", field="title")
    if due_at is not None:
        check_time(due_at, field="due_at")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        check_active(Status(draft.row.status), draft.row.number)
        await _check_there(draft, after)
        task_id = draft.insert(
            models.Task,
            title=title,
            stage=draft.row.stage,
            team=draft.row.team,
            role=role,
            assignee=assignee,
            required=required,
            state=TaskState.OPEN,
            due_at=due_at,
            created_at=draft.now,
            after=[str(each) for each in after] or None,
            checklist=new_checklist(checklist) or None,
        )
        draft.record("task_added", task=str(task_id), title=title, **({"assignee": assignee} if assignee else {}))
    return task_id


async def _check_there(draft: Draft, task_ids: Sequence[UUID]) -> None:
    there = {task.id for task in await models.Task.filter(case_id=draft.row.id)} if task_ids else set()
    for place, task_id in enumerate(task_ids):
        if task_id not in there:
            raise absent(f"after.{place}")


async def complete_task(platform: Platform, actor: Actor, task_id: UUID, *, result: str | None = None) -> UUID:
    """Mark a task done, by someone with its role; returns the id of the case."""
    return await _end(platform, actor, task_id, TaskState.DONE, result)


async def cancel_task(platform: Platform, actor: Actor, task_id: UUID, *, reason: str) -> UUID:
    """Mark a discretionary task as not needed; a required one can only be done. Returns the id of the case."""
    check_given(reason, "say why the task is not needed", field="reason")
    return await _end(platform, actor, task_id, TaskState.CANCELLED, reason)


async def _end(platform: Platform, actor: Actor, task_id: UUID, state: TaskState, result: str | None) -> UUID:
    case_id = await case_of(models.Task, actor, task_id)
    async with change(platform, actor, case_id, Action.WORK, part="task") as draft:
        task = await _open_task(task_id)
        _check_worker(draft, task)
        if state == TaskState.CANCELLED and task.required:
            raise Refused(f"{task.title} is required here; it can only be done", rule="tasks.required")
        if state == TaskState.DONE:
            check_ready(task.title, await _open_before(task), task.checklist or [])
        ended = {"state": state, "completed_at": draft.now, "completed_by": actor.subject, "result": result}
        draft.amend(models.Task, Sql("id = ?", (task_id,)), **ended)
        name = "task_completed" if state == TaskState.DONE else "task_cancelled"
        draft.record(name, task=str(task_id), title=task.title, result=result)
    return case_id


async def _open_before(task: models.Task) -> list[str]:
    """The titles of the open tasks that come first."""
    before = models.Task.filter(id__in=[UUID(each) for each in task.after or ()], state=TaskState.OPEN).order_by("id")
    return [each.title for each in await before] if task.after else []


async def check_task_item(platform: Platform, actor: Actor, task_id: UUID, *, item: str) -> UUID:
    """Tick an item of a task's checklist off, by someone with its role; returns the id of the case."""
    case_id = await case_of(models.Task, actor, task_id)
    async with change(platform, actor, case_id, Action.WORK, part="task") as draft:
        task = await _open_task(task_id)
        _check_worker(draft, task)
        checklist = checked(task.checklist or [], item, actor.subject, draft.now.isoformat())
        draft.amend(models.Task, Sql("id = ?", (task_id,)), checklist=checklist)
        draft.record("task_item_checked", task=str(task_id), title=task.title, item=item)
    return case_id


async def claim_task(platform: Platform, actor: Actor, task_id: UUID) -> UUID:
    """Take a task nobody has; returns the id of the case."""
    case_id = await case_of(models.Task, actor, task_id)
    async with change(platform, actor, case_id, Action.WORK, part="task") as draft:
        task = await _open_task(task_id)
        _check_worker(draft, task)
        draft.amend(models.Task, Sql("id = ?", (task_id,)), assignee=actor.subject)
        draft.record("task_claimed", task=str(task_id), title=task.title)
    return case_id


async def release_task(platform: Platform, actor: Actor, task_id: UUID) -> UUID:
    """Give one's task back to whoever has its role; returns the id of the case."""
    case_id = await case_of(models.Task, actor, task_id)
    async with change(platform, actor, case_id, Action.WORK, part="task") as draft:
        task = await _open_task(task_id)
        if task.assignee != actor.subject:
            raise Refused(f"{task.title} is not yours to release", rule="tasks.owner")
        draft.amend(models.Task, Sql("id = ?", (task_id,)), assignee=None)
        draft.record("task_released", task=str(task_id), title=task.title)
    return case_id


async def assign_task(platform: Platform, actor: Actor, task_id: UUID, *, subject: str | None = None) -> UUID:
    """Give an open task to somebody, whoever has it, or back to those with its role; returns the id of the case."""
    case_id = await case_of(models.Task, actor, task_id)
    async with change(platform, actor, case_id, Action.ASSIGN, part="task") as draft:
        task = await _open_task(task_id)
        draft.amend(models.Task, Sql("id = ?", (task_id,)), assignee=subject)
        told = {"assignee": subject, "assignee_before": task.assignee}
        draft.record("task_assigned", task=str(task_id), title=task.title, **told)
    return case_id


async def reschedule_task(platform: Platform, actor: Actor, task_id: UUID, *, due_at: datetime, reason: str) -> UUID:
    """Let an open task be due at another time, by someone with its role; returns the id of the case."""
    check_given(reason, "say why the task is due at another time", field="reason")
    check_time(due_at, field="due_at")
    case_id = await case_of(models.Task, actor, task_id)
    async with change(platform, actor, case_id, Action.WORK, part="task") as draft:
        task = await _open_task(task_id)
        _check_worker(draft, task)
        draft.amend(models.Task, Sql("id = ?", (task_id,)), due_at=due_at)
        told = {"reason": reason, "due_at": due_at, "due_before": task.due_at}
        draft.record("task_rescheduled", task=str(task_id), title=task.title, **told)
    return case_id


async def _open_task(task_id: UUID) -> models.Task:
    task = await models.Task.get_or_none(id=task_id)
    if task is None:
        raise absent()
    if task.state != TaskState.OPEN:
        raise Refused(f"{task.title} is {task.state} already", rule="tasks.open")
    return task


def _check_worker(draft: Draft, task: models.Task) -> None:
    actor = draft.actor
    if task.assignee not in {None, actor.subject}:
        raise Forbidden(f"{task.title} belongs to somebody else", rule="tasks.assignee")
    if task.role is not None and task.role not in actor.roles and task.assignee != actor.subject and not actor.system:
        raise Forbidden(f"{task.title} is for the role {task.role}", rule="tasks.role")
