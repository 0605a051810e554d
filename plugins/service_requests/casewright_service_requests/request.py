"""The case type ServiceRequest: its fields, stages, roles, tasks, clocks, risk and figures. Its moves: `fulfilment`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from casewright import (
    Action,
    Case,
    CaseType,
    Phase,
    Priority,
    Scope,
    Status,
    Verdict,
    agreed,
    business_days,
    business_hours,
    calendar_days,
    entered,
    hours,
    indexed,
    left,
    managed,
    waiting_for,
)
from casewright_service_requests.catalogue import (
    CATALOGUE,
    FulfilmentStep,
    RequesterGroup,
    delivery_target,
    item_called,
)
from casewright_service_requests.origin import RequestSource, SourcePlace
from casewright_service_requests.priority import (
    HOW_SOON,
    MATRIX,
    PriorityMatrix,
    ServiceImpact,
    ServicePriority,
    ServiceUrgency,
)
from casewright_service_requests.questions import CatalogueAnswer, open_points
from casewright_service_requests.targets import REQUEST_SUPPLIER, REQUEST_TARGETS, RequestTargets
from casewright_service_requests.values import THRESHOLDS, Count, Money, Rating, ShortText, Text

EXPENSIVE_FROM = Decimal(1000)
"""From which cost on a request deserves a closer look."""

CONFIRMATION_DAYS = 5
"""How long a silent requester can still say that it is not solved; then the request ends by itself."""

REOPENING_WINDOW = calendar_days(14)
"""How long after its end a request is taken up again; afterwards a new one is opened and linked to it."""

SUPPLIER_ASKED = waiting_for("supplier")


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
    item_answers: tuple[CatalogueAnswer, ...] = ()
    """To what the catalogue asks about the item."""
    asked_by: RequesterGroup = indexed(label="Who asks", default=RequesterGroup.EMPLOYEE)
    impact: ServiceImpact = indexed(default=ServiceImpact.LOW)
    urgency: ServiceUrgency = indexed(default=ServiceUrgency.LOW)
    place: SourcePlace | None = None
    source: RequestSource | None = None
    priority_by_hand: ServicePriority | None = managed(default=None)
    priority_reason: str | None = managed(label="Why the priority was set by hand", default=None)
    matrix: PriorityMatrix = agreed(label="Priority matrix", default=MATRIX)
    targets: RequestTargets = agreed(label="What is promised", default=REQUEST_TARGETS)
    question: str | None = managed(label="What the desk asked back", default=None)
    answer: str | None = managed(default=None)
    plan: str | None = managed(default=None)
    cost: Money = managed(default=Decimal(0))
    solution: str | None = managed(default=None)
    resolved_at: datetime | None = managed(default=None)
    minutes_to_resolve: Count | None = managed(label="Minutes from the request to its solution", default=None)
    times_unsolved: Count = managed(label="Times it was not solved", default=0)
    satisfaction: Rating | None = managed(default=None)
    rejection: RequestRejection | None = indexed(managed=True, default=None)

    @property
    def service_priority(self) -> ServicePriority:
        """By the matrix, unless somebody set it by hand."""
        return self.priority_by_hand or self.matrix.of(self.impact, self.urgency)

    @property
    def read_first(self) -> str | None:
        """The article of the catalogue that often answers such a request."""
        item = item_called(self.item)
        return item.article or None if item else None

    @property
    def unanswered(self) -> tuple[str, ...]:
        """What the catalogue still has to be told about the item, in words."""
        item = item_called(self.item)
        return tuple(open_points(item.questions, self.item_answers)) if item else ()

    @property
    def promised_within(self) -> str | None:
        """What the catalogue promises; None where the request has no item of the catalogue."""
        target = delivery_target(self.item)
        return str(target) if target else None


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
        "settled_elsewhere": Status.COMPLETED,
        "left_undone_elsewhere": Status.TERMINATED,
        "rejected": Status.TERMINATED,
        "duplicate": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="fulfilment_plan",
    reopens_within=REOPENING_WINDOW,
    excluded_roles=("requester",),
)

request.grant("requester", Action.OPEN, Action.READ, Action.WORK, scope=Scope.PARTY, party_roles=["requester"])
request.grant("service_agent", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
request.grant("fulfiller", Action.READ, Action.WORK)
request.grant("line_manager", Action.READ, Action.WORK)
request.grant("budget_owner", Action.READ, Action.WORK)
request.grant("service_manager", Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)

request.screen(
    role=("service_agent", "service_manager"),
    reasons={
        "something_to_deliver": "Somebody has to do something for the requester",
        "article_answers": "An article answers it",
        "answered": "A word of the desk answers it",
        "not_for_this_audience": "The item is not for whoever asks",
        "not_offered": "Nobody here offers it",
        "asked_already": "The same is asked for already",
        "not_wanted": "The requester does not want it any more",
    },
    outcomes={
        Verdict.RESOLVED_QUICKLY: "answered",
        Verdict.NOT_ELIGIBLE: "rejected",
        Verdict.DUPLICATE: "duplicate",
        Verdict.WITHDRAWN: "withdrawn",
    },
)
request.plans(client="requester")
request.later("close_unconfirmed", on="resolved", after=hours(24 * CONFIRMATION_DAYS))

request.task("Deliver what was asked for", on="fulfilment", role="fulfiller", due=business_days(3), required=True)
request.task("Show the requester how it works", on="fulfilment", role="fulfiller", due=business_days(4))


def needed_for(item: str) -> Callable[[Case[ServiceRequest]], bool]:
    """Whether a request is for the item of the catalogue."""
    return lambda case: case.fields.item.strip().casefold() == item.casefold()


def add_step(item: str, step: FulfilmentStep) -> None:
    """A step of an item of the catalogue, for the requests that are for it."""
    request.task(
        step.title,
        on="fulfilment",
        role=step.role,
        due=step.due,
        required=True,
        when=needed_for(item),
        after=step.after,
    )


for offered in CATALOGUE:
    for each in offered.steps:
        add_step(offered.name, each)

request.task("Ask whether it is solved", on="resolved", role="service_agent", due=business_days(1))

request.clock(
    "response",
    start=entered("submitted"),
    stop=left("submitted"),
    goal=lambda fields: business_hours(fields.targets.response_goal_hours),
    deadline=lambda fields: business_hours(fields.targets.response_hours),
    warnings=THRESHOLDS,
)
request.clock(
    "resolution",
    start=entered("submitted", "fulfilment_plan"),
    stop=entered("resolved"),
    goal=lambda fields: None if delivery_target(fields.item) else business_hours(fields.targets.resolution_goal_hours),
    deadline=lambda fields: delivery_target(fields.item) or business_hours(fields.targets.resolution_hours),
    pause=waiting_for("requester", "supplier", approval=True),
    warnings=THRESHOLDS,
)
request.clock(
    "fulfilment",
    start=entered("fulfilment"),
    stop=left("fulfilment"),
    deadline=lambda fields: business_hours(fields.targets.fulfilment_hours),
    pause=waiting_for("requester", "supplier"),
)
request.clock("supplier", start=SUPPLIER_ASKED.begins, stop=SUPPLIER_ASKED.ends, deadline=REQUEST_SUPPLIER)

request.retain(years=3, because="a practice of this plugin: long enough to compare years")
request.about("requester")

request.metric("cost", lambda fields: fields.cost, unit="currency")
request.metric("minutes_to_resolve", lambda fields: fields.minutes_to_resolve, unit="minutes")
request.metric("satisfaction", lambda fields: fields.satisfaction, unit="points of 5")
request.metric("times_unsolved", lambda fields: fields.times_unsolved, unit="returns")


@request.priority
def how_soon(fields: ServiceRequest) -> Priority:
    return HOW_SOON[fields.service_priority]


@request.risk("Impact and urgency are the highest", points=50)
def critical(fields: ServiceRequest) -> bool:
    return how_soon(fields) is Priority.STAT


@request.risk("It was not solved the first time", points=30)
def unsolved(fields: ServiceRequest) -> bool | str:
    return fields.times_unsolved > 0 and f"times: {fields.times_unsolved}"


@request.risk("It is expensive", points=10)
def expensive(fields: ServiceRequest) -> bool | str:
    return fields.cost >= EXPENSIVE_FROM and f"costs {fields.cost}"
