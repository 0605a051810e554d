"""The tables, one noun a file."""

from casewright.models.approval import Approval
from casewright.models.assignment import Assignment
from casewright.models.case import Case
from casewright.models.case_link import CaseLink
from casewright.models.case_party import CaseParty
from casewright.models.clock import Clock
from casewright.models.delivery import Delivery
from casewright.models.document import Document, DocumentVersion
from casewright.models.event import Event
from casewright.models.exclusion import Exclusion
from casewright.models.feed_head import FeedHead
from casewright.models.heartbeat import Heartbeat
from casewright.models.idempotency_key import IdempotencyKey
from casewright.models.note import Note
from casewright.models.number_sequence import NumberSequence
from casewright.models.party import Party
from casewright.models.phase_visit import PhaseVisit
from casewright.models.risk_assessment import RiskAssessment
from casewright.models.task import Task
from casewright.models.timer import Timer
from casewright.models.webhook import Webhook
from casewright.models.webhook_attempt import WebhookAttempt

__all__ = [
    "Approval",
    "Assignment",
    "Case",
    "CaseLink",
    "CaseParty",
    "Clock",
    "Delivery",
    "Document",
    "DocumentVersion",
    "Event",
    "Exclusion",
    "FeedHead",
    "Heartbeat",
    "IdempotencyKey",
    "Note",
    "NumberSequence",
    "Party",
    "PhaseVisit",
    "RiskAssessment",
    "Task",
    "Timer",
    "Webhook",
    "WebhookAttempt",
]
