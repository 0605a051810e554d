"""Impact and urgency give the priority."""

import pytest

from casewright_service_requests.incident import Incident
from casewright_service_requests.priority import ServiceImpact, ServicePriority, ServiceUrgency, priority_of
from casewright_service_requests.request import ServiceRequest

IMPACTS, URGENCIES, PRIORITIES = tuple(ServiceImpact), tuple(ServiceUrgency), tuple(ServicePriority)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 4)],
)
def test_the_matrix(impact: int, urgency: int, priority: int) -> None:
    """Vectors: 1 is the highest of impact, urgency and priority."""
    found = priority_of(IMPACTS[impact - 1], URGENCIES[urgency - 1])
    assert found is PRIORITIES[priority - 1]


def test_requests_and_incidents_use_it() -> None:
    """The priority of a request and the severity of an incident are computed, never stored."""
    request = ServiceRequest(item="Screen", details="A second one", impact=ServiceImpact.MEDIUM)
    incident = Incident(service="Mail", symptom="Late", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.HIGH)
    assert request.priority is ServicePriority.LOW
    assert incident.severity is ServicePriority.CRITICAL
    assert "priority" not in ServiceRequest.__dataclass_fields__
    assert "severity" not in Incident.__dataclass_fields__
