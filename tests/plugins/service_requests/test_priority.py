"""Impact and urgency give the priority."""

from dataclasses import replace

import pytest

from casewright import Priority
from casewright_service_requests.incident import Incident, incident
from casewright_service_requests.priority import (
    MATRIX,
    PriorityRow,
    ServiceImpact,
    ServicePriority,
    ServiceUrgency,
    priority_of,
)
from casewright_service_requests.request import ServiceRequest, request

IMPACTS, URGENCIES, PRIORITIES = tuple(ServiceImpact), tuple(ServiceUrgency), tuple(Priority)[::-1]


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 4)],
)
def test_the_matrix(impact: int, urgency: int, priority: int) -> None:
    """Vectors: 1 is the highest of impact, urgency and priority."""
    cell = IMPACTS[impact - 1], URGENCIES[urgency - 1]
    assert MATRIX.of(*cell) == f"p{priority}"
    assert priority_of(MATRIX, *cell) is PRIORITIES[priority - 1]


def test_the_table_has_a_version_and_a_source() -> None:
    """It says where it comes from, and from when on it holds."""
    assert (MATRIX.version, MATRIX.valid_from.year) == ("four-levels-1", 2026)
    assert "5,998 incidents" in MATRIX.source


def test_another_table_may_be_agreed() -> None:
    """A case goes by the one it has; the hand wins over each."""
    strict = PriorityRow(high=ServicePriority.P1, medium=ServicePriority.P1, low=ServicePriority.P2)
    outage = Incident(service="Mail", symptom="Late", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.MEDIUM)
    agreed = replace(outage, matrix=replace(MATRIX, version="acme-1", high=strict))
    assert incident.priority_of is not None
    assert incident.priority_of(outage) is Priority.ASAP
    assert incident.priority_of(agreed) is Priority.STAT
    assert incident.priority_of(replace(agreed, priority_by_hand=ServicePriority.P4)) is Priority.ROUTINE


def test_requests_and_incidents_use_it() -> None:
    """Both tell the core how soon, and keep no priority of their own."""
    screen = ServiceRequest(item="Screen", details="A second one", impact=ServiceImpact.MEDIUM)
    outage = Incident(service="Mail", symptom="Late", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.HIGH)
    assert request.priority_of is not None
    assert incident.priority_of is not None
    assert request.priority_of(screen) is Priority.ROUTINE
    assert incident.priority_of(outage) is Priority.STAT
    assert "priority" not in ServiceRequest.__dataclass_fields__
