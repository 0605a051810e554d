"""The interface of every case, and what belongs to it."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from casewright import models
from casewright.process import Phase, Risk, Status
from casewright.views import case_view
from casewright_gateway.context import Info
from casewright_gateway.reads.reader import Children
from casewright_gateway.rows import present
from casewright_gateway.types.clocks import Clock
from casewright_gateway.types.documents import Document
from casewright_gateway.types.enums import LinkKind, TaskState
from casewright_gateway.types.history import CaseRisk, Event, PhaseVisit
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import CaseParty
from casewright_gateway.types.transitions import AvailableTransition, available
from casewright_gateway.types.work import Approval, Assignment, Note, Task

_NEWEST = "t.id DESC"
_TASKS = Children(models.Task)
_TASKS_IN = {state: Children(models.Task, only=f"t.state = '{state.value}'") for state in TaskState}
_REQUIRED = Children(models.Task, only="t.state = 'open' AND t.required")
_APPROVALS = Children(models.Approval, order=_NEWEST)
_ASSIGNMENTS = Children(models.Assignment, order=_NEWEST)
_NOTES = Children(models.Note, order=_NEWEST)
_DOCUMENTS = Children(models.Document)
_PARTIES = Children(models.CaseParty)
_VISITS = Children(models.PhaseVisit)
_EVENTS = Children(models.Event, order="t.sequence")
_EVENTS_NEWEST = Children(models.Event, order="t.sequence DESC")
_CLOCKS = Children(models.Clock, order="t.name")
_LINKS = Children(models.CaseLink)

LazyCase = Annotated["Case", strawberry.lazy("casewright_gateway.types.case")]


@strawberry.type(description="How another case belongs to this one.")
class CaseLink:
    """A link from a case to another."""

    id: strawberry.ID = strawberry.field(description="The id of the link.")
    row: strawberry.Private[models.CaseLink]
    kind: LinkKind = strawberry.field(description="How they belong together.")
    created_at: datetime = strawberry.field(description="Since when they are linked.")

    @strawberry.field(description="The other case; empty when you may not see it.")
    async def other(self, info: Info) -> LazyCase | None:
        """Loaded with the cases of all other rows."""
        row = await info.context.reader.case(self.row.other_id)
        return None if row is None else info.context.present(row)


@strawberry.interface(description="Work that one responsible person or team sees from beginning to end.")
class Case(Node):
    """What every case has, whatever its type."""

    row: strawberry.Private[models.Case]
    fields: strawberry.Private[Any]
    number: str = strawberry.field(description="The human number.")
    title: str = strawberry.field(description="What a list shows.")
    type: str = strawberry.field(description="The name of the case type.")
    stage: str = strawberry.field(description="The vertical's own step.")
    phase: Phase = strawberry.field(description="The standard phase of the stage.")
    status: Status = strawberry.field(description="Where the case is in its life.")
    outcome: str | None = strawberry.field(description="How it ended.")
    assignee: str | None = strawberry.field(description="Who has it.")
    team: str | None = strawberry.field(description="Whose queue it is in.")
    version: int = strawberry.field(description="Counts changes of the case; to be sent as expectedVersion.")
    external_id: str | None = strawberry.field(description="Its identifier in another system.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    opened_by: str = strawberry.field(description="By whom.")
    updated_at: datetime = strawberry.field(description="When something last happened to it.")
    closed_at: datetime | None = strawberry.field(description="When it ended.")
    resume_on: date | None = strawberry.field(description="When a suspended case is taken up again.")

    @strawberry.field(description="How serious it is, and why; empty when it is hidden from you.")
    def risk(self, info: Info) -> CaseRisk | None:
        """The level in force and the newest readings."""
        if "risk" in info.context.hidden(self.row.case_type):
            return None
        return CaseRisk(level=Risk(self.row.risk_level), points=self.row.risk_points, case=self.row)

    @strawberry.field(description="Tasks, oldest first.")
    async def tasks(self, info: Info, first: int = 50, state: TaskState | None = None) -> list[Task]:
        """All, or those in one state."""
        kind = _TASKS if state is None else _TASKS_IN[state]
        return [present(Task, row) for row in await info.context.reader.children(kind, self.row.id, first)]

    @strawberry.field(description="Approvals, newest first.")
    async def approvals(self, info: Info, first: int = 20) -> list[Approval]:
        """Pending and decided."""
        return [present(Approval, row) for row in await info.context.reader.children(_APPROVALS, self.row.id, first)]

    @strawberry.field(description="Who had the case, newest first.")
    async def assignments(self, info: Info, first: int = 20) -> list[Assignment]:
        """The stretches of responsibility."""
        rows = await info.context.reader.children(_ASSIGNMENTS, self.row.id, first)
        return [present(Assignment, row) for row in rows]

    @strawberry.field(description="Notes, newest first.")
    async def notes(self, info: Info, first: int = 20) -> list[Note]:
        """What was written down."""
        return [present(Note, row) for row in await info.context.reader.children(_NOTES, self.row.id, first)]

    @strawberry.field(description="Documents, oldest first.")
    async def documents(self, info: Info, first: int = 20) -> list[Document]:
        """Announced and confirmed."""
        return [present(Document, row) for row in await info.context.reader.children(_DOCUMENTS, self.row.id, first)]

    @strawberry.field(description="Roles of parties, oldest first.")
    async def parties(self, info: Info, first: int = 50) -> list[CaseParty]:
        """Present and past roles."""
        return [present(CaseParty, row) for row in await info.context.reader.children(_PARTIES, self.row.id, first)]

    @strawberry.field(description="Each stay at a stage, oldest first.")
    async def visits(self, info: Info, first: int = 50) -> list[PhaseVisit]:
        """The way of the case."""
        return [present(PhaseVisit, row) for row in await info.context.reader.children(_VISITS, self.row.id, first)]

    @strawberry.field(description="The history, oldest first; or newest first.")
    async def events(self, info: Info, first: int = 50, newest: bool = False) -> list[Event]:
        """The events of the case."""
        kind = _EVENTS_NEWEST if newest else _EVENTS
        return [present(Event, row) for row in await info.context.reader.children(kind, self.row.id, first)]

    @strawberry.field(description="The clocks, by name.")
    async def clocks(self, info: Info, first: int = 50) -> list[Clock]:
        """Where each promise stands."""
        rows = await info.context.reader.children(_CLOCKS, self.row.id, first)
        return [present(Clock, row, case=self.row) for row in rows]

    @strawberry.field(description="Other cases this one belongs to.")
    async def links(self, info: Info, first: int = 20) -> list[CaseLink]:
        """Links from this case."""
        return [present(CaseLink, row) for row in await info.context.reader.children(_LINKS, self.row.id, first)]

    @strawberry.field(description="Which transitions start from this stage, and why one is not allowed.")
    async def available_transitions(self, info: Info) -> list[AvailableTransition]:
        """For the buttons of a frontend."""
        reader, platform = info.context.reader, info.context.platform
        required = await reader.children(_REQUIRED, self.row.id)
        visits = await reader.children(_VISITS, self.row.id, 100)
        case = case_view(
            platform.case_types[self.row.case_type],
            self.row,
            info.context.actor,
            platform.now(),
            open_tasks=[task.title for task in required if task.stage == self.row.stage],
            visited={visit.stage for visit in visits},
        )
        return await available(platform, case)
