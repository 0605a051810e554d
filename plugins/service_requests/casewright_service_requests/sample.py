"""Made-up requests, incidents and problems for a demonstration."""

from datetime import UTC, datetime, timedelta
from random import Random

from casewright import Sample
from casewright_service_requests.incident import Incident, incident
from casewright_service_requests.priority import ServiceImpact, ServiceUrgency
from casewright_service_requests.problem import ServiceProblem, problem
from casewright_service_requests.request import ServiceRequest, request

NAMES = ("Amara Osei", "Ben Whitlock", "Carla Mendes", "Dana Petrov", "Elif Kaya", "Finn Larsen")
ITEMS = (
    ("More memory", "The laptop is slow with two spreadsheets open."),
    ("Access to the archive", "Needed for the annual report."),
    ("Second screen", "For the desk at the window."),
    ("Software licence", "A drawing program for three months."),
)
OUTAGES = (
    ("Ward system", "No patient record opens.", 400, True),
    ("E-mail", "Messages arrive an hour late.", 1200, False),
    ("Printer on floor 2", "Prints blank pages.", 12, False),
)
FIRST_DAY = datetime(2026, 1, 5, 8, tzinfo=UTC)


@request.samples
def sample_request(random: Random) -> Sample:
    """A request as it comes from the portal."""
    item, details = random.choice(ITEMS)
    fields = ServiceRequest(item=item, details=details, urgency=random.choice(tuple(ServiceUrgency)))
    return Sample(fields=fields, parties={"requester": random.choice(NAMES)})


@incident.samples
def sample_incident(random: Random) -> Sample:
    """An incident as it is reported."""
    service, symptom, people, danger = random.choice(OUTAGES)
    fields = Incident(
        service=service,
        symptom=symptom,
        impact=ServiceImpact.HIGH if danger else random.choice(tuple(ServiceImpact)),
        urgency=ServiceUrgency.HIGH if danger else random.choice(tuple(ServiceUrgency)),
        people_affected=people,
        safety_at_stake=danger,
        began_at=FIRST_DAY + timedelta(hours=random.randrange(24 * 60)),
    )
    return Sample(fields=fields, parties={"requester": random.choice(NAMES)})


@problem.samples
def sample_problem(random: Random) -> Sample:
    """A problem as it is logged, after some incidents."""
    service, symptom, _, danger = random.choice(OUTAGES)
    fields = ServiceProblem(
        service=service,
        symptom=symptom,
        impact=ServiceImpact.HIGH if danger else ServiceImpact.MEDIUM,
        urgency=random.choice(tuple(ServiceUrgency)),
        incidents_counted=random.randrange(1, 6),
    )
    return Sample(fields=fields)
