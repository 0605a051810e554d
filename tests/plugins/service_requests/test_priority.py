"""Impact and urgency give the priority."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from casewright import Priority
from casewright_service_requests.incident import Incident, incident
from casewright_service_requests.priority import (
    HOW_SOON,
    MATRIX,
    PriorityMatrix,
    PriorityRow,
    ServiceImpact,
    ServicePriority,
    ServiceUrgency,
)
from casewright_service_requests.problem import ServiceProblem, problem
from casewright_service_requests.request import ServiceRequest, request

IMPACTS, URGENCIES, PRIORITIES = tuple(ServiceImpact), tuple(ServiceUrgency), tuple(Priority)[::-1]
OUTAGE = Incident(service="Mail", symptom="Late", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.MEDIUM)


@pytest.fixture
def five_levels() -> PriorityMatrix:
    """The matrix that the example agrees with a tenant, as the platform reads it."""
    agreed = tomllib.loads((Path(__file__).parents[3] / "examples" / "agreements.toml").read_text(encoding="utf-8"))
    return TypeAdapter(PriorityMatrix).validate_python(agreed["globex"]["Incident"]["matrix"])


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 4)],
)
def test_the_matrix(impact: int, urgency: int, priority: int) -> None:
    """Vectors: 1 is the highest of impact, urgency and priority."""
    found = MATRIX.of(IMPACTS[impact - 1], URGENCIES[urgency - 1])
    assert found == f"p{priority}"
    assert HOW_SOON[found] is PRIORITIES[priority - 1]


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [(1, 1, 1), (1, 2, 2), (1, 3, 3), (2, 1, 2), (2, 2, 3), (2, 3, 4), (3, 1, 3), (3, 2, 4), (3, 3, 5)],
)
def test_the_matrix_of_five_levels(five_levels: PriorityMatrix, impact: int, urgency: int, priority: int) -> None:
    """The common variant: least impact and least urgency are P5, which the platform cannot tell from P4."""
    cell = {"impact": IMPACTS[impact - 1], "urgency": URGENCIES[urgency - 1]}
    outage = replace(OUTAGE, matrix=five_levels, **cell)
    assert outage.service_priority == f"p{priority}"
    assert incident.priority_of is not None
    assert incident.priority_of(outage) is PRIORITIES[min(priority, 4) - 1]


def test_the_table_has_a_version_and_a_source() -> None:
    """It says where it comes from, and from when on it holds."""
    assert (MATRIX.version, MATRIX.valid_from.year) == ("four-levels-1", 2026)
    assert "5,998 incidents" in MATRIX.source


def test_another_table_may_be_agreed() -> None:
    """A case goes by the one it has; the hand wins over each."""
    strict = PriorityRow(high=ServicePriority.P1, medium=ServicePriority.P1, low=ServicePriority.P2)
    agreed = replace(OUTAGE, matrix=replace(MATRIX, version="acme-1", high=strict))
    assert incident.priority_of is not None
    assert incident.priority_of(OUTAGE) is Priority.ASAP
    assert incident.priority_of(agreed) is Priority.STAT
    assert incident.priority_of(replace(agreed, priority_by_hand=ServicePriority.P4)) is Priority.ROUTINE


def test_requests_incidents_and_problems_use_it() -> None:
    """All tell the core how soon, and keep no priority of their own."""
    screen = ServiceRequest(item="Screen", details="A second one", impact=ServiceImpact.MEDIUM)
    cause = ServiceProblem(service="Mail", symptom="Late", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.HIGH)
    assert request.priority_of is not None
    assert incident.priority_of is not None
    assert problem.priority_of is not None
    assert (request.priority_of(screen), screen.service_priority) == (Priority.ROUTINE, ServicePriority.P4)
    assert (incident.priority_of(OUTAGE), OUTAGE.service_priority) == (Priority.ASAP, ServicePriority.P2)
    assert (problem.priority_of(cause), cause.service_priority) == (Priority.STAT, ServicePriority.P1)
    assert "priority" not in ServiceRequest.__dataclass_fields__
