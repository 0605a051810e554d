"""Made-up requests, incidents and problems for a demonstration."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

from casewright import Sample
from casewright_service_requests.incident import Incident, incident
from casewright_service_requests.priority import ServiceImpact, ServiceUrgency
from casewright_service_requests.problem import ChangeKind, ServiceProblem, problem
from casewright_service_requests.questions import CatalogueAnswer
from casewright_service_requests.request import ServiceRequest, request

NAMES = ("Amara Osei", "Ben Whitlock", "Carla Mendes", "Dana Petrov", "Elif Kaya", "Finn Larsen")
PRICES = {"Second screen": Decimal(240), "Software licence": Decimal(90), "More memory": Decimal(80)}
ITEMS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("More memory", "The laptop is slow with two spreadsheets open.", {}),
    ("Access to the archive", "As every spring.", {"purpose": "The annual report", "until": "2026-04-30"}),
    ("Second screen", "For the desk at the window.", {"inches": "27"}),
    ("Software licence", "For three months.", {"program": "A drawing program"}),
)
OUTAGES = (
    ("Ward system", "No patient record opens.", 400, True),
    ("E-mail", "Messages arrive an hour late.", 1200, False),
    ("Printer on floor 2", "Prints blank pages.", 12, False),
)

Moves = list[tuple[str, dict[str, Any]]]


def _some_of(random: Random, ways: Sequence[Moves]) -> Moves:
    """One of the ways, gone for a while."""
    way = random.choice(ways)
    return way[: random.randrange(len(way) + 1)]


@request.samples
def sample_request(random: Random) -> Sample:
    """A request from the portal: just come in, asked back about, waiting for whoever pays, or delivered."""
    item, details, answers = random.choice(ITEMS)
    fields = ServiceRequest(
        item=item,
        details=details,
        item_answers=tuple(CatalogueAnswer(name=name, value=value) for name, value in answers.items()),
        urgency=random.choice(tuple(ServiceUrgency)),
    )
    ways: list[Moves] = [
        [("ask_back", {"question": "For which of the two desks?"})],
        [
            ("accept", {}),
            ("fulfil", {"plan": "As the catalogue says.", "cost": PRICES.get(item, Decimal(0))}),
            ("resolve", {"solution": "Delivered, and shown how it works."}),
            ("confirm", {"satisfaction": random.randrange(3, 6)}),
        ],
    ]
    return Sample(fields=fields, parties={"requester": random.choice(NAMES)}, moves=_some_of(random, ways))


@incident.samples
def sample_incident(random: Random) -> Sample:
    """An incident between its report and its end; one that may hurt somebody is a major one."""
    service, symptom, people, danger = random.choice(OUTAGES)
    fields = Incident(
        service=service,
        symptom=symptom,
        impact=ServiceImpact.HIGH if danger else random.choice(tuple(ServiceImpact)),
        urgency=ServiceUrgency.HIGH if danger else random.choice(tuple(ServiceUrgency)),
        people_affected=people,
        safety_at_stake=danger,
    )
    way: Moves = [
        ("acknowledge", {}),
        *([("declare_major", {})] if danger else []),
        ("diagnose", {"cause": "A disk is full.", "workaround": "The list on paper."}),
        ("restore", {"fix": "The disk is emptied, and watched."}),
        *([("review", {})] if danger else [("close", {})]),
    ]
    return Sample(fields=fields, parties={"requester": random.choice(NAMES)}, moves=_some_of(random, [way]))


@problem.samples
def sample_problem(random: Random) -> Sample:
    """A problem after some incidents: being looked into, a known error, or to be changed."""
    service, symptom, _, danger = random.choice(OUTAGES)
    fields = ServiceProblem(
        service=service,
        symptom=symptom,
        impact=ServiceImpact.HIGH if danger else ServiceImpact.MEDIUM,
        urgency=random.choice(tuple(ServiceUrgency)),
        incidents_counted=random.randrange(1, 6),
    )
    way: Moves = [
        ("investigate", {}),
        ("declare_known_error", {"cause": "Logs are never deleted.", "workaround": "Empty the disk by hand."}),
        ("plan_change", {"kind": random.choice(tuple(ChangeKind)), "change": "Delete logs after a month."}),
    ]
    return Sample(fields=fields, moves=_some_of(random, [way]))
