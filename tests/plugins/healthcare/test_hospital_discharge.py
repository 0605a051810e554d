"""Transitional care alone: the case begins with the discharge and ends when the thirty days are over, through HTTP."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import casewright_healthcare
from kit import Person, running
from plugins.healthcare.test_story import DISCHARGE, call, contacts_due, hand_over
from story import SHOWN, WallClock, complete, move, refused

PLUGINS = {"healthcare": casewright_healthcare}
STAY = {"haemoglobin": "11", "sodium": "140", "admissions": "3", "length_of_stay": "6"}
"""With the admission that was not planned: six points."""


async def begun(cora: Person) -> dict[str, Any]:
    """Amara is about to leave the hospital; nobody is enrolled without a verdict and a consent."""
    opened = await cora.done(
        "openCarePlanCase",
        f"carePlanCase {{ {SHOWN} }}",
        patientIdentifier="P-12",
        programme="Heart failure at home",
        referralReason="Third admission this year",
        referredBy="General hospital",
        parties=[{"role": "patient", "name": "Amara Osei", "subject": "amara"}],
    )
    case: dict[str, Any] = opened["carePlanCase"]
    found = {"verdict": "NEEDS_PROCESS", "reasons": ["care_needed"]}
    await cora.done("screenCase", "case { id }", id=case["id"], **found)
    handover = {"frequency": "WEEKLY", "receivingProvider": "Dr Lee"}
    assert await refused(cora, "beginAtDischarge", case, **handover) == ["consent.missing"]
    consent = {"purpose": "Transitional care", "scope": "Care team", "givenOn": "2026-05-20"}
    return await move(cora, "beginAtDischarge", await move(cora, "recordConsent", case, **consent), **handover)


async def scored(cleo: Person, case: dict[str, Any]) -> dict[str, Any]:
    """By the simplified HOSPITAL score, which asks for no procedure, Amara is likely to come back."""
    answers = [{"item": item, "number": number} for item, number in STAY.items()]
    answers += [{"item": "oncology", "option": "no"}, {"item": "unplanned", "option": "yes"}]
    submitted = {"instrument": "hospital", "variant": "simplified", "answers": answers}
    shown = f"assessment {{ score band variant }} case {{ {SHOWN} risk {{ level }} }}"
    payload = await cleo.done("submitAssessment", shown, id=case["id"], **submitted)
    assert payload["assessment"] == {"score": 6, "band": "likely", "variant": "simplified"}
    assert payload["case"]["risk"]["level"] == "HIGH"
    after: dict[str, Any] = payload["case"]
    return after


async def test_transitional_care_alone(database_url: str, tmp_path: Path) -> None:
    """Coordinator, clinician and patient: handover, a call within three days, a visit, thirty days, the report."""
    clock = WallClock(DISCHARGE)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        cora, cleo = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
        case = await scored(cleo, await begun(cora))
        assert await refused(cora, "discharge", case, dischargedOn="2026-05-22") == ["handover.complete"]
        await hand_over(cleo, case)
        case = await move(cora, "discharge", case, dischargedOn="2026-05-22", complexity="HIGH")

        asked = (
            "query($id: ID!) { case(id: $id) { tasks { title dueAt } ... on CarePlanCase { visitDue plans { id } } } }"
        )
        seen = (await cora.ask(asked, id=case["id"]))["case"]
        called = next(task for task in seen["tasks"] if task["title"] == "Call the patient")
        assert datetime.fromisoformat(called["dueAt"]) == datetime(2026, 5, 25, 4, tzinfo=UTC)
        assert (seen["visitDue"], seen["plans"]) == ("2026-05-29", [])

        clock.now = datetime(2026, 5, 26, 14, tzinfo=UTC)
        await call(cleo, case, (await contacts_due(cleo, case))[0], "Sleeps sitting up")
        case = await move(cleo, "concludeFirstContact", case)
        await complete(cleo, case, "Visit the patient", "Reconcile the medicines")
        early = {"visitedOn": "2026-05-26", "reconciledOn": "2026-05-21"}
        assert await refused(cleo, "concludeVisit", case, **early) == ["visit.medicines"]
        medicines = [{"name": "Furosemide", "dose": "40 mg in the morning"}]
        case = await move(cleo, "concludeVisit", case, medicines=medicines)
        clock.now += timedelta(days=30)
        for due in await contacts_due(cleo, case):
            await call(cleo, case, due, "Well")
        case = await move(cleo, "claimTransitionalCare", case)
        case = await move(cora, "endProgramme", case)
        await cora.done("writeReport", "document { id }", id=case["id"])
        case = await move(cora, "evaluate", case, satisfaction=4)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "handed_over")

        shown = "... on CarePlanCase { claims { code } reconciledOn medicines { name dose } }"
        claimed = f"query($id: ID!) {{ case(id: $id) {{ {shown} }} }}"
        own = (await stack.person("amara", "patient").ask(claimed, id=case["id"]))["case"]
        assert own == {"claims": [{"code": "CPT_99496"}], "reconciledOn": "2026-05-26", "medicines": medicines}
