"""The mutations that open a care plan from what was read; whoever makes them sends each payload back.

A generator, so that it does not matter how a mutation travels. A step is the mutation, what is selected, and its input.
"""

from collections.abc import Generator
from datetime import datetime
from typing import Any, TypeAlias

from casewright_healthcare.fhir.reading import CareImport

Step: TypeAlias = tuple[str, str, dict[str, Any]]
Payload: TypeAlias = dict[str, Any]


def opening_steps(found: CareImport, *, answer_due_at: datetime) -> Generator[Step, Payload, str]:
    """Open the care plan, record the consent, draft the plan, ask for services, import answers; returns the case's id.

    Without a consent nobody is asked for a service. They are to be answered until `answer_due_at`, since FHIR does not
    say until when.
    """
    opened = yield "openCarePlanCase", "carePlanCase { id version }", found.opening
    case_id: str = opened["carePlanCase"]["id"]
    if found.consent:
        target = {"id": case_id, "expectedVersion": opened["carePlanCase"]["version"]}
        yield "recordConsentCarePlanCase", "carePlanCase { id }", target | found.consent
    if found.goals or found.interventions:
        plan = {"id": case_id, "goals": found.goals, "interventions": found.interventions}
        yield "draftPlan", "plan { id }", plan
    for service in found.services if found.consent else ():
        asked = {name: value for name, value in service.items() if name not in ("provider", "state")}
        party = {"role": "provider", "name": service["provider"]}
        added = yield "addParty", "role { party { id } }", {"id": case_id, "party": party}
        asked |= {"providerId": added["role"]["party"]["id"], "answerDueAt": answer_due_at.isoformat()}
        requested = yield "requestService", "service { id }", {"id": case_id, **asked}
        yield from _going_on(requested["service"]["id"], service.get("state"))
    for assessment in found.assessments:
        yield "importAssessment", "assessment { id score }", {"id": case_id, **assessment}
    return case_id


def _going_on(service_id: str, state: str | None) -> Generator[Step, Payload, None]:
    """A service that goes on elsewhere is answered here, and in progress where it is there."""
    if state is not None:
        yield "answerService", "service { id }", {"id": service_id, "accept": True}
    if state == "in_progress":
        yield "reportService", "service { id }", {"id": service_id, "completed": False}
