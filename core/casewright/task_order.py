"""Where a task stands, and when it may be done: after others, and with everything on its checklist. Pure."""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeAlias

from casewright.declarations import TaskTemplate
from casewright.errors import Invalid, Refused
from casewright.fields import check_given

Checklist: TypeAlias = list[dict[str, str | None]]
"""Items in order, each with who did it and when, as text."""


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


def new_checklist(items: Sequence[str]) -> Checklist:
    """Nothing of it is done; raises Invalid for an item that is blank, there twice, or that no database stores."""
    for place, item in enumerate(items):
        check_given(item, "say what is to be done", field=f"checklist.{place}")
        if item in items[:place]:
            message = f"{item} is on the checklist already"
            raise Invalid(message, rule="checklist.twice", field=f"checklist.{place}")
    return [{"item": item, "done_by": None, "done_at": None} for item in items]


def renewed(checklist: Checklist, items: Sequence[str]) -> Checklist:
    """The checklist of a task with other items; what is done stays done, and on it. Raises Invalid as a new one."""
    known = {entry["item"]: entry for entry in checklist}
    done = [entry for entry in checklist if entry["done_at"] is not None and entry["item"] not in items]
    return [*(known.get(entry["item"], entry) for entry in new_checklist(items)), *done]


def checked(checklist: Checklist, item: str, by: str, at: str) -> Checklist:
    """The checklist with an item done; raises Invalid for one that is not on it, Refused for one that is done."""
    found = next((entry for entry in checklist if entry["item"] == item), None)
    if found is None:
        raise Invalid("there is no such item on the checklist", rule="checklist.unknown", field="item")
    if found["done_at"] is not None:
        raise Refused(f"{item} is done already", rule="checklist.done", field="item")
    return [entry | {"done_by": by, "done_at": at} if entry is found else entry for entry in checklist]


def check_ready(title: str, before: Collection[str], checklist: Checklist) -> None:
    """Whether a task may be called done: `before` are the titles of open tasks that come first. Raises Refused."""
    if before:
        raise Refused(f"{title} comes after {', '.join(before)}", rule="tasks.after")
    left = [str(entry["item"]) for entry in checklist if entry["done_at"] is None]
    if left:
        raise Refused(f"{title} is not done without {', '.join(left)}", rule="tasks.checklist")


def order_mistakes(templates: Sequence[TaskTemplate]) -> Iterator[str]:
    """What is wrong with the order and the checklists of templates: one sentence per mistake."""
    for template in templates:
        for title in template.after:
            if not any(each.title == title and each.stage == template.stage for each in templates):
                yield f"the task {template.title!r} comes after {title!r}, which is no task of its stage"
        if len(set(template.checklist)) < len(template.checklist):
            yield f"the checklist of the task {template.title!r} has an item twice"
    graph: dict[tuple[str, str], Any] = {
        (each.stage, each.title): {(each.stage, title) for title in each.after} for each in templates
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        titles = " after ".join(repr(title) for _, title in error.args[1])
        yield f"tasks come after one another in a ring: {titles}"
