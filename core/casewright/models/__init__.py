"""The tables, one noun a file."""

from casewright.models.absence import Absence
from casewright.models.alert import Alert
from casewright.models.api_key import ApiKey
from casewright.models.appointment import Appointment
from casewright.models.approval import Approval
from casewright.models.assessment import Assessment
from casewright.models.assignment import Assignment
from casewright.models.attendance import Attendance
from casewright.models.case import Case
from casewright.models.case_access import CaseAccess
from casewright.models.case_link import CaseLink
from casewright.models.case_party import CaseParty
from casewright.models.clock import Clock
from casewright.models.consent import Consent
from casewright.models.contact import Contact
from casewright.models.contact_issue import ContactIssue
from casewright.models.contact_programme import ContactProgramme
from casewright.models.cost_entry import CostEntry
from casewright.models.delegation import Delegation
from casewright.models.delivery import Delivery
from casewright.models.disposal import Disposal
from casewright.models.document import Document, DocumentVersion
from casewright.models.document_share import DocumentShare
from casewright.models.education import Education
from casewright.models.emergency_access import EmergencyAccess
from casewright.models.event import Event
from casewright.models.exclusion import Exclusion
from casewright.models.feed_head import FeedHead
from casewright.models.feedback import Feedback
from casewright.models.goal import Goal
from casewright.models.goal_progress import GoalProgress
from casewright.models.heartbeat import Heartbeat
from casewright.models.idempotency_key import IdempotencyKey
from casewright.models.intervention import Intervention
from casewright.models.known_name import KnownName
from casewright.models.legal_hold import LegalHold
from casewright.models.lesson import Lesson
from casewright.models.member import Member
from casewright.models.membership import Membership
from casewright.models.need import Need
from casewright.models.note import Note
from casewright.models.notification import Notification
from casewright.models.notification_preference import NotificationPreference
from casewright.models.number_sequence import NumberSequence
from casewright.models.outcome import Outcome
from casewright.models.party import Party
from casewright.models.party_identifier import PartyIdentifier
from casewright.models.phase_time import PhaseTime
from casewright.models.phase_visit import PhaseVisit
from casewright.models.plan import Plan
from casewright.models.planned_contact import PlannedContact
from casewright.models.rest import Rest
from casewright.models.risk_assessment import RiskAssessment
from casewright.models.saved_view import SavedView
from casewright.models.screening import Screening
from casewright.models.service import Service
from casewright.models.tag import Tag
from casewright.models.task import Task
from casewright.models.timer import Timer
from casewright.models.transition_record import TransitionRecord
from casewright.models.webhook import Webhook
from casewright.models.webhook_attempt import WebhookAttempt

__all__ = [
    "Absence",
    "Alert",
    "ApiKey",
    "Appointment",
    "Approval",
    "Assessment",
    "Assignment",
    "Attendance",
    "Case",
    "CaseAccess",
    "CaseLink",
    "CaseParty",
    "Clock",
    "Consent",
    "Contact",
    "ContactIssue",
    "ContactProgramme",
    "CostEntry",
    "Delegation",
    "Delivery",
    "Disposal",
    "Document",
    "DocumentShare",
    "DocumentVersion",
    "Education",
    "EmergencyAccess",
    "Event",
    "Exclusion",
    "FeedHead",
    "Feedback",
    "Goal",
    "GoalProgress",
    "Heartbeat",
    "IdempotencyKey",
    "Intervention",
    "KnownName",
    "LegalHold",
    "Lesson",
    "Member",
    "Membership",
    "Need",
    "Note",
    "Notification",
    "NotificationPreference",
    "NumberSequence",
    "Outcome",
    "Party",
    "PartyIdentifier",
    "PhaseTime",
    "PhaseVisit",
    "Plan",
    "PlannedContact",
    "Rest",
    "RiskAssessment",
    "SavedView",
    "Screening",
    "Service",
    "Tag",
    "Task",
    "Timer",
    "TransitionRecord",
    "Webhook",
    "WebhookAttempt",
]
