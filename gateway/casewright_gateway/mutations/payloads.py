"""Payloads: the changed objects, or the problems."""

import strawberry

from casewright_gateway.problems import Problem
from casewright_gateway.types.case import Case
from casewright_gateway.types.documents import Document, TransferLink
from casewright_gateway.types.people import CaseParty
from casewright_gateway.types.work import Approval, Note, Task

_CASE = "The case as it is now; empty with problems."
_PROBLEMS = "Why nothing was done; empty: it was done."


@strawberry.type(description="What came of a change of a case.")
class CasePayload:
    """The case."""

    case: Case | None = strawberry.field(default=None, description=_CASE)
    problems: list[Problem] = strawberry.field(default_factory=list, description=_PROBLEMS)


@strawberry.type(description="What came of a change of a task.")
class TaskPayload(CasePayload):
    """The task and its case."""

    task: Task | None = strawberry.field(default=None, description="The task as it is now.")


@strawberry.type(description="What came of deciding an approval.")
class ApprovalPayload(CasePayload):
    """The approval and its case."""

    approval: Approval | None = strawberry.field(default=None, description="The approval as it is now.")


@strawberry.type(description="What came of writing a note.")
class NotePayload(CasePayload):
    """The note and its case."""

    note: Note | None = strawberry.field(default=None, description="The note.")


@strawberry.type(description="What came of a change of a party's role.")
class PartyPayload(CasePayload):
    """The role and its case."""

    role: CaseParty | None = strawberry.field(default=None, description="The role as it is now.")


@strawberry.type(description="Where the bytes of a document go.")
class UploadPayload(CasePayload):
    """The upload link, and what to confirm afterwards."""

    document: Document | None = strawberry.field(default=None, description="The document.")
    version_id: strawberry.ID | None = strawberry.field(default=None, description="What confirmUpload names.")
    upload: TransferLink | None = strawberry.field(default=None, description="Where to send the bytes.")


@strawberry.type(description="What came of a change of a document.")
class DocumentPayload(CasePayload):
    """The document and its case."""

    document: Document | None = strawberry.field(default=None, description="The document as it is now.")


@strawberry.type(description="Where the bytes of a document come from.")
class DownloadPayload:
    """The download link."""

    document: Document | None = strawberry.field(default=None, description="The document.")
    download: TransferLink | None = strawberry.field(default=None, description="Where to get the bytes.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=_PROBLEMS)
