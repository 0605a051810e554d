"""The generic enums of the schema."""

from enum import StrEnum

import strawberry

from casewright.clocks import ClockStatus
from casewright.process import Phase, Risk, Status

strawberry.enum(Phase, description="The question a case is busy with; every stage belongs to one phase.")
strawberry.enum(Status, description="The generic life cycle of a case.")
strawberry.enum(Risk, name="RiskLevel", description="How serious a case is.")
strawberry.enum(ClockStatus, description="Where a clock stands.")


@strawberry.enum(description="Where a task stands.")
class TaskState(StrEnum):
    """The states of a task."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@strawberry.enum(description="Where an approval stands.")
class ApprovalState(StrEnum):
    """The states of an approval."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@strawberry.enum(description="What a party is.")
class PartyKind(StrEnum):
    """Persons and organisations."""

    PERSON = "person"
    ORGANISATION = "organisation"


@strawberry.enum(description="Where the bytes of a document version stand.")
class UploadState(StrEnum):
    """Announced, or proved and part of the case."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


@strawberry.enum(description="How two cases belong together.")
class LinkKind(StrEnum):
    """Read from the case to the other one."""

    RELATED = "related"
    DUPLICATE_OF = "duplicate_of"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    PARENT = "parent"
    BLOCKS = "blocks"
    CAUSED_BY = "caused_by"


@strawberry.enum(description="Whether a webhook is told about events.")
class WebhookState(StrEnum):
    """The states of a webhook."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


@strawberry.enum(description="The direction of an order.")
class Direction(StrEnum):
    """Ascending or descending."""

    ASC = "asc"
    DESC = "desc"
