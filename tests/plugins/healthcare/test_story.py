"""River has a bicycle accident: the care of one patient, through HTTP and on every database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import casewright_healthcare
from kit import Person, Stack, running
from story import SHOWN, WallClock, act, complete, decide, move, refused

PLUGINS = {"healthcare": casewright_healthcare}
DISCHARGE = datetime(2026, 5, 22, 14, tzinfo=UTC)
"""The Friday before Memorial Day, in the morning of New York."""


async def enrol(coordinator: Person) -> dict[str, Any]:
    """River is referred, found to need a plan, and enrolled once the consent is there."""
    opened = await coordinator.done(
        "openCarePlanCase",
        f"carePlanCase {{ {SHOWN} risk {{ level }} }}",
        patientIdentifier="P-77",
        programme="Recovery after injury",
        referralReason="Bicycle accident: head injury, broken arm and thigh",
        referredBy="General hospital",
        emergencyAdmission=True,
        daysInHospital=16,
        emergencyVisits=1,
        parties=[{"role": "patient", "name": "River Lane", "subject": "river"}],
    )
    case: dict[str, Any] = opened["carePlanCase"]
    assert case["risk"]["level"] == "HIGH"
    case = await move(coordinator, "acceptReferral", case, because="Lives alone, cannot climb stairs")
    assert await refused(coordinator, "beginAssessment", case) == ["consent.missing"]
    consent = {"purpose": "Care after the accident", "scope": "Care team", "givenOn": "2026-05-01"}
    case = await move(coordinator, "recordConsent", case, **consent)
    return await move(coordinator, "beginAssessment", case)


async def plan(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """A clinician assesses and plans; at high risk a care manager agrees."""
    clinician, chief = stack.person("cleo", "clinician"), stack.person("max", "care_manager")
    code = {"system": "ICD-10-CM", "code": "S06.9X0A", "display": "Intracranial injury", "version": "2026"}
    found = {"findings": "Weak left arm, low spirits", "needs": ["Walking", "Mood"], "diagnoses": [code]}
    case = await move(clinician, "recordAssessment", case, **found)
    assert await refused(clinician, "reviewRisk", case) == ["tasks.required"]
    await complete(clinician, case, "Review the medicines")
    case = await move(clinician, "reviewRisk", case)
    case = await move(clinician, "writeRestrictedNote", case, note="Speaks with a therapist every week")
    case = await move(clinician, "startPlan", case)
    goal = {"description": "Ride again", "setBy": "PATIENT", "measure": "Minutes", "baseline": "0", "target": "30"}
    case = await move(clinician, "addGoal", case, **goal, dueOn="2026-12-01")
    weekly = {"description": "Physiotherapy", "responsible": "Clinic", "frequency": "WEEKLY"}
    case = await move(clinician, "addIntervention", case, **weekly)
    asked = await act(clinician, "agreePlan", case, frequency="WEEKLY")
    assert (asked["case"]["stage"], asked["approval"]["role"]) == ("care_plan_draft", "care_manager")
    return await decide(chief, asked["approval"])


async def step_down_and_discharge(clinician: Person, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """Weekly becomes monthly, another provider takes over, and contacts and a visit follow in time."""
    case = await move(clinician, "monitor", case)
    assert await refused(clinician, "stepDown", case, frequency="WEEKLY", receivingProvider="Dr Lee") == [
        "step_down.frequency"
    ]
    case = await move(clinician, "stepDown", case, frequency="MONTHLY", receivingProvider="Dr Lee")
    await complete(clinician, case, "Hand over the medicines list")
    case = await move(clinician, "discharge", case, dischargedOn="2026-05-22")
    assert await refused(clinician, "concludeFirstContact", case) == ["contact.first"]
    clock.now = datetime(2026, 5, 27, 14, tzinfo=UTC)
    reached = {"channel": "PHONE", "reached": True, "summary": "At home, stairs go well"}
    case = await move(clinician, "recordContact", case, **reached)
    case = await move(clinician, "concludeFirstContact", case)
    await complete(clinician, case, "Visit the patient", "Reconcile the medicines")
    case = await move(clinician, "concludeVisit", case)
    assert await refused(clinician, "endProgramme", case) == ["programme.not_over"]
    clock.now += timedelta(days=30)
    return await move(clinician, "endProgramme", case)


async def test_river_recovers(database_url: str, tmp_path: Path) -> None:
    """From the referral to goals that are met, as coordinator, clinician and care manager; River reads along."""
    clock = WallClock(DISCHARGE)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        coordinator, clinician = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
        case = await plan(stack, await enrol(coordinator))
        assert case["stage"] == "care_delivery"
        case = await step_down_and_discharge(clinician, case, clock)
        case = await move(clinician, "rateGoal", case, goal=1, achievement="ACHIEVED")
        case = await move(clinician, "evaluate", case, report="Rides to work", satisfaction=5)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "goals_met")

        question = """query($id: ID!) { case(id: $id) { clocks { name status } events { name data } tasks { title }
            ... on CarePlanCase { frequency firstContactDue transitionEndsOn goalsReached notesRestricted } } }"""
        clinical = (await clinician.ask(question, id=case["id"]))["case"]
        assert clinical["clocks"] == [
            {"name": name, "status": "MET"} for name in ("first_contact", "screening", "visit")
        ]
        assert (clinical["firstContactDue"], clinical["transitionEndsOn"]) == ("2026-05-27", "2026-06-20")
        assert (clinical["frequency"], clinical["goalsReached"]) == ("MONTHLY", 1)
        assert clinical["notesRestricted"] == "Speaks with a therapist every week"
        coordinated = (await coordinator.ask(question, id=case["id"]))["case"]
        river = (await stack.person("river", "patient").ask(question, id=case["id"]))["case"]
        assert coordinated["notesRestricted"] is river["notesRestricted"] is None
        assert "therapist" not in str(coordinated) + str(river)
        assert (river["goalsReached"], river["tasks"], river["events"]) == (1, [], [])


async def test_staff_who_are_patients_see_their_case_as_patients_only(database_url: str, tmp_path: Path) -> None:
    """A clinician who is the patient of a case neither reads it as a clinician nor changes it."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(DISCHARGE)) as stack:
        case = await enrol(stack.person("cora", "care_coordinator"))
        colleague, river = stack.person("cleo", "clinician"), stack.person("river", "clinician")
        question = "query($id: ID!) { case(id: $id) { id version } }"
        assert await river.ask(question, id=case["id"]) == {"case": None}
        payload = await act(river, "recordAssessment", case, findings="Well", needs=[])
        assert [problem["code"] for problem in payload["problems"]] == ["NOT_FOUND"]
        assert (await colleague.ask(question, id=case["id"]))["case"]["version"] == case["version"]
        found = await move(colleague, "recordAssessment", case, findings="Weak", needs=["Walking"])
        assert found["version"] == case["version"] + 1
