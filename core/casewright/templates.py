"""What the templates of a stage would do to the tasks a case has there: add, change, or keep them. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from casewright.declarations import TaskTemplate
from casewright.task_order import Checklist, TaskState, renewed


class Effect(StrEnum):
    """What becomes of a task."""

    ADD = "add"
    CHANGE = "change"
    KEEP = "keep"


class Work(Protocol):
    """A task as it is, of the present stay at the stage."""

    id: UUID
    template: str | None
    title: str
    role: str | None
    required: bool
    state: str
    due_at: datetime | None
    created_at: datetime
    after: list[str] | None
    checklist: Checklist | None


@dataclass(frozen=True)
class Step:
    """What becomes of one task, old or new; `changes` are what it has and what it would have, by column.

    What it comes after is told by titles, and its checklist by items.
    """

    effect: Effect
    title: str
    template: TaskTemplate | None = None
    task_id: UUID | None = None
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)


Due = Callable[[TaskTemplate, datetime], datetime | None]
"""When a task of a template that came up at a moment is due."""


def compare(templates: Sequence[TaskTemplate], tasks: Sequence[Work], due: Due) -> list[Step]:
    """One step for each template the case needs, then one for each other open task.

    What is done or was found not to be needed stays so: only open tasks change, and nothing comes up twice.
    """
    newest = {task.template: task for task in tasks if task.template is not None}
    wanted = {template.name: template.title for template in templates}
    titles = {str(task.id): wanted.get(task.template or "", task.title) for task in tasks}
    others = [task for task in tasks if task.template not in wanted and task.state == TaskState.OPEN]
    return [
        *(_step(template, newest.get(template.name), due, titles, wanted.values()) for template in templates),
        *(Step(Effect.KEEP, task.title, task_id=task.id) for task in others),
    ]


def _step(
    template: TaskTemplate, task: Work | None, due: Due, titles: Mapping[str, str], wanted: Collection[str]
) -> Step:
    if task is None:
        return Step(Effect.ADD, template.title, template)
    has = _of_task(task, titles)
    asked = _of_template(template, task, due, wanted)
    changed = {column: (has[column], asked[column]) for column in asked if has[column] != asked[column]}
    changes = changed if task.state == TaskState.OPEN else {}
    return Step(Effect.CHANGE if changes else Effect.KEEP, template.title, template, task.id, changes)


def _of_task(task: Work, titles: Mapping[str, str]) -> dict[str, Any]:
    """What a task has; `titles` are those of the tasks at the stage as their templates have them by now."""
    return {
        "title": task.title,
        "role": task.role,
        "required": task.required,
        "due_at": task.due_at,
        "after": [titles[each] for each in task.after or () if each in titles],
        "checklist": [entry["item"] for entry in task.checklist or ()],
    }


def _of_template(template: TaskTemplate, task: Work, due: Due, wanted: Collection[str]) -> dict[str, Any]:
    """What the task would have; it comes after those that the case needs."""
    return {
        "title": template.title,
        "role": template.role,
        "required": template.required,
        "due_at": due(template, task.created_at),
        "after": [title for title in template.after if title in wanted],
        "checklist": [entry["item"] for entry in renewed(task.checklist or [], template.checklist)],
    }
