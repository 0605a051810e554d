"""Payloads: the changed objects, or the problems.

A mutation answers the ids of what it changed; the rows are read afterwards, as far as they are selected.
"""

from typing import Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.models.row import Row
from casewright_gateway.context import Info
from casewright_gateway.problems import Problem
from casewright_gateway.rows import present
from casewright_gateway.sources import One, source
from casewright_gateway.types.assessments import Alert, Assessment
from casewright_gateway.types.case import Case
from casewright_gateway.types.documents import Document, TransferLink, UploadPart
from casewright_gateway.types.people import CaseParty
from casewright_gateway.types.work import Approval, Note, Task

PROBLEMS = "Why nothing was done; empty: it was done."
"""What the problems of every payload are."""


def changed(cls: type[Any], model: type[Row], attribute: str, description: str, *, name: str | None = None) -> Any:
    """A row whose id is an attribute of the payload, as it is now; null without an id."""

    async def resolve(root: Any, info: Info) -> Any:
        row_id = getattr(root, attribute)
        row: Any = row_id and await info.context.reader.row(model, row_id)
        return row and (info.context.present(row) if isinstance(row, models.Case) else present(cls, row))

    return strawberry.field(
        resolver=resolve, name=name, description=description, metadata=source(One(model, attribute))
    )


def changed_case(name: str | None = None) -> Any:
    """The case of a payload."""
    return changed(Case, models.Case, "case_id", "The case as it is now; empty with problems.", name=name)


@strawberry.type(description="What came of a change of a case.")
class CasePayload:
    """The case."""

    case_id: strawberry.Private[UUID | None] = None
    case: Case | None = changed_case()
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of a change of a task.")
class TaskPayload(CasePayload):
    """The task and its case."""

    task_id: strawberry.Private[UUID | None] = None
    task: Task | None = changed(Task, models.Task, "task_id", "The task as it is now.")


@strawberry.type(description="What came of an assessment.")
class AssessmentPayload(CasePayload):
    """The assessment and its case."""

    assessment_id: strawberry.Private[UUID | None] = None
    assessment: Assessment | None = changed(Assessment, models.Assessment, "assessment_id", "The assessment.")


@strawberry.type(description="What came of answering an alert.")
class AlertPayload(CasePayload):
    """The alert and its case."""

    alert_id: strawberry.Private[UUID | None] = None
    alert: Alert | None = changed(Alert, models.Alert, "alert_id", "The alert as it is now.")


@strawberry.type(description="What came of deciding an approval.")
class ApprovalPayload(CasePayload):
    """The approval and its case."""

    approval_id: strawberry.Private[UUID | None] = None
    approval: Approval | None = changed(Approval, models.Approval, "approval_id", "The approval as it is now.")


@strawberry.type(description="What came of writing a note.")
class NotePayload(CasePayload):
    """The note and its case."""

    note_id: strawberry.Private[UUID | None] = None
    note: Note | None = changed(Note, models.Note, "note_id", "The note.")


@strawberry.type(description="What came of a change of a party's role.")
class PartyPayload(CasePayload):
    """The role and its case."""

    role_id: strawberry.Private[UUID | None] = None
    role: CaseParty | None = changed(CaseParty, models.CaseParty, "role_id", "The role as it is now.")


@strawberry.type(description="Where the bytes of a document go.")
class UploadPayload(CasePayload):
    """The upload link, and what to confirm afterwards."""

    document_id: strawberry.Private[UUID | None] = None
    document: Document | None = changed(Document, models.Document, "document_id", "The document.")
    version_id: strawberry.ID | None = strawberry.field(default=None, description="What confirmUpload names.")
    upload: TransferLink | None = strawberry.field(default=None, description="Where to send the bytes.")


@strawberry.type(description="In which parts the bytes of a document come.")
class PartedUploadPayload(CasePayload):
    """The parts, and what to confirm afterwards."""

    document_id: strawberry.Private[UUID | None] = None
    document: Document | None = changed(Document, models.Document, "document_id", "The document.")
    version_id: strawberry.ID | None = strawberry.field(
        default=None, description="What requestUploadParts and confirmUpload name."
    )
    part_size: int | None = strawberry.field(default=None, description="Bytes of each part but the last.")


@strawberry.type(description="Where parts of a document go.")
class UploadPartsPayload:
    """The next parts."""

    parts: list[UploadPart] | None = strawberry.field(
        default=None, description="Parts that are not there yet, a few at a time; none: confirm the upload."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of a change of a document.")
class DocumentPayload(CasePayload):
    """The document and its case."""

    document_id: strawberry.Private[UUID | None] = None
    document: Document | None = changed(Document, models.Document, "document_id", "The document as it is now.")


@strawberry.type(description="Where the bytes of a document come from.")
class DownloadPayload:
    """The download link."""

    document_id: strawberry.Private[UUID | None] = None
    document: Document | None = changed(Document, models.Document, "document_id", "The document.")
    download: TransferLink | None = strawberry.field(default=None, description="Where to get the bytes.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of a change of a case of a certain type, which is beside these.")
class TransitionPayload:
    """What the payloads of all case types have."""

    case_id: strawberry.Private[UUID | None] = None
    approval_id: strawberry.Private[UUID | None] = None
    approval: Approval | None = changed(
        Approval, models.Approval, "approval_id", "The approval the transition waits for."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)
