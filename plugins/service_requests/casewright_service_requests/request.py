"""The case type ServiceRequest: its fields, stages, roles, tasks, clocks, risk and figures. Its moves: `fulfilment`."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from casewright import (
    Action,
    CaseType,
    Phase,
    Scope,
    Status,
    business_days,
    business_hours,
    entered,
    indexed,
    left,
    managed,
    waiting_for,
)
from casewright_service_requests.priority import ServiceImpact, ServicePriority, ServiceUrgency, priority_of
from casewright_service_requests.values import Count, Money, Rating, ShortText, Text

EXPENSIVE_FROM = Decimal(1000)
"""From which cost on a request deserves a closer look."""


class RequestRejection(StrEnum):
    """Why a request is not fulfilled."""

    NOT_ENTITLED = "not_entitled"
    """The catalogue item is not for this person."""
    NOT_APPROVED = "not_approved"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, kw_only=True)
class ServiceRequest:
    """Something a person asks the service desk for: equipment, access, a piece of information."""

    item: ShortText = indexed(label="Catalogue item")
    details: Text
    impact: ServiceImpact = indexed(default=ServiceImpact.LOW)
    urgency: ServiceUrgency = indexed(default=ServiceUrgency.LOW)
    question: str | None = managed(label="What the desk asked back", default=None)
    answer: str | None = managed(default=None)
    plan: str | None = managed(default=None)
    cost: Money = managed(default=Decimal(0))
    solution: str | None = managed(default=None)
    resolved_at: datetime | None = managed(default=None)
    times_unsolved: Count = managed(label="Times it was not solved", default=0)
    satisfaction: Rating | None = managed(default=None)
    rejection: RequestRejection | None = indexed(managed=True, default=None)

    @property
    def priority(self) -> ServicePriority:
        """How soon, from impact and urgency."""
        return priority_of(self.impact, self.urgency)


request = CaseType(
    "ServiceRequest",
    ServiceRequest,
    number="SR-{year}-{sequence:06}",
    stages={
        "submitted": Phase.SCREENING,
        "clarification": Phase.ASSESSMENT,
        "fulfilment_plan": Phase.PLANNING,
        "fulfilment": Phase.IMPLEMENTATION,
        "resolved": Phase.POST_TRANSITION,
    },
    title=lambda fields: fields.item,
    outcomes={
        "answered": Status.COMPLETED,
        "fulfilled": Status.COMPLETED,
        "rejected": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="fulfilment_plan",
    excluded_roles=("requester",),
)

request.grant("requester", Action.OPEN, Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=["requester"])
request.grant("service_agent", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
request.grant("fulfiller", Action.READ, Action.WORK)
request.grant("line_manager", Action.READ, Action.WORK)
request.grant("budget_owner", Action.READ, Action.WORK)
request.grant("service_manager", Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)

request.task("Deliver what was asked for", on="fulfilment", role="fulfiller", due=business_days(3), required=True)
request.task("Show the requester how it works", on="fulfilment", role="fulfiller", due=business_days(4))
request.task("Ask whether it is solved", on="resolved", role="service_agent", due=business_days(1))

request.clock(
    "response",
    start=entered("submitted"),
    stop=left("submitted"),
    goal=business_hours(4),
    deadline=business_hours(8),
)
request.clock(
    "resolution",
    start=entered("submitted", "fulfilment_plan"),
    stop=entered("resolved"),
    goal=business_hours(24),
    deadline=business_hours(40),
    pause=waiting_for("requester", "approver", "supplier"),
)

request.metric("cost", lambda fields: fields.cost, unit="currency")
request.metric("satisfaction", lambda fields: fields.satisfaction, unit="points of 5")
request.metric("times_unsolved", lambda fields: fields.times_unsolved, unit="returns")


@request.risk("The priority is critical", points=50)
def critical(fields: ServiceRequest) -> bool:
    return fields.priority is ServicePriority.CRITICAL


@request.risk("It was not solved the first time", points=30)
def unsolved(fields: ServiceRequest) -> bool | str:
    return fields.times_unsolved > 0 and f"times: {fields.times_unsolved}"


@request.risk("It is expensive", points=10)
def expensive(fields: ServiceRequest) -> bool | str:
    return fields.cost >= EXPENSIVE_FROM and f"costs {fields.cost}"
