"""What an incident is promised: targets by priority, warnings before them, and what others promise to the desk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from casewright.clocks import ClockState, ClockStatus, read_clock
from casewright.conditions import Moment
from casewright.defaults.calendars import calendars
from casewright_service_requests import incident, request
from casewright_service_requests.incident import Incident
from casewright_service_requests.priority import ServiceImpact, ServicePriority, ServiceUrgency
from casewright_service_requests.request import ServiceRequest
from casewright_service_requests.targets import INCIDENT_TARGETS, IncidentTarget

[BUSINESS] = calendars()
MONDAY = datetime(2026, 6, 1, 9, tzinfo=UTC)
DOWN = Incident(service="Mail", symptom="Late", impact=ServiceImpact.HIGH, urgency=ServiceUrgency.HIGH)
SCREEN = ServiceRequest(item="Second screen", details="For the ward")


def after(hours: float) -> datetime:
    """So many hours after it was reported."""
    return MONDAY + timedelta(hours=hours)


def reported() -> Moment:
    """It was reported on Monday at nine."""
    return Moment("opened", MONDAY, {"to": "reported"})


def moved(hours: float, source: str, target: str) -> Moment:
    """It came to another stage."""
    return Moment("transitioned", after(hours), {"from": source, "to": target})


def waits(begin: float, end: float, role: str = "supplier") -> list[Moment]:
    """It waited for somebody."""
    return [
        Moment("waiting_started", after(begin), {"for": role}),
        Moment("waiting_ended", after(end), {"for": role}),
    ]


def read(name: str, moments: Sequence[Moment], hours: float, fields: Incident | ServiceRequest = DOWN) -> ClockState:
    """The clock of that name, so many hours after it was reported."""
    case_type = incident if isinstance(fields, Incident) else request
    clock = next(declared for declared in case_type.clocks if declared.name == name)
    return read_clock(clock, moments, BUSINESS, after(hours), fields)


@pytest.mark.parametrize(
    ("impact", "urgency", "response", "restoration"),
    [
        (ServiceImpact.HIGH, ServiceUrgency.HIGH, 1, 4),
        (ServiceImpact.HIGH, ServiceUrgency.MEDIUM, 2, 8),
        (ServiceImpact.MEDIUM, ServiceUrgency.MEDIUM, 4, 24),
        (ServiceImpact.LOW, ServiceUrgency.LOW, 8, 72),
    ],
)
def test_the_targets_are_those_of_the_priority(
    impact: ServiceImpact, urgency: ServiceUrgency, response: int, restoration: int
) -> None:
    """From P1 to P4, as the matrix has it."""
    fields = replace(DOWN, impact=impact, urgency=urgency)
    assert read("response", [reported()], 0, fields).deadline_at == after(response)
    assert read("restoration", [reported()], 0, fields).deadline_at == after(restoration)


def test_every_priority_has_targets_each_longer_than_the_one_before() -> None:
    """And within one priority the cause is known before the service is back."""
    five = replace(INCIDENT_TARGETS, p5=IncidentTarget(response_hours=24, diagnosis_hours=72, restoration_hours=120))
    ordered = [five.of(priority) for priority in ServicePriority]
    restorations = [target.restoration_hours for target in ordered]
    assert restorations == sorted(set(restorations))
    for target in ordered:
        assert target.response_hours < target.diagnosis_hours < target.restoration_hours
    assert INCIDENT_TARGETS.of(ServicePriority.P5) is INCIDENT_TARGETS.p4, "where only four are agreed"


def test_the_desk_has_no_more_time_because_it_was_told_in_the_corridor() -> None:
    """Told at nine and written down at ten: counted from nine; a relapse counts from itself."""
    written = Moment("opened", after(1), {"to": "reported", "fields": {"reported_at": MONDAY.isoformat()}})
    assert read("response", [written], 1).deadline_at == after(1)
    assert read("restoration", [written], 1).deadline_at == after(4)
    at_once = Moment("opened", after(1), {"to": "reported", "fields": {}})
    assert read("response", [at_once], 1).deadline_at == after(2), "the control"
    relapsed = [written, moved(2, "repair", "restored"), moved(9, "restored", "diagnosis")]
    assert read("restoration", relapsed, 9).deadline_at == after(13)


def test_those_affected_by_a_major_incident_hear_of_it_every_hour() -> None:
    """Each contact that is recorded begins the hour anew, until the service is restored."""
    told = Moment("contact_recorded", after(1.5))
    history = [reported(), moved(1, "reported", "major_response"), told]
    assert read("major_update", history[:2], 1).deadline_at == after(2)
    assert read("major_update", history, 2).deadline_at == after(2.5)
    assert read("major_update", history, 3).status is ClockStatus.MISSED
    restored = [*history, moved(2, "repair", "restored")]
    assert read("major_update", restored, 3).status is ClockStatus.MET


def test_other_targets_may_be_agreed() -> None:
    """An incident goes by those it has."""
    quick = IncidentTarget(response_hours=1, diagnosis_hours=1, restoration_hours=2)
    agreed = replace(DOWN, targets=replace(INCIDENT_TARGETS, version="acme-1", p1=quick))
    assert read("restoration", [reported()], 0, agreed).deadline_at == after(2)
    assert read("restoration", [reported()], 0, agreed).warnings_at == ((50, after(1)), (75, after(1.5)))


def test_another_priority_has_its_own_target_and_keeps_what_was_used_up() -> None:
    """Two hours of waiting stay, whichever target holds: 8 or 24 hours and two more."""
    moments = [reported(), *waits(1, 3, "requester")]
    p2 = replace(DOWN, urgency=ServiceUrgency.MEDIUM)
    assert read("restoration", moments, 4, p2).deadline_at == after(10)
    lowered = replace(p2, priority_by_hand=ServicePriority.P3)
    assert read("restoration", moments, 4, lowered).deadline_at == after(26)


def test_warnings_come_at_half_and_three_quarters() -> None:
    """Vector: thresholds of 50 and 75 per cent; the whole is the deadline."""
    state = read("restoration", [reported()], 0)
    assert state.warnings_at == ((50, after(2)), (75, after(3)))
    requested = [Moment("opened", MONDAY, {"to": "submitted"})]
    assert read("response", requested, 0, SCREEN).warnings_at == ((50, after(4)), (75, after(6)))
    assert read("response", requested, 0, SCREEN).deadline_at == after(8)


def test_the_groups_behind_the_desk_have_targets_of_their_own() -> None:
    """The diagnosis begins when the desk hands it on, the fulfilment with its stage; both wait for a supplier."""
    handed_on = [reported(), moved(0.5, "reported", "diagnosis")]
    assert read("diagnosis", handed_on, 1).deadline_at == after(2.5)
    assert read("diagnosis", [*handed_on, *waits(1, 2)], 2).deadline_at == after(3.5)
    assert read("diagnosis", [*handed_on, moved(2, "diagnosis", "repair")], 3).status is ClockStatus.MET
    fulfilment = [moved(0, "fulfilment_plan", "fulfilment")]
    assert read("fulfilment", fulfilment, 1, SCREEN).deadline_at == MONDAY.replace(day=3, hour=17)


@pytest.mark.parametrize(("returns", "verdict"), [(8, ClockStatus.MET), (8.1, ClockStatus.MISSED)])
def test_a_supplier_keeps_a_contract_of_its_own(returns: float, verdict: ClockStatus) -> None:
    """From being asked to the answer, each time anew; waiting for the requester is none of it."""
    assert read("supplier", [reported(), *waits(0, returns)], 9).status is verdict
    assert read("supplier", [reported(), *waits(0, 1, "requester")], 9).status is ClockStatus.PENDING
    again = [reported(), *waits(0, 8.1), *waits(20, 21)]
    assert read("supplier", again, 30).status is ClockStatus.MET
