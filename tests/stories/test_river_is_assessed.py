"""Story 1, the assessment: River has had a bicycle accident, and the answers make the risk high."""

from datetime import timedelta
from typing import Any

from kit import Person, Stack
from story import SHOWN, WallClock, complete, move, refused

ACCIDENT = {
    "patientIdentifier": "P-77",
    "programme": "Recovery after injury",
    "referralReason": "Bicycle accident: brain injury, broken arm and thigh",
    "referredBy": "General hospital",
    "emergencyAdmission": False,
    "daysInHospital": 4,
    "parties": [{"role": "patient", "name": "River Lane", "subject": "river"}],
}
PHQ_9 = {
    "interest": "more_than_half_the_days",
    "mood": "nearly_every_day",
    "sleep": "nearly_every_day",
    "energy": "nearly_every_day",
    "appetite": "more_than_half_the_days",
    "self_worth": "more_than_half_the_days",
    "concentration": "nearly_every_day",
    "movement": "several_days",
    "self_harm": "several_days",
}
"""20 points, and thoughts that nobody may overlook."""


def answers(given: dict[str, str]) -> list[dict[str, str]]:
    return [{"item": item, "option": option} for item, option in given.items()]


async def enrolled(cora: Person) -> dict[str, Any]:
    """River is referred, needs the plan, agrees, and is enrolled under the clinical model."""
    opened = await cora.done("openCarePlanCase", f"carePlanCase {{ {SHOWN} model risk {{ level }} }}", **ACCIDENT)
    case: dict[str, Any] = opened["carePlanCase"]
    assert (case["model"], case["risk"]["level"]) == ("CLINICAL", "LOW")
    consent = {"purpose": "Care after the accident", "scope": "Care team", "givenOn": "2026-05-30"}
    consent |= {"recipients": ["Rehabilitation clinic", "Dr Lee", "Money advice"]}
    case = await move(cora, "recordConsent", case, **consent)
    found = {"verdict": "NEEDS_PROCESS", "reasons": ["care_needed"]}
    await cora.done("screenCase", "case { id }", id=case["id"], **found)
    return await move(cora, "beginAssessment", case)


async def test_river_is_assessed_and_the_risk_is_high(stack: Stack, clock: WallClock) -> None:
    """From the referral to a high risk that everybody can explain."""
    cora, cleo = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
    max_ = stack.person("max", "care_manager")
    case = await enrolled(cora)

    # The frontend draws the form from the instrument.
    forms = (await cleo.ask("{ instruments { name title items { id options { id points } } } }"))["instruments"]
    form = next(each for each in forms if each["name"] == "phq_9")
    assert [item["id"] for item in form["items"]][: len(PHQ_9)] == list(PHQ_9)

    # The case does not leave the assessment without it, and an unfinished form has no score.
    case = await move(cleo, "recordAssessment", case, findings="Low spirits, weak left arm", needs=["Mood", "Walking"])
    await complete(cleo, case, "Review the medicines")
    assert await refused(cleo, "reviewRisk", case) == ["assessments.required"]
    values = {"id": case["id"], "instrument": "phq_9"}
    half = await cleo.do("submitAssessment", "case { id }", answers=answers({"mood": "nearly_every_day"}), **values)
    assert {problem["rule"] for problem in half["problems"]} == {"assessment.missing"}

    # River answers all nine questions.
    payload = await cleo.done(
        "submitAssessment",
        f"assessment {{ score band alarms {{ item }} }} case {{ {SHOWN} priority risk {{ level }} }}",
        answers=answers(PHQ_9),
        **values,
    )
    assert payload["assessment"] == {"score": 20, "band": "severe", "alarms": [{"item": "self_harm"}]}
    assert (payload["case"]["risk"]["level"], payload["case"]["priority"]) == ("HIGH", "STAT")

    # The alert is seen, acted upon, and answered; the case stays urgent, because its risk is high.
    question = """query($id: ID!) { case(id: $id) { alerts(open: true) { id message } priority version
        risk { level reviewDueAt assessments(first: 1) { factors { rule sentence points fact } missing } } } }"""
    [alert] = (await cleo.ask(question, id=case["id"]))["case"]["alerts"]
    assert "safety" in alert["message"]
    told = "Spoke with River: safe tonight, the crisis team calls tomorrow"
    await cleo.done("answerAlert", "alert { answeredBy }", id=alert["id"], answer=told)
    seen = (await cleo.ask(question, id=case["id"]))["case"]
    assert (seen["alerts"], seen["priority"]) == ([], "URGENT")

    # Everybody can explain the risk, and it is to be reviewed within a week.
    reading = seen["risk"]["assessments"][0]
    assert {"rule": "phq_9", "sentence": "PHQ-9: severe", "points": 50, "fact": "score 20"} in reading["factors"]
    assert reading["missing"] == ["emergency_visits", "frequent_admissions"]
    assert seen["risk"]["reviewDueAt"][:10] == "2026-06-09"

    # The care manager knows better for two days; then the rules' own level is in force again.
    until = (clock.now + timedelta(days=2)).isoformat()
    over = {"level": "MODERATE", "reason": "A sister has moved in", "expiresAt": until}
    overridden = await max_.done("overrideRisk", "case { risk { level } }", id=case["id"], **over)
    assert overridden["case"]["risk"]["level"] == "MODERATE"
    clock.now += timedelta(days=3)
    await max_.done("assessRisk", "case { id }", id=case["id"])
    assert (await cleo.ask(question, id=case["id"]))["case"]["risk"]["level"] == "HIGH"


async def test_the_form_of_another_hospital_is_imported(stack: Stack) -> None:
    """A FHIR QuestionnaireResponse is read by its codes; one that is not completed is not."""
    cora = stack.person("cora", "care_coordinator")
    case = await enrolled(cora)
    codes = ("44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8")
    items = [{"linkId": f"/{code}", "answer": [{"valueCoding": {"code": "LA6569-3"}}]} for code in codes]
    document = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}
    values = {"id": case["id"], "instrument": "phq_9"}
    begun = await cora.do("importAssessment", "case { id }", document=document | {"status": "in-progress"}, **values)
    assert [problem["rule"] for problem in begun["problems"]] == ["fhir.response"]
    read = await cora.done("importAssessment", "assessment { score band alarms { item } }", document=document, **values)
    assert read["assessment"] == {"score": 9, "band": "mild", "alarms": [{"item": "self_harm"}]}
