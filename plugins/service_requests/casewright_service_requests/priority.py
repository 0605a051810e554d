"""How soon: impact and urgency give the priority, by a decision table with a version. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import Priority


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
    """The four priorities of a service desk, the most urgent first."""

    P1 = "p1"
    P2 = "p2"
    P3 = "p3"
    P4 = "p4"


Cell = tuple[ServiceImpact, ServiceUrgency]


@dataclass(frozen=True, kw_only=True)
class PriorityMatrix:
    """One edition of the table."""

    version: str
    valid_from: date
    source: str
    cells: Mapping[Cell, ServicePriority]
    chosen: frozenset[Cell] = frozenset()
    """The cells that the source does not show, and that this plugin chose."""


MATRIX = PriorityMatrix(
    version="four-levels-1",
    valid_from=date(2026, 1, 1),
    source="the ITIL matrix as a public log of 5,998 incidents shows it in eight cells of nine",
    cells={
        (ServiceImpact.HIGH, ServiceUrgency.HIGH): ServicePriority.P1,
        (ServiceImpact.HIGH, ServiceUrgency.MEDIUM): ServicePriority.P2,
        (ServiceImpact.HIGH, ServiceUrgency.LOW): ServicePriority.P3,
        (ServiceImpact.MEDIUM, ServiceUrgency.HIGH): ServicePriority.P2,
        (ServiceImpact.MEDIUM, ServiceUrgency.MEDIUM): ServicePriority.P3,
        (ServiceImpact.MEDIUM, ServiceUrgency.LOW): ServicePriority.P4,
        (ServiceImpact.LOW, ServiceUrgency.HIGH): ServicePriority.P3,
        (ServiceImpact.LOW, ServiceUrgency.MEDIUM): ServicePriority.P4,
        (ServiceImpact.LOW, ServiceUrgency.LOW): ServicePriority.P4,
    },
    chosen=frozenset({(ServiceImpact.HIGH, ServiceUrgency.LOW)}),
)
"""The cell of high impact and low urgency is a choice; published five-level tables agree on it."""

_SOON: Mapping[ServicePriority, Priority] = dict(zip(ServicePriority, reversed(Priority), strict=True))


def priority_of(impact: ServiceImpact, urgency: ServiceUrgency, by_hand: ServicePriority | None = None) -> Priority:
    """From P1, `stat`, to P4, `routine`: by the matrix, unless somebody set it by hand."""
    return _SOON[by_hand or MATRIX.cells[impact, urgency]]
