"""The interface of every case, and what belongs to it."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from casewright import models
from casewright.declarations import Confidentiality
from casewright.models.case_link import LinkKind
from casewright.process import Phase, Priority, Status
from casewright.task_order import TaskState
from casewright.views import case_view
from casewright.working_models import WorkingModel
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.sources import Computed, Many, One, Same, column, its_case, many, rows_of, source
from casewright_gateway.types.assessments import Alert, Assessment, Screening
from casewright_gateway.types.clocks import Clock
from casewright_gateway.types.definition import VIEWED, CaseDefinition
from casewright_gateway.types.documents import Document
from casewright_gateway.types.emergencies import EmergencyAccess
from casewright_gateway.types.history import CaseRisk, Event, PhaseVisit, case_risk
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import CaseParty
from casewright_gateway.types.process import CaseProcess
from casewright_gateway.types.retention import LegalHold
from casewright_gateway.types.similar import SimilarCase, similar_to
from casewright_gateway.types.transitions import AvailableTransition, available
from casewright_gateway.types.work import Approval, Assignment, Note, Tag, Task

_TASKS = Children(models.Task)
_TASKS_IN = {state: Children(models.Task, only=(("state", state.value),)) for state in TaskState}
_REQUIRED = Children(models.Task, only=(("state", "open"), ("required", True)))
_VISITS = Children(models.PhaseVisit)
_EVENTS = Children(models.Event, order=("sequence",))
_EVENTS_NEWEST = Children(models.Event, order=("sequence",), newest=True)
_ASSESSMENTS = Children(models.Assessment, newest=True)
_CURRENT_ASSESSMENTS = Children(models.Assessment, newest=True, only=(("superseded_by", None),))
_ALERTS = Children(models.Alert, newest=True)
_OPEN_ALERTS = Children(models.Alert, newest=True, only=(("answered_at", None),))

LazyCase = Annotated["Case", strawberry.lazy("casewright_gateway.types.case")]


def _tasks(state: TaskState | None) -> Children[models.Task]:
    return _TASKS if state is None else _TASKS_IN[state]


def _events(newest: bool) -> Children[models.Event]:
    return _EVENTS_NEWEST if newest else _EVENTS


def _assessments(current: bool) -> Children[models.Assessment]:
    return _CURRENT_ASSESSMENTS if current else _ASSESSMENTS


def _alerts(open_only: bool) -> Children[models.Alert]:
    return _OPEN_ALERTS if open_only else _ALERTS


@strawberry.type(description="How another case belongs to this one.")
class CaseLink:
    """A link from a case to another."""

    id: strawberry.ID = strawberry.field(description="The id of the link.")
    row: strawberry.Private[models.CaseLink]
    kind: LinkKind = strawberry.field(description="How they belong together, read from `case` to `other`.")
    created_at: datetime = strawberry.field(description="Since when they are linked.")

    case: LazyCase = its_case("The case that the link is of.")

    @strawberry.field(
        description="The other case; empty when you may not see it.", metadata=source(One(models.Case, "other_id"))
    )
    async def other(self, info: Info) -> LazyCase | None:
        """Loaded with the cases of all other rows."""
        row = await info.context.reader.case(self.row.other_id)
        return None if row is None else info.context.present(row)


@strawberry.interface(description="Work that one responsible person or team sees from beginning to end.")
class Case(CaseDefinition, CaseProcess, Node):
    """What every case has, whatever its type."""

    row: strawberry.Private[models.Case]
    fields: strawberry.Private[Any]
    number: str = strawberry.field(description="The human number.")
    title: str = strawberry.field(description="What a list shows.")
    type: str = column("case_type", "The name of the case type.")
    stage: str = strawberry.field(description="The vertical's own step.")
    phase: Phase = strawberry.field(description="The standard phase of the stage.")
    status: Status = strawberry.field(description="Where the case is in its life.")
    outcome: str | None = strawberry.field(description="How it ended.")
    assignee: str | None = strawberry.field(description="Who has it.")
    team: str | None = strawberry.field(description="Whose queue it is in.")
    model: WorkingModel | None = strawberry.field(description="How it is worked; empty: its type says nothing.")
    confidentiality: Confidentiality = strawberry.field(description="How far it is kept from others.")
    version: int = strawberry.field(description="Counts changes of the case; to be sent as expectedVersion.")
    external_id: str | None = strawberry.field(description="Its identifier in another system.")
    opened_at: datetime = strawberry.field(description="When it was opened.")
    opened_by: str = strawberry.field(description="By whom.")
    updated_at: datetime = strawberry.field(description="When something last happened to it.")
    closed_at: datetime | None = strawberry.field(description="When it ended.")
    resume_on: date | None = strawberry.field(description="The day on which a suspended case is taken up again.")
    approvals: list[Approval] = many(Approval, Children(models.Approval, newest=True), "Approvals, newest first.")
    assignments: list[Assignment] = many(
        Assignment, Children(models.Assignment, newest=True), "Who had the case, newest first."
    )
    notes: list[Note] = many(Note, Children(models.Note, newest=True), "Notes, newest first.")
    tags: list[Tag] = many(
        Tag, Children(models.Tag, order=("key",)), "Words of those who work on it, by name.", first=30
    )
    documents: list[Document] = many(Document, Children(models.Document), "Documents, oldest first.")
    parties: list[CaseParty] = many(CaseParty, Children(models.CaseParty), "Roles of parties, oldest first.", first=50)
    visits: list[PhaseVisit] = many(PhaseVisit, _VISITS, "Each stay at a stage, oldest first.", first=50)
    clocks: list[Clock] = many(Clock, Children(models.Clock, order=("name",)), "The clocks, by name.", first=50)
    links: list[CaseLink] = many(CaseLink, Children(models.CaseLink), "Other cases this one belongs to.")
    linked_from: list[CaseLink] = many(
        CaseLink,
        Children(models.CaseLink, "other_id", across=True),
        "Links of other cases to this one, as far as you see both: its parent, its duplicates.",
    )
    screenings: list[Screening] = many(
        Screening, Children(models.Screening, newest=True), "What the screenings found, newest first.", first=5
    )

    legal_holds: list[LegalHold] = many(
        LegalHold,
        Children(models.LegalHold, newest=True),
        "What keeps it from going, newest first.",
        first=10,
    )
    emergency_accesses: list[EmergencyAccess] = many(
        EmergencyAccess, Children(models.EmergencyAccess, newest=True), "Who broke the glass, newest first.", first=10
    )

    @strawberry.field(
        description="How serious it is, and why; empty when it is hidden from you.", metadata=source(Same("risk"))
    )
    def risk(self, info: Info) -> CaseRisk | None:
        """The level in force and the newest readings."""
        return None if "risk" in info.context.hidden(self.row.case_type) else case_risk(self.row)

    @strawberry.field(
        description="How soon it is worked on; empty when its risk is hidden from you.",
        metadata=source(Computed(("priority", "case_type"))),
    )
    def priority(self, info: Info) -> Priority | None:
        """What fields, risk and open alerts ask for."""
        return None if "risk" in info.context.hidden(self.row.case_type) else Priority(self.row.priority)

    @strawberry.field(
        description="Assessments by instruments, newest first; all, or only those that none superseded.",
        metadata=source(Many(lambda given: _assessments(given["current"]))),
    )
    async def assessments(self, info: Info, first: int = 20, current: bool = False) -> list[Assessment]:
        """Complete and incomplete."""
        return await rows_of(info, Assessment, _assessments(current), self, first)

    @strawberry.field(
        description="Alerts, newest first; all, or only those that nobody has answered.",
        metadata=source(Many(lambda given: _alerts(given["open"]))),
    )
    async def alerts(self, info: Info, first: int = 20, open: bool = False) -> list[Alert]:
        """What somebody has to answer."""
        return await rows_of(info, Alert, _alerts(open), self, first)

    @strawberry.field(
        description="Tasks, oldest first.", metadata=source(Many(lambda given: _tasks(given.get("state"))))
    )
    async def tasks(self, info: Info, first: int = 50, state: TaskState | None = None) -> list[Task]:
        """All, or those in one state."""
        return await rows_of(info, Task, _tasks(state), self, first)

    @strawberry.field(
        description="The history, oldest first; or newest first.",
        metadata=source(Many(lambda given: _events(given["newest"]))),
    )
    async def events(self, info: Info, first: int = 50, newest: bool = False) -> list[Event]:
        """The events of the case."""
        return await rows_of(info, Event, _events(newest), self, first)

    @strawberry.field(
        description="Which transitions start from this stage, and why one is not allowed.",
        metadata=source(Computed(VIEWED)),
    )
    async def available_transitions(self, info: Info) -> list[AvailableTransition]:
        """For the buttons of a frontend."""
        reader, platform = info.context.reader, info.context.platform
        definition = platform.case_types[self.row.case_type].definition(self.row.definition)
        required = await reader.children(_REQUIRED, self.row.id)
        visits = await reader.children(_VISITS, self.row.id, 100)
        case = case_view(
            definition,
            self.row,
            info.context.actor,
            platform.now(),
            open_tasks=[task.title for task in required if task.stage == self.row.stage],
            visited={visit.stage for visit in visits},
            standing=await reader.standing(self.row),
        )
        return await available(platform, definition, case)

    @strawberry.field(
        description="Cases of the same type that are like this one, most alike first: what was done there, and how it"
        " ended, is asked of them. Of ten cases at most in one operation.",
        metadata=source(Computed(("id", "case_type", "title", "fields_json", "schema_version"))),
    )
    async def similar(self, info: Info, first: int) -> list[SimilarCase]:
        """Among those you may see, whatever their status."""
        return await similar_to(info, self.row, first)
