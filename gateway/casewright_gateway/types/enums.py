"""The generic enums of the schema."""

from enum import StrEnum

import strawberry

from casewright.clocks import ClockStatus
from casewright.contacts import Channel
from casewright.declarations import Confidentiality
from casewright.models.approval import ApprovalState
from casewright.models.assessment import AssessmentState
from casewright.models.case_link import LinkKind
from casewright.models.disposal import DisposalState
from casewright.models.document import UploadState
from casewright.operations.parties import PartyKind
from casewright.process import Phase, Priority, Risk, Status, Verdict
from casewright.task_order import TaskState
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
strawberry.enum(TaskState, description="Where a task stands.")
strawberry.enum(AssessmentState, description="Whether an assessment has a score.")
strawberry.enum(ApprovalState, description="Where an approval stands.")
strawberry.enum(UploadState, description="Where the bytes of a document version stand.")
strawberry.enum(DisposalState, description="What became of a case that was to go.")
strawberry.enum(LinkKind, description="How two cases belong together.")


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
