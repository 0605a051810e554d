"""The generic enums of the schema."""

from enum import StrEnum

import strawberry

from casewright.clocks import ClockStatus
from casewright.contacts import Channel
from casewright.declarations import Confidentiality
from casewright.operations.parties import PartyKind
from casewright.process import Phase, Priority, Risk, Status, Verdict
from casewright.working_models import WorkingModel

strawberry.enum(Phase, description="The question a case is busy with; every stage belongs to one phase.")
strawberry.enum(Status, description="The generic life cycle of a case.")
strawberry.enum(Risk, name="RiskLevel", description="How serious a case is.")
strawberry.enum(Priority, description="How soon a case is worked on, the least urgent first.")
strawberry.enum(Confidentiality, description="How far a case is kept from others, the most open first.")
strawberry.enum(PartyKind, description="What a party is.")
strawberry.enum(Verdict, description="What a screening found; every verdict but the first ends the case.")
strawberry.enum(WorkingModel, description="How a case is worked.")
strawberry.enum(Channel, description="How people were in contact, or something reached them.")
strawberry.enum(ClockStatus, description="Where a clock stands.")


@strawberry.enum(description="Where a task stands.")
class TaskState(StrEnum):
    """The states of a task."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@strawberry.enum(description="Whether an assessment has a score.")
class AssessmentState(StrEnum):
    """Every required item is answered, or not."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


@strawberry.enum(description="Where an approval stands.")
class ApprovalState(StrEnum):
    """The states of an approval."""

    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    LAPSED = "lapsed"


@strawberry.enum(description="Where the bytes of a document version stand.")
class UploadState(StrEnum):
    """Announced; sent in parts and being proved; proved and part of the case; or found to be something else."""

    PENDING = "pending"
    PROVING = "proving"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


@strawberry.enum(description="What became of a case that was to go.")
class DisposalState(StrEnum):
    """Proposed, declined, or done: then the case is gone."""

    PROPOSED = "proposed"
    DECLINED = "declined"
    DONE = "done"


@strawberry.enum(description="How two cases belong together.")
class LinkKind(StrEnum):
    """Read from the case to the other one."""

    RELATED = "related"
    DUPLICATE_OF = "duplicate_of"
    POSSIBLE_DUPLICATE = "possible_duplicate"
    PARENT = "parent"
    BLOCKS = "blocks"
    CAUSED_BY = "caused_by"
    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"


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
