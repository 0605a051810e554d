"""The case type Incident: its fields, stages, roles, tasks, clocks, risk and figures. Its moves: `restoration`."""

from dataclasses import dataclass
from datetime import datetime

from casewright import (
    Action,
    CaseType,
    Phase,
    Priority,
    Risk,
    Scope,
    Status,
    Verdict,
    agreed,
    business_days,
    calendar_days,
    entered,
    happened,
    hours,
    indexed,
    left,
    managed,
    waiting_for,
)
from casewright_service_requests.elapsed import minutes_between
from casewright_service_requests.origin import RequestSource
from casewright_service_requests.priority import (
    HOW_SOON,
    MATRIX,
    PriorityMatrix,
    ServiceImpact,
    ServicePriority,
    ServiceUrgency,
)
from casewright_service_requests.targets import INCIDENT_SUPPLIER, INCIDENT_TARGETS, IncidentTarget, IncidentTargets
from casewright_service_requests.values import THRESHOLDS, Count, Moment, ShortText, Text

SECURITY = "security"
"""The field group that only incident managers see."""

MANY = 100
"""From how many people on an outage counts as wide."""


@dataclass(frozen=True, kw_only=True)
class Incident:
    """A service that does not work as it should."""

    service: ShortText = indexed(label="Affected service")
    configuration_item: ShortText | None = indexed(label="What of it fails", default=None)
    symptom: Text
    impact: ServiceImpact = indexed()
    urgency: ServiceUrgency = indexed()
    people_affected: Count | None = None
    safety_at_stake: bool | None = None
    """Somebody may come to harm while the service is down."""
    began_at: datetime | None = None
    reported_at: Moment | None = None
    """When somebody told the desk, where that was before it was opened here: by telephone, in the corridor."""
    source: RequestSource | None = None
    priority_by_hand: ServicePriority | None = managed(default=None)
    priority_reason: str | None = managed(label="Why the priority was set by hand", default=None)
    matrix: PriorityMatrix = agreed(label="Priority matrix", default=MATRIX)
    targets: IncidentTargets = agreed(label="What is promised", default=INCIDENT_TARGETS)
    problem: str | None = indexed(label="Number of the problem behind it", managed=True, default=None)
    declared_major_at: datetime | None = managed(label="Declared a major incident", default=None)
    cause: str | None = managed(default=None)
    workaround: str | None = managed(default=None)
    fix: str | None = managed(default=None)
    down_since: datetime | None = managed(label="Down since, as far as known", default=None)
    restored_at: datetime | None = managed(default=None)
    minutes_to_restore: Count | None = managed(label="Minutes from the report to the restoration", default=None)
    explanation: str | None = managed(label="Why it is no incident", default=None)
    lessons: str | None = managed(default=None)
    security_finding: str | None = managed(group=SECURITY, default=None)

    @property
    def service_priority(self) -> ServicePriority:
        """By the matrix, unless somebody set it by hand."""
        return self.priority_by_hand or self.matrix.of(self.impact, self.urgency)

    @property
    def minutes_down(self) -> int | None:
        """From its beginning, or its report where that is not known, to its restoration; None before that."""
        if self.down_since is None or self.restored_at is None:
            return None
        return minutes_between(self.down_since, self.restored_at)


incident = CaseType(
    "Incident",
    Incident,
    number="INC-{year}-{sequence:06}",
    stages={
        "reported": Phase.SCREENING,
        "diagnosis": Phase.ASSESSMENT,
        "major_response": Phase.STRATIFYING_RISK,
        "repair": Phase.IMPLEMENTATION,
        "restored": Phase.FOLLOW_UP,
        "review": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.service}: {fields.symptom}",
    outcomes={
        "resolved": Status.COMPLETED,
        "answered": Status.COMPLETED,
        "settled_elsewhere": Status.COMPLETED,
        "left_undone_elsewhere": Status.TERMINATED,
        "not_an_incident": Status.TERMINATED,
        "duplicate": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="diagnosis",
    reopens_within=calendar_days(14),
)

incident.grant(
    "requester", Action.OPEN, Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=["requester"], hide=[SECURITY]
)
incident.grant("service_agent", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, hide=[SECURITY])
incident.grant(
    "incident_manager", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE
)

incident.screen(
    role=("service_agent", "incident_manager"),
    reasons={
        "service_fails": "A service does not work as it should",
        "known_workaround": "A known workaround helps at once",
        "works_as_designed": "The service works as it should",
        "no_service_of_ours": "It is no service of this desk",
        "reported_already": "The same failure is reported already",
        "gone": "It went away before anybody looked",
    },
    outcomes={
        Verdict.RESOLVED_QUICKLY: "answered",
        Verdict.NOT_ELIGIBLE: "not_an_incident",
        Verdict.DUPLICATE: "duplicate",
        Verdict.WITHDRAWN: "withdrawn",
    },
)

AWAITED = waiting_for("requester", "supplier")
SUPPLIER_ASKED = waiting_for("supplier")

incident.task("Gather the responders", on="major_response", role="incident_manager", due=hours(1), required=True)
incident.task("Tell everybody affected", on="major_response", role="incident_manager", due=hours(1), required=True)
incident.task("Watch the service", on="restored", role="service_agent", due=hours(24))
incident.task("Write down what happened", on="review", role="incident_manager", due=business_days(5))


@incident.priority
def how_soon(fields: Incident) -> Priority:
    return HOW_SOON[fields.service_priority]


incident.oblige(Risk.HIGH, escalate_to="incident_manager")


def target(fields: Incident) -> IncidentTarget:
    """What is promised for an incident of this priority."""
    return fields.targets.of(fields.service_priority)


incident.clock(
    "response",
    start=entered("reported", since="reported_at"),
    stop=left("reported"),
    deadline=lambda fields: hours(target(fields).response_hours),
    warnings=THRESHOLDS,
)
incident.clock(
    "restoration",
    start=entered("reported", "diagnosis", since="reported_at"),
    stop=entered("restored"),
    deadline=lambda fields: hours(target(fields).restoration_hours),
    pause=AWAITED,
    warnings=THRESHOLDS,
)
incident.clock(
    "diagnosis",
    start=entered("diagnosis"),
    stop=entered("repair"),
    deadline=lambda fields: hours(target(fields).diagnosis_hours),
    pause=AWAITED,
)
incident.clock("supplier", start=SUPPLIER_ASKED.begins, stop=SUPPLIER_ASKED.ends, deadline=INCIDENT_SUPPLIER)
incident.clock(
    "major_restoration",
    start=entered("major_response"),
    stop=entered("restored"),
    goal=hours(2),
    deadline=hours(4),
    warnings=THRESHOLDS,
)
incident.clock(
    "major_update",
    start=entered("major_response"),
    reset=happened("contact_recorded"),
    stop=entered("restored"),
    deadline=hours(1),
)

incident.retain(years=3, because="a practice of this plugin: long enough to find what fails again")
incident.about("requester")

incident.metric("minutes_down", lambda fields: fields.minutes_down, unit="minutes")
incident.metric("minutes_to_restore", lambda fields: fields.minutes_to_restore, unit="minutes")
incident.metric("people_affected", lambda fields: fields.people_affected, unit="people")


@incident.risk("Impact and urgency are the highest", points=50)
def critical(fields: Incident) -> bool:
    return how_soon(fields) is Priority.STAT


@incident.risk("Somebody may come to harm", points=50)
def dangerous(fields: Incident) -> bool | None:
    return fields.safety_at_stake


@incident.risk("Many people are affected", points=25)
def wide(fields: Incident) -> bool | str | None:
    if fields.people_affected is None:
        return None
    return fields.people_affected >= MANY and f"{fields.people_affected} people"
