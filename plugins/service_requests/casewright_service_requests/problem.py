"""The case type ServiceProblem: the cause behind incidents, its workaround, and the change that takes it away."""

from dataclasses import dataclass
from enum import StrEnum

from casewright import (
    Action,
    CaseType,
    Gate,
    Phase,
    Priority,
    Status,
    agreed,
    business_days,
    calendar_days,
    entered,
    indexed,
    managed,
    waiting_for,
)
from casewright_service_requests.priority import (
    HOW_SOON,
    MATRIX,
    PriorityMatrix,
    ServiceImpact,
    ServicePriority,
    ServiceUrgency,
)
from casewright_service_requests.values import Count, ShortText, Text


class ChangeKind(StrEnum):
    """How a change is authorised (ITIL 4, change enablement)."""

    STANDARD = "standard"
    """Known and of low risk: authorised once and for all."""
    NORMAL = "normal"
    """Assessed and authorised each time."""
    EMERGENCY = "emergency"
    """As soon as possible, authorised all the same."""


@dataclass(frozen=True, kw_only=True)
class ServiceProblem:
    """The cause, known or not, of one or more incidents."""

    service: ShortText = indexed(label="Service")
    symptom: Text
    impact: ServiceImpact = indexed()
    urgency: ServiceUrgency = indexed()
    incidents_counted: Count = 1
    """How many incidents led to it, as far as known when it was opened."""
    matrix: PriorityMatrix = agreed(label="Priority matrix", default=MATRIX)
    cause: str | None = managed(default=None)
    workaround: str | None = managed(default=None)
    change_kind: ChangeKind | None = indexed(managed=True, default=None)
    change: str | None = managed(label="What is changed", default=None)
    explanation: str | None = managed(label="Why it ends unsolved", default=None)

    @property
    def service_priority(self) -> ServicePriority:
        """By the matrix."""
        return self.matrix.of(self.impact, self.urgency)


problem = CaseType(
    "ServiceProblem",
    ServiceProblem,
    number="PRB-{year}-{sequence:06}",
    stages={
        "logged": Phase.SCREENING,
        "investigation": Phase.ASSESSMENT,
        "known_error": Phase.PLANNING,
        "change": Phase.IMPLEMENTATION,
        "observation": Phase.FOLLOW_UP,
    },
    title=lambda fields: f"{fields.service}: {fields.symptom}",
    outcomes={"solved": Status.COMPLETED, "lived_with": Status.COMPLETED, "no_problem": Status.TERMINATED},
    reopens_at="investigation",
)

problem.grant("service_agent", Action.OPEN, Action.READ, Action.WORK)
problem.grant("incident_manager", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
problem.grant("problem_manager", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
problem.grant("change_authority", Action.READ, Action.WORK)

problem.gate("observation", Gate.CHILDREN_ENDED)
problem.task("Look for more incidents of it", on="logged", role="problem_manager", due=business_days(2))
problem.task(
    "Tell the desk the workaround", on="known_error", role="problem_manager", due=business_days(1), required=True
)
problem.task("Watch the service after the change", on="observation", role="service_agent", due=calendar_days(14))

problem.clock(
    "cause_known",
    start=entered("logged"),
    stop=entered("known_error"),
    deadline=business_days(20),
    pause=waiting_for("supplier", approval=True),
)

problem.retain(years=5, because="a practice of this plugin: longer than the incidents of it")

problem.metric("incidents_counted", lambda fields: fields.incidents_counted, unit="incidents")


@problem.priority
def how_soon(fields: ServiceProblem) -> Priority:
    return HOW_SOON[fields.service_priority]


@problem.risk("It failed again and again", points=25)
def recurrent(fields: ServiceProblem) -> bool | str:
    return fields.incidents_counted >= 3 and f"incidents: {fields.incidents_counted}"


@problem.risk("Impact and urgency are the highest", points=50)
def critical(fields: ServiceProblem) -> bool:
    return how_soon(fields) is Priority.STAT
