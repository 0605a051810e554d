"""Resources of FHIR R4 to read, and a case as the API answers to write: what the tests of both begin with."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from casewright_healthcare.fhir.reading import CareImport, read_care
from casewright_healthcare.questionnaires import PHQ_9

AMY = {"reference": "Patient/amy", "display": "Amy Shaw"}


def read(*documents: Mapping[str, Any]) -> CareImport:
    return read_care(documents, programme="Recovery", referred_by="Elsewhere")


def goal(**more: Any) -> dict[str, Any]:
    """A goal of the patient's own, with a measure."""
    return {
        "resourceType": "Goal",
        "id": "g1",
        "lifecycleStatus": "active",
        "description": {"text": "Walk to the park"},
        "subject": AMY,
        "expressedBy": AMY,
        "target": [
            {
                "measure": {"text": "Metres"},
                "detailQuantity": {"value": 800, "unit": "m"},
                "dueDate": "2026-09-01",
            }
        ],
    } | more


def service(**more: Any) -> dict[str, Any]:
    """A referral to physiotherapy."""
    return {
        "resourceType": "ServiceRequest",
        "id": "s1",
        "status": "active",
        "intent": "order",
        "priority": "urgent",
        "code": {"text": "Physiotherapy"},
        "subject": AMY,
        "occurrencePeriod": {"start": "2026-06-20"},
        "performer": [{"display": "Dr Lee"}],
        "reasonCode": [{"text": "Weak arm"}],
    } | more


def task(status: str, **more: Any) -> dict[str, Any]:
    """How the referral is followed at the other side."""
    return {
        "resourceType": "Task",
        "id": "t1",
        "status": status,
        "intent": "order",
        "focus": {"reference": "https://clinic.example/fhir/ServiceRequest/s1"},
        "for": AMY,
    } | more


def consent(**more: Any) -> dict[str, Any]:
    """The patient agrees that Dr Lee is told."""
    return {
        "resourceType": "Consent",
        "id": "c1",
        "status": "active",
        "scope": {"text": "Care team"},
        "category": [{"text": "Coordination of care"}],
        "patient": AMY,
        "dateTime": "2026-05-20",
        "provision": {
            "type": "permit",
            "period": {"end": "2027-05-19"},
            "actor": [{"role": {"text": "recipient"}, "reference": {"display": "Dr Lee"}}],
        },
    } | more


def risk(number: int, instrument: str, variant: str, score: int, band: str) -> dict[str, Any]:
    """How probable a readmission is, as the API answers."""
    return {
        "id": f"Assessment-{number}",
        "instrument": instrument,
        "variant": variant,
        "state": "COMPLETE",
        "score": score,
        "band": band,
        "assessedAt": "2026-06-02T15:00:00+00:00",
        "answers": [],
    }


RIVER = {
    "id": "CarePlanCase-0190a1b2-0000-7000-8000-000000000001",
    "number": "CP-2026-000001",
    "stage": "care_delivery",
    "status": "ACTIVE",
    "outcome": None,
    "openedAt": "2026-06-01T14:00:00+00:00",
    "closedAt": None,
    "patientIdentifier": "P-77",
    "programme": "Recovery after injury",
    "referralReason": "Bicycle accident",
    "fhirSources": [{"content": json.dumps(goal())}],
    "parties": [
        {"id": "CaseParty-1", "role": "patient", "until": None, "party": {"id": "Party-1", "name": "River Lane"}},
        {"id": "CaseParty-2", "role": "nurse", "until": "2026-06-02T00:00:00Z", "party": {"id": "P-2", "name": "Jo"}},
    ],
    "plans": [
        {
            "id": "Plan-2",
            "version": 1,
            "state": "ACCEPTED",
            "createdAt": "2026-06-02T14:00:00+00:00",
            "acceptedAt": "2026-06-03T14:00:00+00:00",
            "endedAt": None,
            "goals": [
                {
                    "id": "Goal-3",
                    "description": "Walk to the park",
                    "setBy": "CLIENT",
                    "measure": "Metres",
                    "unit": "m",
                    "target": "800.5",
                    "dueOn": "2026-09-01",
                    "status": "IMPROVING",
                }
            ],
            "interventions": [
                {
                    "id": "Intervention-4",
                    "method": "Physiotherapy",
                    "responsible": "Dr Lee",
                    "startsOn": "2026-06-05",
                    "recurrence": "FREQ=WEEKLY",
                }
            ],
        }
    ],
    "services": [
        {
            "id": "Service-5",
            "what": "Physiotherapy",
            "because": "Weak arm",
            "priority": "URGENT",
            "wantedOn": "2026-06-05",
            "state": "IN_PROGRESS",
            "requestedAt": "2026-06-03T15:00:00+00:00",
            "answeredAt": "2026-06-04T09:00:00+00:00",
            "answer": "From Monday on",
            "endedAt": None,
            "report": "The arm gets stronger",
            "provider": {"id": "Party-6", "name": "Dr Lee"},
        }
    ],
    "assessments": [
        {
            "id": "Assessment-7",
            "instrument": "phq_9",
            "variant": None,
            "state": "COMPLETE",
            "score": 1,
            "band": "minimal",
            "assessedAt": "2026-06-02T15:00:00+00:00",
            "answers": [
                {"item": item.id, "option": "several_days" if item.id == "self_harm" else "not_at_all", "number": None}
                for item in PHQ_9.items[:9]
            ],
        },
        risk(8, "lace", "original", 11, "high"),
        risk(9, "hospital", "admissions_from_one", 6, "intermediate"),
        risk(10, "hospital", "admissions_from_two", 6, "intermediate"),
    ],
}
"""As the API answers `CARE_QUERY`."""


def example(name: str) -> dict[str, Any]:
    """An example of HL7's US Core, from the folder of shared test data."""
    folder = os.environ.get("CASEWRIGHT_TEST_DATA")
    file = Path(folder or "-") / "us_core" / f"QuestionnaireResponse-{name}.json"
    if not file.exists():
        pytest.skip("CASEWRIGHT_TEST_DATA names no folder with us_core")
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document
