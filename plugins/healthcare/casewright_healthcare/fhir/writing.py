"""A care plan becomes a Bundle of FHIR R4: episode, team, plan, goals, services, answers and risks. Pure.

Ask the API with `CARE_QUERY`, with the rights of whoever asks, and give the answer to `write_care`: what somebody may
not see is not in it. The resources that the care plan was opened from come along as they came.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casewright import GoalStatus, Instrument, Invalid, Item, PlanState, Status
from casewright_healthcare.fhir.elements import check_resource
from casewright_healthcare.fhir.states import (
    ACTIVITY,
    ERROR,
    RISK,
    SERVICE,
    TEAM,
    achievement,
    episode_status,
    goal_lifecycle,
    plan_status,
    task_status,
)
from casewright_healthcare.questionnaires import INSTRUMENTS, LOINC, TOTALS
from casewright_healthcare.readmission import AVOIDABLE, AVOIDABLE_OF, HOSPITAL, LACE

CARE_QUERY = """
query CareForFhir($id: ID!) {
  case(id: $id) {
    id number stage status outcome openedAt closedAt
    parties(first: 51) { id role until party { id name } }
    plans(first: 1) {
      id version state createdAt acceptedAt endedAt
      goals(first: 51) { id description setBy measure unit target dueOn status }
      interventions(first: 51) { id method responsible startsOn recurrence }
    }
    services(first: 51) {
      id what because priority wantedOn state requestedAt answeredAt answer endedAt report provider { id name }
    }
    assessments(first: 51) { id instrument variant state score band assessedAt answers { item option number } }
    ... on CarePlanCase { patientIdentifier programme referralReason fhirSources { content } }
  }
}
"""

MOST = 50
"""So many of each kind are written; one more is asked for, so that nothing is left out unnoticed."""

CATEGORY = {"coding": [{"system": "http://snomed.info/sct", "code": "734163000", "display": "Care plan"}]}
FULFIL = {"coding": [{"system": "http://hl7.org/fhir/CodeSystem/task-code", "code": "fulfill"}]}
GOAL_ACHIEVEMENT = "http://terminology.hl7.org/CodeSystem/goal-achievement"
RISK_PROBABILITY = "http://terminology.hl7.org/CodeSystem/risk-probability"
_READMISSION = {instrument.name: instrument for instrument in (LACE, HOSPITAL)}
_BY_NAME = {instrument.name: instrument for instrument in INSTRUMENTS}


def write_care(case: Mapping[str, Any]) -> dict[str, Any]:
    """The Bundle of a case as `CARE_QUERY` answers; raises Invalid where it would be no valid one, or not the whole."""
    _check_whole(case)
    resources = [
        _episode(case), _care_team(case), *_plan(case), *_services(case), *_tasks(case), *_responses(case),
        *_risks(case),
    ]  # fmt: skip
    written = [{"resource": {name: each[name] for name in each if each[name] is not None}} for each in resources]
    if case["outcome"] == "entered_in_error":
        _mark_as_error(entry["resource"] for entry in written)
    came = [{"resource": json.loads(source["content"])} for source in case["fhirSources"]]
    for entry in [*written, *came]:
        check_resource(entry["resource"])
    return {"resourceType": "Bundle", "type": "collection", "entry": [*written, *came]}


def _check_whole(case: Mapping[str, Any]) -> None:
    told = {**case, **(case["plans"][0] if case["plans"] else {})}
    for name in ("parties", "goals", "interventions", "services", "assessments"):
        if len(told.get(name, ())) > MOST:
            message = f"the care plan has more than {MOST} {name}, and a Bundle of it would lack some"
            raise Invalid(message, rule="fhir.whole", field=name)


def _mark_as_error(resources: Iterable[dict[str, Any]]) -> None:
    for resource in resources:
        resource["lifecycleStatus" if resource["resourceType"] == "Goal" else "status"] = ERROR


def _id(node: Mapping[str, Any]) -> str:
    """The id of a row without its kind, which is a valid FHIR id."""
    return str(node["id"]).partition("-")[2]


def _subject(case: Mapping[str, Any]) -> dict[str, str]:
    patient = next((each for each in case["parties"] if each["role"] == "patient"), None)
    reference = {"reference": f"Patient/{case['patientIdentifier']}"}
    return reference | ({"display": patient["party"]["name"]} if patient else {})


def _period(start: str, end: str | None) -> dict[str, str]:
    return {"start": start} | ({"end": end} if end else {})


def _episode(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "EpisodeOfCare",
        "id": _id(case),
        "identifier": [{"value": case["number"]}],
        "status": episode_status(Status(case["status"].lower()), case["stage"]),
        "patient": _subject(case),
        "period": _period(case["openedAt"], case["closedAt"]),
    }


def _care_team(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "CareTeam",
        "id": _id(case),
        "status": TEAM[Status(case["status"].lower())],
        "name": case["programme"],
        "subject": _subject(case),
        "participant": [
            {"role": [{"text": each["role"]}], "member": {"display": each["party"]["name"]}}
            for each in case["parties"]
            if each["until"] is None
        ]
        or None,
    }


def _plan(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for plan in case["plans"]:
        status = plan_status(PlanState(plan["state"].lower()), Status(case["status"].lower()))
        goals = [_goal(case, plan, goal) for goal in plan["goals"]]
        yield from goals
        yield {
            "resourceType": "CarePlan",
            "id": _id(plan),
            "status": status,
            "intent": "plan",
            "category": [CATEGORY],
            "title": case["programme"],
            "description": case["referralReason"],
            "subject": _subject(case),
            "period": _period(plan["acceptedAt"], plan["endedAt"]) if plan["acceptedAt"] else None,
            "created": plan["createdAt"],
            "careTeam": [{"reference": f"CareTeam/{_id(case)}"}],
            "goal": [{"reference": f"Goal/{goal['id']}"} for goal in goals] or None,
            "activity": [{"detail": _activity(each, ACTIVITY[status])} for each in plan["interventions"]] or None,
        }


def _activity(intervention: Mapping[str, Any], status: str) -> dict[str, Any]:
    detail = {
        "status": status,
        "description": intervention["method"],
        "performer": [{"display": intervention["responsible"]}],
    }
    if intervention["startsOn"]:
        detail["scheduledPeriod"] = {"start": intervention["startsOn"]}
    return detail


def _goal(case: Mapping[str, Any], plan: Mapping[str, Any], goal: Mapping[str, Any]) -> dict[str, Any]:
    status = GoalStatus(goal["status"].lower()) if goal["status"] else None
    target: dict[str, Any] = {"measure": {"text": goal["measure"]}, "dueDate": goal["dueOn"]}
    if goal["target"] is not None:
        unit = {"unit": goal["unit"]} if goal["unit"] else {}
        target["detailQuantity"] = {"value": float(goal["target"]), **unit}
    return {
        "resourceType": "Goal",
        "id": _id(goal),
        "lifecycleStatus": goal_lifecycle(PlanState(plan["state"].lower()), status, Status(case["status"].lower())),
        "achievementStatus": {"coding": [{"system": GOAL_ACHIEVEMENT, "code": achievement(status)}]}
        if status
        else None,
        "description": {"text": goal["description"]},
        "subject": _subject(case),
        "expressedBy": _subject(case) if goal["setBy"] == "CLIENT" else None,
        "target": [target],
    }


def _services(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for service in case["services"]:
        yield {
            "resourceType": "ServiceRequest",
            "id": _id(service),
            "status": SERVICE[service["state"].lower()],
            "intent": "order",
            "priority": service["priority"].lower(),
            "code": {"text": service["what"]},
            "subject": _subject(case),
            "authoredOn": service["requestedAt"],
            "occurrenceDateTime": service["wantedOn"],
            "performer": [{"display": service["provider"]["name"]}] if service["provider"] else None,
            "reasonCode": [{"text": service["because"]}] if service["because"] else None,
        }


def _tasks(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """How each service is followed: the states that a ServiceRequest does not tell apart."""
    for service in case["services"]:
        state = service["state"].lower()
        why = {"rejected": service["answer"], "cancelled": service["report"]}.get(state)
        told = service["report"] if why is None else None
        yield {
            "resourceType": "Task",
            "id": _id(service),
            "status": task_status(state),
            "statusReason": {"text": why} if why else None,
            "intent": "order",
            "code": FULFIL,
            "focus": {"reference": f"ServiceRequest/{_id(service)}"},
            "for": _subject(case),
            "executionPeriod": _period(service["answeredAt"], service["endedAt"]) if service["answeredAt"] else None,
            "authoredOn": service["requestedAt"],
            "owner": {"display": service["provider"]["name"]} if service["provider"] else None,
            "note": [{"text": told}] if told else None,
        }


def _responses(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for assessment in case["assessments"]:
        instrument = _BY_NAME.get(assessment["instrument"])
        if instrument is None or assessment["state"] != "COMPLETE":
            continue
        items = {item.id: item for item in instrument.items}
        answered = [_answer(items[each["item"]], each) for each in assessment["answers"]]
        yield {
            "resourceType": "QuestionnaireResponse",
            "id": _id(assessment),
            "questionnaire": f"http://loinc.org/q/{instrument.code}",
            "status": "completed",
            "subject": _subject(case),
            "authored": assessment["assessedAt"],
            "item": [*answered, _total(instrument, assessment["score"])],
        }


def _risks(case: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """How probable an early readmission is, by LACE and HOSPITAL."""
    for assessment in case["assessments"]:
        instrument = _READMISSION.get(assessment["instrument"])
        if instrument is None or assessment["state"] != "COMPLETE":
            continue
        yield {
            "resourceType": "RiskAssessment",
            "id": _id(assessment),
            "status": "final",
            "subject": _subject(case),
            "occurrenceDateTime": assessment["assessedAt"],
            "method": {"text": f"{instrument.title}, {assessment['variant']}: {instrument.source}"},
            "prediction": [_prediction(instrument, assessment)],
        }


def _prediction(instrument: Instrument, assessment: Mapping[str, Any]) -> dict[str, Any]:
    code = RISK[assessment["band"]]
    share = AVOIDABLE[assessment["band"]] if instrument is HOSPITAL and assessment["variant"] == AVOIDABLE_OF else None
    return {
        "outcome": {"text": "Readmission within 30 days"},
        "qualitativeRisk": {"coding": [{"system": RISK_PROBABILITY, "code": code}]},
        "rationale": f"Score {assessment['score']}, {assessment['band']}",
    } | ({"probabilityDecimal": float(share)} if share is not None else {})


def _answer(item: Item, given: Mapping[str, Any]) -> dict[str, Any]:
    option = next((option for option in item.options if option.id == given["option"]), None)
    value: dict[str, Any] = (
        {"valueDecimal": float(given["number"])}
        if option is None
        else {"valueCoding": {"system": LOINC, "code": option.code, "display": option.label}}
    )
    return {"linkId": f"/{item.code}", "text": item.label, "answer": [value]}


def _total(instrument: Instrument, score: int) -> dict[str, Any]:
    return {"linkId": f"/{TOTALS[instrument.name]}", "answer": [{"valueDecimal": score}]}
