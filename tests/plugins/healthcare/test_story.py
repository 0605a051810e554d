"""River has a bicycle accident: the care of one patient, through HTTP and on every database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import casewright_healthcare
from casewright.operations.outbox import fan_out
from casewright.operations.timers import fire_due_timers
from casewright_healthcare.fhir.exchange import opening_steps
from casewright_healthcare.fhir.reading import read_care
from casewright_healthcare.fhir.writing import CARE_QUERY, write_care
from kit import Person, Stack, running
from plugins.healthcare.resources import consent, example, task
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
    consent = {"purpose": "Care after the accident", "scope": "Care team", "givenOn": "2026-05-01"}
    assert await refused(coordinator, "beginAssessment", case) == ["consent.missing"]
    case = await move(coordinator, "recordConsent", case, **consent)
    assert await refused(coordinator, "beginAssessment", case) == ["screening.verdict"]
    found = {"verdict": "NEEDS_PROCESS", "reasons": ["care_needed"], "remark": "Lives alone, cannot climb stairs"}
    await coordinator.done("screenCase", "case { id }", id=case["id"], **found)
    return await move(coordinator, "beginAssessment", case)


async def answer_phq_9(clinician: Person, case: dict[str, Any]) -> dict[str, Any]:
    """River is asked the nine questions; the score counts for the risk, so the case has a new version."""
    often = {"interest": "several_days", "mood": "more_than_half_the_days", "sleep": "nearly_every_day"}
    items = ("energy", "appetite", "self_worth", "concentration", "movement", "self_harm")
    answers = [
        {"item": item, "option": option} for item, option in (often | dict.fromkeys(items, "not_at_all")).items()
    ]
    found = f"case {{ {SHOWN} }} assessment {{ score band }}"
    payload = await clinician.done("submitAssessment", found, id=case["id"], instrument="phq_9", answers=answers)
    assert payload["assessment"] == {"score": 6, "band": "mild"}
    after: dict[str, Any] = payload["case"]
    return after


async def weighed(clinician: Person, case: dict[str, Any]) -> dict[str, Any]:
    """A clinician assesses River, and looks at how serious it is."""
    code = {"system": "ICD-10-CM", "code": "S06.9X0A", "display": "Intracranial injury", "version": "2026"}
    found = {"findings": "Weak left arm, low spirits", "needs": ["Walking", "Mood"], "diagnoses": [code]}
    case = await move(clinician, "recordAssessment", case, **found)
    assert await refused(clinician, "reviewRisk", case) == ["tasks.required"]
    await complete(clinician, case, "Review the medicines")
    assert await refused(clinician, "reviewRisk", case) == ["assessments.required"]
    case = await answer_phq_9(clinician, case)
    return await move(clinician, "reviewRisk", case)


async def plan(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """A clinician assesses and plans; at high risk a care manager agrees."""
    clinician, chief = stack.person("cleo", "clinician"), stack.person("max", "care_manager")
    case = await weighed(clinician, case)
    case = await move(clinician, "writeRestrictedNote", case, notesRestricted="Speaks with a therapist every week")
    known = {"id": case["id"], "expectedVersion": case["version"], "admissions": 1}
    case = (await clinician.done("updateCarePlanCase", f"carePlanCase {{ {SHOWN} }}", **known))["carePlanCase"]
    case = await move(clinician, "startPlan", case)
    goal = {"description": "Ride again", "setBy": "CLIENT", "measure": "Minutes", "baseline": "0", "target": "30"}
    weekly = {"method": "Physiotherapy", "responsible": "Clinic", "startsOn": "2026-05-04", "recurrence": "FREQ=WEEKLY"}
    content = {"goals": [goal | {"dueOn": "2026-12-01"}], "interventions": [weekly]}
    drafted = await clinician.done("draftPlan", "plan { id }", id=case["id"], **content)
    assert await refused(clinician, "agreePlan", case, frequency="WEEKLY") == ["plan.accepted"]
    await clinician.done("proposePlan", "plan { id }", id=drafted["plan"]["id"])
    await stack.person("river", "patient").done("acceptPlan", "plan { id }", id=drafted["plan"]["id"], side="CLIENT")
    asked = await act(clinician, "agreePlan", case, frequency="WEEKLY")
    assert (asked["case"]["stage"], asked["approval"]["role"]) == ("care_plan_draft", "care_manager")
    return await decide(chief, asked["approval"])


async def assess_goal(clinician: Person, case: dict[str, Any], status: str, value: str) -> None:
    """Record how far the goal of the plan is."""
    asked = await clinician.ask("query($id: ID!) { case(id: $id) { plans { goals { id } } } }", id=case["id"])
    goal = asked["case"]["plans"][0]["goals"][0]["id"]
    await clinician.done("recordProgress", "goal { status }", id=goal, status=status, value=value)


async def hand_over(clinician: Person, case: dict[str, Any]) -> None:
    """Record the step down and tick off what is handed over."""
    step = {"kind": "STEP_DOWN", "fromLevel": "Care team", "toLevel": "Family doctor", "toFrequency": "monthly"}
    recorded = await clinician.done(
        "recordTransition", "transitionRecord { id checklist { item } }", id=case["id"], **step
    )
    for entry in recorded["transitionRecord"]["checklist"]:
        record = recorded["transitionRecord"]["id"]
        await clinician.done("checkHandoverItem", "case { id }", id=record, item=entry["item"])


async def contacts_due(clinician: Person, case: dict[str, Any]) -> list[str]:
    """The contacts that the programme still asks for."""
    asked = "query($id: ID!) { case(id: $id) { contactProgrammes { contacts { id state } } } }"
    [programme] = (await clinician.ask(asked, id=case["id"]))["case"]["contactProgrammes"]
    return [contact["id"] for contact in programme["contacts"] if contact["state"] == "DUE"]


async def due_days(clinician: Person, case: dict[str, Any]) -> list[str]:
    """When the contacts are due, in UTC: from the day of the discharge, though it is recorded two days later."""
    asked = "query($id: ID!) { case(id: $id) { contactProgrammes { contacts { dueAt } } } }"
    [programme] = (await clinician.ask(asked, id=case["id"]))["case"]["contactProgrammes"]
    return [contact["dueAt"][:10] for contact in programme["contacts"]]


async def call(clinician: Person, case: dict[str, Any], due: str, summary: str) -> None:
    """Reach River by telephone."""
    asked = "query($id: ID!) { case(id: $id) { parties { party { id } } } }"
    [role] = (await clinician.ask(asked, id=case["id"]))["case"]["parties"]
    made = {"channel": "PHONE", "direction": "OUTGOING", "reached": True, "summary": summary, "plannedId": due}
    await clinician.done("recordContact", "contact { id }", id=case["id"], participants=[role["party"]["id"]], **made)


async def step_down_and_discharge(clinician: Person, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """Weekly becomes monthly, another provider takes over, and contacts and a visit follow in time."""
    assert await refused(clinician, "monitor", case) == ["model.records"]
    await clinician.done("addNote", "note { id }", id=case["id"], text="Stairs practised")
    case = await move(clinician, "monitor", case)
    assert await refused(clinician, "stepDown", case, frequency="MONTHLY", receivingProvider="Dr Lee") == [
        "goals.assessed"
    ]
    await assess_goal(clinician, case, "IMPROVING", "10")
    assert await refused(clinician, "stepDown", case, frequency="WEEKLY", receivingProvider="Dr Lee") == [
        "step_down.frequency"
    ]
    await clinician.done("addNote", "note { id }", id=case["id"], text="Walks alone")
    case = await move(clinician, "stepDown", case, frequency="MONTHLY", receivingProvider="Dr Lee")
    assert await refused(clinician, "discharge", case, dischargedOn="2026-05-22") == ["handover.complete"]
    await hand_over(clinician, case)
    clock.now += timedelta(days=2)
    case = await move(clinician, "discharge", case, dischargedOn="2026-05-22")
    assert await due_days(clinician, case) == ["2026-05-27", "2026-05-30", "2026-06-06", "2026-06-22"]
    assert await refused(clinician, "concludeFirstContact", case) == ["contact.first"]
    clock.now = datetime(2026, 5, 27, 14, tzinfo=UTC)
    first = (await contacts_due(clinician, case))[0]
    await call(clinician, case, first, "At home, stairs go well")
    case = await move(clinician, "concludeFirstContact", case)
    await complete(clinician, case, "Visit the patient", "Reconcile the medicines")
    case = await move(clinician, "concludeVisit", case)
    assert await refused(clinician, "endProgramme", case) == ["programme.over"]
    clock.now += timedelta(days=30)
    for due in await contacts_due(clinician, case):
        await call(clinician, case, due, "Well")
    return await move(clinician, "endProgramme", case)


async def test_river_recovers(database_url: str, tmp_path: Path) -> None:
    """From the referral to goals that are met, as coordinator, clinician and care manager; River reads along."""
    clock = WallClock(DISCHARGE)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        coordinator, clinician = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
        case = await plan(stack, await enrol(coordinator))
        assert case["stage"] == "care_delivery"
        case = await step_down_and_discharge(clinician, case, clock)
        await assess_goal(clinician, case, "ACHIEVED", "30")
        assert await refused(clinician, "evaluate", case) == ["report.stored"]
        await clinician.done("writeReport", "document { id }", id=case["id"])
        case = await move(clinician, "evaluate", case, satisfaction=5)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "goals_met")

        question = """query($id: ID!) { case(id: $id) { clocks { name status } events { name data } tasks { title }
            plans { goals { status } }
            ... on CarePlanCase { frequency firstContactDue transitionEndsOn notesRestricted } } }"""
        clinical = (await clinician.ask(question, id=case["id"]))["case"]
        assert clinical["clocks"] == [
            {"name": name, "status": "MET"} for name in ("first_contact", "screening", "visit")
        ]
        assert (clinical["firstContactDue"], clinical["transitionEndsOn"]) == ("2026-05-27", "2026-06-20")
        assert (clinical["frequency"], clinical["plans"][0]["goals"]) == ("MONTHLY", [{"status": "ACHIEVED"}])
        assert clinical["notesRestricted"] == "Speaks with a therapist every week"
        coordinated = (await coordinator.ask(question, id=case["id"]))["case"]
        river = (await stack.person("river", "patient").ask(question, id=case["id"]))["case"]
        assert coordinated["notesRestricted"] is river["notesRestricted"] is None
        assert "therapist" not in str(coordinated) + str(river)
        assert (river["plans"], river["tasks"], river["events"]) == (clinical["plans"], [], [])


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


ASKED = "query($id: ID!) { case(id: $id) { outcome ... on CarePlanCase { unitBalances { number used left } } } }"


async def provider(person: Person, case: dict[str, Any], name: str) -> str:
    """Somebody who may be asked for a service."""
    added = await person.done(
        "addParty", "role { party { id } }", id=case["id"], party={"role": "provider", "name": name}
    )
    identity: str = added["role"]["party"]["id"]
    return identity


async def test_services_have_their_consent_and_their_units(database_url: str, tmp_path: Path) -> None:
    """Only whom the consent names is asked; units are agreed to by another person and never overdrawn.

    When it turns out that it was the wrong child's case it is marked as an error, and kept until the child is of age
    and ten years more.
    """
    clock = WallClock(DISCHARGE)
    async with running(database_url, tmp_path, PLUGINS, now=clock, broker_url="redis://nowhere") as stack:
        cora, cleo = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
        max_, mona = stack.person("max", "care_manager"), stack.person("mona", "care_manager")
        case = await plan(stack, await enrol(cora))
        case = await move(cora, "revokeConsent", case)
        asked = {"what": "Physiotherapy", "answerDueAt": "2026-06-01T12:00:00Z", "id": case["id"]}
        asked["providerId"] = await provider(cora, case, "Clinic")
        for rule, recipients in (("consent.over", None), ("consent.recipient", ["Dr Moss"]), (None, ["Clinic"])):
            if recipients:
                given = {"purpose": "Care", "scope": "Therapy", "givenOn": "2026-05-20", "recipients": recipients}
                case = await move(cora, "recordConsent", case, **given)
            payload = await cora.do("requestService", "service { id }", **asked)
            assert [problem["rule"] for problem in payload["problems"]] == ([rule] if rule else [])
            assert (payload["service"] is None) is bool(rule)

        units = {"number": "A-1", "service": "Physiotherapy", "payer": "Health plan", "units": 10}
        units |= {"firstDay": "2026-05-01", "lastDay": "2026-08-31"}
        waits = await act(max_, "authoriseUnits", case, **units)
        own = await max_.do("decideApproval", "case { id }", id=waits["approval"]["id"], approve=True)
        assert [problem["rule"] for problem in own["problems"]] == ["approval.four_eyes"]
        case = await decide(mona, waits["approval"])
        assert await refused(cleo, "useUnits", case, number="A-1", units=11, on="2026-05-22") == ["units.exceeded"]
        case = await move(cleo, "useUnits", case, number="A-1", units=4, on="2026-05-22")
        balance = [{"number": "A-1", "used": 4, "left": 6}]
        river = stack.person("river", "patient")
        assert (await river.ask(ASKED, id=case["id"]))["case"]["unitBalances"] == balance

        target = {"id": case["id"], "expectedVersion": case["version"]}
        born = await cora.done("updateCarePlanCase", f"carePlanCase {{ {SHOWN} }}", **target, bornOn="2020-01-01")
        case = await move(max_, "markAsError", born["carePlanCase"], mistake="It was the sister's")
        assert (case["status"], case["outcome"]) == ("TERMINATED", "entered_in_error")
        written = write_care((await cleo.ask(CARE_QUERY, id=case["id"]))["case"])
        assert written["entry"][0]["resource"]["status"] == "entered-in-error"
        may_go = "{ disposableCases { totalCount } }"
        for year, count in ((2037, 0), (2049, 1)):
            clock.now = datetime(year, 1, 1, tzinfo=UTC)
            late = stack.person("max", "care_manager")
            assert (await late.ask(may_go))["disposableCases"]["totalCount"] == count
            proposed = await late.do("proposeDisposal", "disposal { keptUntil }", id=case["id"])
            assert [each["rule"] for each in proposed["problems"]] == ([] if count else ["retention.kept"])
        assert proposed["disposal"] == {"keptUntil": "2048-01-01"}


async def test_whoever_reads_restricted_notes_is_on_record(database_url: str, tmp_path: Path) -> None:
    """A care manager sees who looked into the case and when; a coordinator who is refused the notes is there too."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(DISCHARGE)) as stack:
        case = await enrol(stack.person("cora", "care_coordinator"))
        question = "query($id: ID!) { case(id: $id) { ... on CarePlanCase { notesRestricted } } }"
        for subject, role in (("cleo", "clinician"), ("carl", "care_coordinator"), ("eve", "nobody")):
            await stack.person(subject, role).ask(question, id=case["id"])
        asked = "query($id: ID!) { accessLog(caseId: $id, first: 2) { edges { node { subject parts means } } } }"
        found = await stack.person("max", "care_manager").ask(asked, id=case["id"])
        assert [edge["node"] for edge in found["accessLog"]["edges"]] == [
            {"subject": "carl", "parts": ["case"], "means": "API"},
            {"subject": "cleo", "parts": ["case"], "means": "API"},
        ]


async def test_a_care_plan_from_another_system(database_url: str, tmp_path: Path) -> None:
    """Opened from FHIR by a coordinator, and given back as FHIR: nothing of what came is lost."""
    patient = {"reference": "Patient/amy", "display": "Amy Shaw"}
    came = [
        {
            "resourceType": "Goal",
            "id": "g1",
            "lifecycleStatus": "active",
            "description": {"text": "Walk to the park"},
            "subject": patient,
            "target": [{"dueDate": "2026-09-01"}],
        },
        {
            "resourceType": "ServiceRequest",
            "id": "s1",
            "status": "active",
            "intent": "order",
            "code": {"text": "Physiotherapy"},
            "subject": patient,
            "performer": [{"display": "Dr Lee"}],
        },
        task("accepted", focus={"reference": "ServiceRequest/s1"}),
        consent(),
    ]
    found = read_care(came, programme="Recovery", referred_by="General hospital")
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(DISCHARGE)) as stack:
        coordinator = stack.person("cora", "care_coordinator")
        steps = opening_steps(found, answer_due_at=DISCHARGE + timedelta(days=7))
        step = next(steps)
        while True:
            try:
                mutation, selection, values = step
                step = steps.send(await coordinator.done(mutation, selection, **values))
            except StopIteration as end:
                case_id = end.value
                break
        answer = (await coordinator.ask(CARE_QUERY, id=case_id))["case"]
        bundle = [entry["resource"] for entry in write_care(answer)["entry"]]
        assert bundle[-4:] == came
        written = {resource["resourceType"]: resource for resource in bundle[:-4]}
        assert written["EpisodeOfCare"]["status"] == "planned"
        assert written["CarePlan"]["status"] == "draft"
        assert written["Goal"]["description"] == {"text": "Walk to the park"}
        assert written["ServiceRequest"]["performer"] == [{"display": "Dr Lee"}]
        assert written["Task"]["status"] == "accepted"
        seen = await stack.person("amy", "patient").ask("query($id: ID!) { case(id: $id) { id } }", id=case_id)
        assert seen == {"case": None}


async def test_the_example_of_hl7_is_imported(database_url: str, tmp_path: Path) -> None:
    """12 and moderate, without an alarm; with thoughts of self-harm in it somebody has to answer one."""
    asked_before = example("phq-9-example")
    changed = [item for item in asked_before["item"] if item["linkId"] not in {"/44260-8", "/44261-6"}]
    changed.append({"linkId": "/44260-8", "answer": [{"valueCoding": {"code": "LA6569-3"}}]})
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(DISCHARGE)) as stack:
        clinician = stack.person("cleo", "clinician")
        case = await enrol(stack.person("cora", "care_coordinator"))
        shown = "assessment { score band alarms { item } } case { priority alerts(open: true) { message } }"
        values = {"id": case["id"], "instrument": "phq_9"}
        read = await clinician.done("importAssessment", shown, document=asked_before, **values)
        assert read["assessment"] == {"score": 12, "band": "moderate", "alarms": []}
        assert read["case"] == {"priority": "URGENT", "alerts": []}
        alarmed = await clinician.done("importAssessment", shown, document=asked_before | {"item": changed}, **values)
        assert alarmed["assessment"] == {"score": 13, "band": "moderate", "alarms": [{"item": "self_harm"}]}
        assert (alarmed["case"]["priority"], len(alarmed["case"]["alerts"])) == ("STAT", 1)


async def test_a_high_risk_is_a_care_managers_to_decide(database_url: str, tmp_path: Path) -> None:
    """Max is told, and finds the task wherever the case has come to; once the risk is lower nobody waits for it."""
    async with running(
        database_url, tmp_path, PLUGINS, now=WallClock(DISCHARGE), broker_url="redis://nowhere"
    ) as stack:
        max_, mona = stack.person("max", "care_manager"), stack.person("mona", "care_manager")
        await mona.done("keepMember", "member { id }", subject="max", name="Max", roles=["care_manager"])
        case = await plan(stack, await enrol(stack.person("cora", "care_coordinator")))
        await fire_due_timers(stack.platform)
        await fan_out(stack.platform)
        asked = """query($id: ID!) { worklist { edges { node { title case { id } } } } case(id: $id) { stage }
            notifications { edges { node { event { name } } } } }"""
        found = await max_.ask(asked, id=case["id"])
        decide_first = {"title": "Decide who goes on with the case: its risk is high", "case": {"id": case["id"]}}
        assert (found["case"]["stage"], found["worklist"]["edges"]) == ("care_delivery", [{"node": decide_first}])
        names = [edge["node"]["event"]["name"] for edge in found["notifications"]["edges"]]
        assert names.count("risk_escalated") == 1
        lower = {"level": "MODERATE", "reason": "The daughter moved in"}
        await mona.done("overrideRisk", "case { id }", id=case["id"], **lower)
        assert (await max_.ask(asked, id=case["id"]))["worklist"]["edges"] == []


async def test_a_fact_that_nobody_knows_is_judged_by_hand(database_url: str, tmp_path: Path) -> None:
    """How often River was in hospital is not known: nobody plans before a care manager says how serious it is."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(DISCHARGE)) as stack:
        clinician, chief = stack.person("cleo", "clinician"), stack.person("max", "care_manager")
        case = await weighed(clinician, await enrol(stack.person("cora", "care_coordinator")))
        await clinician.done("assessRisk", "case { id }", id=case["id"])
        assert await refused(clinician, "startPlan", case) == ["risk.assessed"]
        high = {"level": "HIGH", "reason": "Nobody knows of the time before"}
        judged = await chief.done("overrideRisk", f"case {{ {SHOWN} }}", id=case["id"], **high)
        assert (await move(clinician, "startPlan", judged["case"]))["stage"] == "care_plan_draft"
