"""How soon the desk answers and delivers, in editions that are agreed with the tenant. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from casewright import Duration, business_hours, hours
from casewright_service_requests.priority import ServicePriority
from casewright_service_requests.values import ShortText

Hours = Annotated[int, Field(ge=1, le=8760)]


@dataclass(frozen=True, kw_only=True)
class IncidentTarget:
    """What is promised for one priority. Hours pass by night too."""

    response_hours: Hours
    """What the desk promises: somebody takes it up."""
    diagnosis_hours: Hours
    """What the groups behind the desk promise to the desk, so that it can keep its own word: the cause is known."""
    restoration_hours: Hours
    """What the desk promises: the service works again."""


@dataclass(frozen=True, kw_only=True)
class IncidentTargets:
    """One edition of what is promised for incidents."""

    version: ShortText
    valid_from: date
    source: ShortText
    p1: IncidentTarget
    p2: IncidentTarget
    p3: IncidentTarget
    p4: IncidentTarget
    p5: IncidentTarget | None = None
    """None: the same as P4."""

    def of(self, priority: ServicePriority) -> IncidentTarget:
        """What is promised for a priority."""
        by_priority = {
            ServicePriority.P1: self.p1,
            ServicePriority.P2: self.p2,
            ServicePriority.P3: self.p3,
            ServicePriority.P4: self.p4,
            ServicePriority.P5: self.p5 or self.p4,
        }
        return by_priority[priority]


INCIDENT_TARGETS = IncidentTargets(
    version="2026-01",
    valid_from=date(2026, 1, 1),
    source="a practice of this plugin, no norm",
    p1=IncidentTarget(response_hours=1, diagnosis_hours=2, restoration_hours=4),
    p2=IncidentTarget(response_hours=2, diagnosis_hours=4, restoration_hours=8),
    p3=IncidentTarget(response_hours=4, diagnosis_hours=12, restoration_hours=24),
    p4=IncidentTarget(response_hours=8, diagnosis_hours=36, restoration_hours=72),
)


@dataclass(frozen=True, kw_only=True)
class RequestTargets:
    """One edition of what is promised for requests, in business hours."""

    version: ShortText
    valid_from: date
    source: ShortText
    response_goal_hours: Hours
    response_hours: Hours
    resolution_goal_hours: Hours
    """Of what the catalogue does not have; an item has its own target."""
    resolution_hours: Hours
    """The same."""
    fulfilment_hours: Hours
    """What the fulfillers promise to the desk, whatever the item."""


REQUEST_TARGETS = RequestTargets(
    version="2026-01",
    valid_from=date(2026, 1, 1),
    source="a practice of this plugin, no norm",
    response_goal_hours=4,
    response_hours=8,
    resolution_goal_hours=24,
    resolution_hours=40,
    fulfilment_hours=24,
)

INCIDENT_SUPPLIER: Duration = hours(8)
"""What a supplier has promised to the desk, from being asked: a practice, until the contract says otherwise."""

REQUEST_SUPPLIER: Duration = business_hours(24)
"""The same, for what is asked for."""
