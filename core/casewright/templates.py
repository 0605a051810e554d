"""What the templates of a stage would do to the tasks a case has there: add, change, or keep them. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from casewright.declarations import TaskTemplate
from casewright.models.task import TaskState


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


@dataclass(frozen=True)
class Step:
    """What becomes of one task, old or new; `changes` are what it has and what it would have, by column."""

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
    names = {template.name for template in templates}
    others = [task for task in tasks if task.template not in names and task.state == TaskState.OPEN]
    return [
        *(_step(template, newest.get(template.name), due) for template in templates),
        *(Step(Effect.KEEP, task.title, task_id=task.id) for task in others),
    ]


def _step(template: TaskTemplate, task: Work | None, due: Due) -> Step:
    if task is None:
        return Step(Effect.ADD, template.title, template)
    changes = dict(_changes(template, task, due)) if task.state == TaskState.OPEN else {}
    return Step(Effect.CHANGE if changes else Effect.KEEP, template.title, template, task.id, changes)


def _changes(template: TaskTemplate, task: Work, due: Due) -> Iterator[tuple[str, tuple[Any, Any]]]:
    wanted = {
        "title": template.title,
        "role": template.role,
        "required": template.required,
        "due_at": due(template, task.created_at),
    }
    for column, value in wanted.items():
        if getattr(task, column) != value:
            yield column, (getattr(task, column), value)
