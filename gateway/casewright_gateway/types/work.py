"""Tasks, approvals, assignments and notes."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from casewright import models
from casewright.models.approval import ApprovalState
from casewright.task_order import TaskState
from casewright_gateway.context import Info
from casewright_gateway.sources import Computed, Unmasked, its_case, source
from casewright_gateway.types.node import Node

if TYPE_CHECKING:
    from casewright_gateway.types.case import Case

LazyCase = Annotated["Case", strawberry.lazy("casewright_gateway.types.case")]


@strawberry.type(description="An item on the checklist of a task.")
class TaskItem:
    """Done, or still to be done."""

    item: str = strawberry.field(description="What is to be done.")
    done_by: str | None = strawberry.field(description="Who did it.")
    done_at: datetime | None = strawberry.field(description="When; empty: not yet.")


@strawberry.type(description="Work to be done by a person on a case.")
class Task(Node):
    """A task of a case."""

    row: strawberry.Private[models.Task]
    title: str = strawberry.field(description="What is to be done.")
    stage: str = strawberry.field(description="The stage it belongs to.")
    role: str | None = strawberry.field(description="The role that does it.")
    assignee: str | None = strawberry.field(description="Who does it.")
    required: bool = strawberry.field(description="Whether the case stays at its stage until it is done.")
    state: TaskState = strawberry.field(description="Where the task stands.")
    due_at: datetime | None = strawberry.field(description="When it is due.")
    created_at: datetime = strawberry.field(description="When it came up.")
    completed_at: datetime | None = strawberry.field(description="When it was done or cancelled.")
    completed_by: str | None = strawberry.field(description="Who did or cancelled it.")
    result: str | None = strawberry.field(description="What came of it.")
    case: LazyCase = its_case("The case it belongs to.")

    @strawberry.field(description="Everything that belongs to it.", metadata=source(Computed(("checklist",))))
    def checklist(self) -> list[TaskItem]:
        """In order."""
        return [_task_item(entry) for entry in self.row.checklist or ()]

    @strawberry.field(description="The titles of open tasks that come first.", metadata=source(Computed(("after",))))
    async def waits_for(self, info: Info) -> list[str]:
        """Loaded with the tasks of all other rows."""
        rows = [await info.context.reader.row(models.Task, UUID(each)) for each in self.row.after or ()]
        return [row.title for row in rows if row is not None and row.state == TaskState.OPEN]


def _task_item(entry: dict[str, Any]) -> TaskItem:
    done_at = entry["done_at"] and datetime.fromisoformat(entry["done_at"])
    return TaskItem(item=entry["item"], done_by=entry["done_by"], done_at=done_at)


@strawberry.type(description="One step in deciding an approval.")
class ApprovalStep:
    """Who decided what, and why."""

    by: str = strawberry.field(description="Who decided.")
    on_behalf_of: str | None = strawberry.field(description="For whom they decided; empty: for themselves.")
    role: str = strawberry.field(description="In which role.")
    level: int | None = strawberry.field(description="On which level of the chain.")
    decision: str = strawberry.field(
        description="agreed, endorsed, approved, declined, withdrawn, escalated or lapsed."
    )
    reason: str | None = strawberry.field(description="Why.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A transition that waits for another person's decision.")
class Approval(Node):
    """An approval of a case."""

    row: strawberry.Private[models.Approval]
    transition: str = strawberry.field(description="The transition asked for.")
    reason: str | None = strawberry.field(description="Why it was asked for.")
    role: str = strawberry.field(description="The role that decides now.")
    level: int = strawberry.field(description="The level of the chain, 0 the lowest.")
    state: ApprovalState = strawberry.field(description="Where the approval stands.")
    asked_by: str = strawberry.field(description="Who asked; never the one who decides.")
    asked_at: datetime = strawberry.field(description="When it was asked for.")
    expires_at: datetime | None = strawberry.field(description="Until when it must be decided.")
    escalates_at: datetime | None = strawberry.field(description="When the next level is asked, if nobody decides.")
    decided_by: str | None = strawberry.field(description="Who decided at last.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")
    case: LazyCase = its_case("The case it belongs to.")

    @strawberry.field(description="The arguments the transition will run with.", metadata=source(Unmasked("arguments")))
    async def arguments(self, info: Info) -> JSON | None:
        """Not shown to whom some fields of the case are hidden: an argument may tell what they hold."""
        case = await info.context.reader.case(self.row.case_id)
        return None if case is None or info.context.hidden(case.case_type) else JSON(self.row.arguments)

    @strawberry.field(description="Every step of the decision.", metadata=source(Computed(("steps",))))
    def steps(self) -> list[ApprovalStep]:
        """In order."""
        return [_step(step) for step in self.row.steps]


def _step(step: dict[str, Any]) -> ApprovalStep:
    return ApprovalStep(
        by=step["by"],
        on_behalf_of=step.get("for"),
        role=step["role"],
        level=step.get("level"),
        decision=step["decision"],
        reason=step["reason"],
        at=datetime.fromisoformat(step["at"]),
    )


@strawberry.type(description="Who had the case for a while.")
class Assignment:
    """One stretch of responsibility."""

    id: strawberry.ID = strawberry.field(description="The id of the assignment.")
    row: strawberry.Private[models.Assignment]
    subject: str | None = strawberry.field(description="The person; empty: the team's queue.")
    team: str | None = strawberry.field(description="The team.")
    assigned_by: str = strawberry.field(description="Who gave it.")
    since: datetime = strawberry.field(description="From when.")
    until: datetime | None = strawberry.field(description="Until when; empty: still.")
    reason: str | None = strawberry.field(description="Why.")
    choice: list[str] | None = strawberry.field(description="Why this person was chosen, where routing chose.")


@strawberry.type(description="A word by which people find a case again.")
class Tag:
    """A tag of a case."""

    id: strawberry.ID = strawberry.field(description="The id of the tag.")
    row: strawberry.Private[models.Tag]
    name: str = strawberry.field(description="The word, as it was first written.")
    added_by: str = strawberry.field(description="Who added it.")
    added_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="What somebody wrote down about a case.")
class Note(Node):
    """A note on a case."""

    row: strawberry.Private[models.Note]
    text: str = strawberry.field(description="The text.")
    author: str = strawberry.field(description="Who wrote it.")
    created_at: datetime = strawberry.field(description="When it was written.")

    @strawberry.field(
        description="The accounts it mentions, in the order in which it does.",
        metadata=source(Computed(("mentions",))),
    )
    def mentions(self) -> list[str]:
        """Each once."""
        return self.row.mentions or []
