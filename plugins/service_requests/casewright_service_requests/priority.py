"""How soon: impact and urgency give the priority. Pure."""

from collections.abc import Mapping
from enum import StrEnum


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
    """In which order work is taken up."""

    CRITICAL = "critical"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


HIGH_IMPACT_LOW_URGENCY = ServicePriority.MODERATE
"""The one cell that the public incident log behind the matrix never shows; five-level variants agree on it. Undated."""

_MATRIX: Mapping[ServiceImpact, tuple[ServicePriority, ServicePriority, ServicePriority]] = {
    ServiceImpact.HIGH: (ServicePriority.CRITICAL, ServicePriority.HIGH, HIGH_IMPACT_LOW_URGENCY),
    ServiceImpact.MEDIUM: (ServicePriority.HIGH, ServicePriority.MODERATE, ServicePriority.LOW),
    ServiceImpact.LOW: (ServicePriority.MODERATE, ServicePriority.LOW, ServicePriority.LOW),
}


def priority_of(impact: ServiceImpact, urgency: ServiceUrgency) -> ServicePriority:
    """The ITIL matrix with four priorities, as service desks commonly run it."""
    return _MATRIX[impact][tuple(ServiceUrgency).index(urgency)]
