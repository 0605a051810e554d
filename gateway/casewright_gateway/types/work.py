"""Tasks, approvals, assignments and notes."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from casewright import models
from casewright_gateway.context import Info
from casewright_gateway.types.enums import ApprovalState, TaskState
from casewright_gateway.types.node import Node

if TYPE_CHECKING:
    from casewright_gateway.types.case import Case

LazyCase = Annotated["Case", strawberry.lazy("casewright_gateway.types.case")]


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

    @strawberry.field(description="The case it belongs to.")
    async def case(self, info: Info) -> LazyCase:
        """Loaded with the cases of all other rows."""
        return await case_of(info, self.row.case_id)


@strawberry.type(description="One step in deciding an approval.")
class ApprovalStep:
    """Who decided what, and why."""

    by: str = strawberry.field(description="Who decided.")
    role: str = strawberry.field(description="In which role.")
    decision: str = strawberry.field(description="approved, declined, endorsed or withdrawn.")
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
    decided_by: str | None = strawberry.field(description="Who decided at last.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")

    @strawberry.field(description="The arguments the transition will run with.")
    async def arguments(self, info: Info) -> JSON | None:
        """Not shown to whom some fields of the case are hidden: an argument may tell what they hold."""
        case = await info.context.reader.case(self.row.case_id)
        return None if case is None or info.context.hidden(case.case_type) else JSON(self.row.arguments)

    @strawberry.field(description="Every step of the decision.")
    def steps(self) -> list[ApprovalStep]:
        """In order."""
        return [_step(step) for step in self.row.steps]

    @strawberry.field(description="The case it belongs to.")
    async def case(self, info: Info) -> LazyCase:
        """Loaded with the cases of all other rows."""
        return await case_of(info, self.row.case_id)


def _step(step: dict[str, Any]) -> ApprovalStep:
    return ApprovalStep(**{**step, "at": datetime.fromisoformat(step["at"])})


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


@strawberry.type(description="What somebody wrote down about a case.")
class Note(Node):
    """A note on a case."""

    row: strawberry.Private[models.Note]
    text: str = strawberry.field(description="The text.")
    author: str = strawberry.field(description="Who wrote it.")
    created_at: datetime = strawberry.field(description="When it was written.")


async def case_of(info: Info, case_id: UUID) -> "Case":
    """The case of a row; a row is only shown when its case is."""
    row = await info.context.reader.case(case_id)
    assert row is not None
    case: Case = info.context.present(row)
    return case
