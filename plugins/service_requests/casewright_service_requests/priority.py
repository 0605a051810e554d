"""How soon: impact and urgency give the priority, by a decision table that is agreed with the tenant. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import Priority
from casewright_service_requests.values import ShortText


class ServiceImpact(StrEnum):
    """How much of the business is touched."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ServiceUrgency(StrEnum):
    """How long it can wait."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class ServicePriority(StrEnum):
    """The priorities of a service desk, the most urgent first. A table of four levels has no P5."""

    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    P4 = "p4"
    P5 = "p5"


@dataclass(frozen=True, kw_only=True)
class PriorityRow:
    """The priorities of one impact, by urgency."""

    high: ServicePriority
    medium: ServicePriority
    low: ServicePriority

    def of(self, urgency: ServiceUrgency) -> ServicePriority:
        """The cell of an urgency."""
        by_urgency = {
            ServiceUrgency.HIGH: self.high,
            ServiceUrgency.MEDIUM: self.medium,
            ServiceUrgency.LOW: self.low,
        }
        return by_urgency[urgency]


@dataclass(frozen=True, kw_only=True)
class PriorityMatrix:
    """One edition of the table: a row for each impact."""

    version: ShortText
    valid_from: date
    source: ShortText
    high: PriorityRow
    medium: PriorityRow
    low: PriorityRow

    def of(self, impact: ServiceImpact, urgency: ServiceUrgency) -> ServicePriority:
        """The cell of an impact and an urgency."""
        rows = {ServiceImpact.HIGH: self.high, ServiceImpact.MEDIUM: self.medium, ServiceImpact.LOW: self.low}
        return rows[impact].of(urgency)


MATRIX = PriorityMatrix(
    version="four-levels-1",
    valid_from=date(2026, 1, 1),
    source="the ITIL matrix as a public log of 5,998 incidents shows it in eight cells of nine",
    high=PriorityRow(high=ServicePriority.P1, medium=ServicePriority.P2, low=ServicePriority.P3),
    medium=PriorityRow(high=ServicePriority.P2, medium=ServicePriority.P3, low=ServicePriority.P4),
    low=PriorityRow(high=ServicePriority.P3, medium=ServicePriority.P4, low=ServicePriority.P4),
)
"""Holds where nothing else is agreed. The cell of high impact and low urgency is a choice of this plugin; published
five-level tables agree on it."""

HOW_SOON: Mapping[ServicePriority, Priority] = {
    ServicePriority.P1: Priority.STAT,
    ServicePriority.P2: Priority.ASAP,
    ServicePriority.P3: Priority.URGENT,
    ServicePriority.P4: Priority.ROUTINE,
    ServicePriority.P5: Priority.ROUTINE,
}
"""What each is among the four priorities that the platform has for all cases."""
