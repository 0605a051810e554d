"""Story 1, the care: a plan, the people who carry it out, a step down, the calls afterwards, and what came of it."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar

from kit import Person, Stack
from stories.test_river_is_assessed import PHQ_9, answers, enrolled
from story import SHOWN, WallClock, act, complete, decide, move, refused

GOALS = [
    {
        "description": "Ride to work again",
        "setBy": "CLIENT",
        "measure": "Time on the bicycle",
        "unit": "minutes",
        "baseline": "0",
        "target": "30",
        "dueOn": "2026-12-01",
    },
    {
        "description": "Better spirits",
        "setBy": "CARE",
        "measure": "PHQ-9",
        "baseline": "20",
        "target": "9",
        "dueOn": "2026-12-01",
    },
]
STRENGTHS = ["A sister who lives near", "Never gives up"]


MONTHLY = {"startsOn": "2026-07-06", "recurrence": "FREQ=MONTHLY;COUNT=6"}


def therapies(clinic: str) -> list[dict[str, Any]]:
    """What is done for the goals, and how often."""
    weekly = {"startsOn": "2026-06-08", "recurrence": "FREQ=WEEKLY;COUNT=12", "responsible": "Rehabilitation clinic"}
    return [
        {"method": "Physiotherapy", "partyId": clinic, **weekly},
        {"method": "Neuropsychology", "partyId": clinic, **weekly},
        {"method": "Occupational therapy", "partyId": clinic, **weekly},
        {"method": "Financial planning help", "responsible": "Money advice"},
    ]


async def seen(person: Person, case: dict[str, Any], selection: str) -> dict[str, Any]:
    """The case as somebody sees it now."""
    query = f"query($id: ID!) {{ case(id: $id) {{ {SHOWN} {selection} }} }}"
    found: dict[str, Any] = (await person.ask(query, id=case["id"]))["case"]
    return found


async def go(person: Person, verb: str, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Make a move on the case as it is now."""
    return await move(person, verb, await seen(person, case, ""), **values)


async def party(person: Person, case: dict[str, Any], role: str, name: str) -> str:
    """Somebody new who has a role in the case."""
    added = await person.done(
        "addParty", "role { party { id } }", id=case["id"], party={"role": role, "name": name, "kind": "ORGANISATION"}
    )
    identity: str = added["role"]["party"]["id"]
    return identity


async def assessed(cora: Person, cleo: Person) -> dict[str, Any]:
    """River is enrolled, assessed, and at a high risk."""
    case = await enrolled(cora)
    case = await move(cleo, "recordAssessment", case, findings="Low spirits, weak left arm", needs=["Walking", "Mood"])
    await complete(cleo, case, "Review the medicines")
    submitted = {"instrument": "phq_9", "answers": answers(PHQ_9)}
    made = await cleo.done("submitAssessment", "assessment { id }", id=case["id"], **submitted)
    await ranked(cleo, case, made["assessment"]["id"])
    case = await judged(cleo, await go(cleo, "reviewRisk", case))
    return await go(cleo, "startPlan", case)


async def judged(cleo: Person, case: dict[str, Any]) -> dict[str, Any]:
    """The risk is read again where it is to be weighed, and what the referral did not tell is asked for."""
    assert await refused(cleo, "startPlan", case) == ["risk.assessed"]
    read = await cleo.done("assessRisk", "case { risk { assessments(first: 1) { missing } } }", id=case["id"])
    missing = ["emergency_visits", "frequent_admissions"]
    assert read["case"]["risk"]["assessments"] == [{"missing": missing}]
    [held] = (await act(cleo, "startPlan", case))["problems"]
    assert held["message"] == "tell first, for the risk: emergency visits, frequent admissions"
    told = {"id": case["id"], "expectedVersion": case["version"], "emergencyVisits": 0, "admissions": 0}
    updated = await cleo.done("updateCarePlanCase", f"carePlanCase {{ {SHOWN} }}", **told)
    after: dict[str, Any] = updated["carePlanCase"]
    return after


async def ranked(cleo: Person, case: dict[str, Any], assessment: str) -> None:
    """Better spirits are more pressing than walking, which was found first; a ride home at night nobody can give."""
    found = {}
    for what, more in (("Walking", {}), ("Mood", {"assessmentId": assessment}), ("A ride home at night", {})):
        need = {"description": what, "domain": "function", **more}
        found[what] = (await cleo.done("recordNeed", "need { id }", id=case["id"], **need))["need"]["id"]
    order = [found[what] for what in ("Mood", "Walking", "A ride home at night")]
    await cleo.done("rankNeeds", "case { id }", id=case["id"], needs=order)
    lost = {"id": order[-1], "met": False, "because": "No service runs at night"}
    await cleo.done("closeNeed", "need { state }", **lost)


async def agreed(stack: Stack, case: dict[str, Any], clinic: str) -> dict[str, Any]:
    """The plan is made with River, who accepts it; at a high risk a care manager agrees to begin."""
    cleo, river = stack.person("cleo", "clinician"), stack.person("river", "patient")
    assert await refused(cleo, "agreePlan", case, frequency="WEEKLY") == ["plan.accepted"]
    pressing = (await seen(cleo, case, "needs(open: true) { id description assessment { instrument } }"))["needs"]
    assert [need["description"] for need in pressing] == ["Mood", "Walking"]
    assert pressing[0]["assessment"] == {"instrument": "phq_9"}
    goals = [goal | {"needId": need["id"]} for goal, need in zip(GOALS, reversed(pressing), strict=True)]
    content = {"goals": goals, "interventions": therapies(clinic), "strengths": STRENGTHS}
    drafted = await cleo.done("draftPlan", "plan { id }", id=case["id"], **content)
    plan = drafted["plan"]["id"]
    await cleo.done("proposePlan", "plan { state }", id=plan)
    accepted = await river.done("acceptPlan", "plan { state acceptances { side by } }", id=plan, side="CLIENT")
    assert accepted["plan"] == {"state": "ACCEPTED", "acceptances": [{"side": "CLIENT", "by": "river"}]}
    asked = await act(cleo, "agreePlan", await seen(cleo, case, ""), frequency="WEEKLY")
    return await decide(stack.person("max", "care_manager"), asked["approval"])


async def referred(cleo: Person, case: dict[str, Any], clinic: str, clock: WallClock) -> None:
    """The clinic is asked for the therapies; its silence shows, until it accepts and reports."""
    [plan] = (await seen(cleo, case, "plans(first: 1) { interventions { id method } }"))["plans"]
    physiotherapy = plan["interventions"][0]["id"]
    due = (clock.now + timedelta(days=2)).isoformat()
    asked = {"what": "Physiotherapy, once a week", "providerId": clinic, "answerDueAt": due}
    requested = await cleo.done(
        "requestService", "service { id overdue }", id=case["id"], interventionId=physiotherapy, **asked
    )
    service = requested["service"]["id"]
    clock.now += timedelta(days=3)
    assert (await seen(cleo, case, "services { state overdue }"))["services"] == [
        {"state": "REQUESTED", "overdue": True}
    ]
    await cleo.done("answerService", "service { state }", id=service, accept=True, answer="From Monday on")
    await cleo.done("reportService", "service { state }", id=service, completed=False)


async def advised(cleo: Person, case: dict[str, Any]) -> None:
    """River gets help with money: asked for, done, and told of; the plan says what it was for."""
    office = await party(cleo, case, "provider", "Money advice")
    [plan] = (await seen(cleo, case, "plans(first: 1) { interventions { id method } }"))["plans"]
    planned = next(each["id"] for each in plan["interventions"] if each["method"] == "Financial planning help")
    asked = {"what": "Sick pay, and the rent meanwhile", "providerId": office, "answerDueAt": "2026-06-20T12:00:00Z"}
    requested = await cleo.done("requestService", "service { id }", id=case["id"], interventionId=planned, **asked)
    service = requested["service"]["id"]
    await cleo.done("answerService", "service { state }", id=service, accept=True)
    report = "Sick pay is applied for, the landlord waits until July"
    await cleo.done("reportService", "service { state }", id=service, completed=True, report=report)
    done = (await seen(cleo, case, "services { state report intervention { method } }"))["services"]
    helped = {"state": "COMPLETED", "report": report, "intervention": {"method": "Financial planning help"}}
    assert helped in done


async def treated(cleo: Person, case: dict[str, Any], text: str) -> None:
    """What was done is written down, as the clinical model asks for."""
    await cleo.done("addNote", "note { id }", id=case["id"], text=text)


async def met(stack: Stack, case: dict[str, Any], river_party: str, clock: WallClock) -> None:
    """River goes to the first physiotherapy and misses the second; it is in River's own calendar."""
    cleo, river = stack.person("cleo", "clinician"), stack.person("river", "patient")
    days = 'plans(first: 1) { interventions(first: 1) { id nextDates(after: "2026-06-08", first: 2) } }'
    [therapy] = (await seen(cleo, case, days))["plans"][0]["interventions"]
    assert therapy["nextDates"] == ["2026-06-08", "2026-06-15"]
    for day, state in zip(therapy["nextDates"], ("ATTENDED", "MISSED"), strict=True):
        times = {"startsAt": f"{day}T13:00:00Z", "endsAt": f"{day}T14:00:00Z", "location": "Clinic, room 4"}
        made = await cleo.done(
            "scheduleAppointment",
            "appointment { id attendances { id } }",
            id=case["id"],
            title="Physiotherapy",
            attendees=[{"partyId": river_party}],
            interventionId=therapy["id"],
            **times,
        )
        if state == "ATTENDED":
            [event] = await calendar(stack, river)
            assert str(event["SUMMARY"]).startswith("Physiotherapy (CP-2026-")
        clock.now = datetime.fromisoformat(f"{day}T15:00:00+00:00")
        [attendance] = made["appointment"]["attendances"]
        there = [{"attendanceId": attendance["id"], "state": state}]
        await cleo.done("recordAttendance", "case { id }", id=made["appointment"]["id"], attendances=there)


async def taught(cleo: Person, case: dict[str, Any], river_party: str) -> None:
    """River learns how not to fall: in part from words alone, and well once it is practised at home."""
    falls = {"topic": "How not to fall", "partyId": river_party}
    words = falls | {"method": "Explained", "material": "A leaflet", "understanding": "FAIR"}
    unfinished = await cleo.do("recordEducation", "education { id }", id=case["id"], **words)
    assert [problem["rule"] for problem in unfinished["problems"]] == ["education.follow_up"]
    words |= {"followUp": "Practise it on the stairs at home"}
    first = (await cleo.done("recordEducation", "education { id }", id=case["id"], **words))["education"]["id"]
    practised = falls | {"method": "Practised together", "understanding": "GOOD", "follows": first}
    await cleo.done("recordEducation", "education { id }", id=case["id"], **practised)
    given = (await seen(cleo, case, "educationGiven { understanding followedUpAt }"))["educationGiven"]
    assert [(each["understanding"], each["followedUpAt"] is None) for each in given] == [
        ("GOOD", True),
        ("FAIR", False),
    ]


async def calendar(stack: Stack, person: Person) -> list[Any]:
    """What a calendar program shows somebody."""
    answer = await stack.client.get("/calendar.ics", headers={"authorization": f"Bearer {person.token}"})
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


async def call(cleo: Person, case: dict[str, Any], river_party: str, summary: str, **more: Any) -> dict[str, Any]:
    """River is reached by telephone."""
    made = {"channel": "PHONE", "direction": "OUTGOING", "reached": True, "summary": summary} | more
    payload = await cleo.done(
        "recordContact", "contact { id issues { id } }", id=case["id"], participants=[river_party], **made
    )
    contact: dict[str, Any] = payload["contact"]
    return contact


async def monthly(stack: Stack, case: dict[str, Any], clinic: str) -> None:
    """Physiotherapy comes once a month from July on: the plan is amended, and River accepts that too."""
    cleo, river = stack.person("cleo", "clinician"), stack.person("river", "patient")
    [plan] = (await seen(cleo, case, "plans(first: 1) { goals { id } }"))["plans"]
    goals = [each | {"continues": goal["id"]} for each, goal in zip(GOALS, plan["goals"], strict=True)]
    physiotherapy, *others = therapies(clinic)
    content = {"goals": goals, "interventions": [physiotherapy | MONTHLY, *others], "strengths": STRENGTHS}
    because = "River walks alone, and practises at home"
    amended = await cleo.done("amendPlan", "plan { id version }", id=case["id"], reason=because, **content)
    await cleo.done("proposePlan", "plan { state }", id=amended["plan"]["id"])
    await river.done("acceptPlan", "plan { state }", id=amended["plan"]["id"], side="CLIENT")
    days = 'plans { version state interventions(first: 1) { method nextDates(after: "2026-06-16", first: 3) } }'
    after, before = (await seen(cleo, case, days))["plans"]
    assert [(each["version"], each["state"]) for each in (after, before)] == [(2, "ACCEPTED"), (1, "SUPERSEDED")]
    assert after["interventions"] == [
        {"method": "Physiotherapy", "nextDates": ["2026-07-06", "2026-08-06", "2026-09-06"]}
    ]


async def stepped_down(
    stack: Stack, case: dict[str, Any], clock: WallClock, clinic: str, doctor: str, river_party: str
) -> dict[str, Any]:
    """The goals are looked at; weekly becomes monthly, with the family doctor, and everything is handed over."""
    cleo, lee = stack.person("cleo", "clinician"), {"frequency": "MONTHLY", "receivingProvider": "Dr Lee"}
    assert await refused(cleo, "monitor", await seen(cleo, case, "")) == ["model.records"]
    await treated(cleo, case, "Balance practised, ten minutes without a break")
    clock.now += timedelta(hours=1)
    case = await go(cleo, "monitor", case)
    assert await refused(cleo, "stepDown", case, **lee) == ["goals.assessed"]
    await progress(cleo, case, ("IMPROVING", "10"), ("IMPROVING", "12"))
    assert await refused(cleo, "stepDown", await seen(cleo, case, ""), **lee) == ["model.records"]
    await treated(cleo, case, "Walks alone; sleeps through")
    case = await go(cleo, "stepDown", case, **lee)
    await monthly(stack, case, clinic)
    step = {"kind": "STEP_DOWN", "fromLevel": "Rehabilitation clinic", "toLevel": "Family doctor"}
    step |= {"fromFrequency": "weekly", "toFrequency": "monthly", "receiverId": doctor, "consent": "River, in writing"}
    recorded = await cleo.done("recordTransition", "transitionRecord { id checklist { item } }", id=case["id"], **step)
    record = recorded["transitionRecord"]
    await cleo.done("informParty", "case { id }", id=record["id"], partyId=river_party)
    today = str(datetime.fromisoformat("2026-06-16").date())
    assert await refused(cleo, "discharge", case, dischargedOn=today) == ["handover.complete"]
    for entry in record["checklist"]:
        await cleo.done("checkHandoverItem", "case { id }", id=record["id"], item=entry["item"])
    return await go(cleo, "discharge", case, dischargedOn=today)


async def progress(cleo: Person, case: dict[str, Any], *readings: tuple[str, str]) -> None:
    """How far each goal is."""
    [plan] = (await seen(cleo, case, "plans(first: 1) { goals { id } }"))["plans"]
    for goal, (status, value) in zip(plan["goals"], readings, strict=True):
        await cleo.done("recordProgress", "goal { status }", id=goal["id"], status=status, value=value)


async def called_afterwards(cleo: Person, case: dict[str, Any], river_party: str, clock: WallClock) -> dict[str, Any]:
    """Four calls in thirty days; the first finds a problem, which is solved."""
    asked = "contactProgrammes { state readiness contacts { id dueAt state } }"
    [programme] = (await seen(cleo, case, asked))["contactProgrammes"]
    assert [contact["dueAt"][:10] for contact in programme["contacts"]] == [
        "2026-06-18",
        "2026-06-24",
        "2026-07-01",
        "2026-07-17",
    ]
    first, *others = (contact["id"] for contact in programme["contacts"])
    assert await refused(cleo, "concludeFirstContact", case) == ["contact.first"]
    found = await call(cleo, case, river_party, "No prescription", plannedId=first, issues=["The prescription ran out"])
    await cleo.done("solveIssue", "issue { solvedBy }", id=found["issues"][0]["id"], solution="Dr Lee sent a new one")
    case = await go(cleo, "concludeFirstContact", case)
    await complete(cleo, case, "Visit the patient", "Reconcile the medicines")
    case = await go(cleo, "concludeVisit", case)
    assert await refused(cleo, "endProgramme", case) == ["programme.over"]
    for planned, readiness in zip(others, ("NOT_YET", "WITH_HELP", "READY"), strict=True):
        clock.now += timedelta(days=10)
        await call(cleo, case, river_party, "Well", plannedId=planned, readiness=readiness)
    [programme] = (await seen(cleo, case, asked))["contactProgrammes"]
    assert (programme["state"], programme["readiness"]) == ("DONE", "READY")
    return await go(cleo, "endProgramme", case)


async def evaluated(stack: Stack, case: dict[str, Any], doctor: str, river_party: str) -> dict[str, Any]:
    """What came of it, what it cost, what River thinks, what is learned; the report is shared, and the case ends."""
    cleo, river = stack.person("cleo", "clinician"), stack.person("river", "patient")
    await progress(cleo, case, ("ACHIEVED", "35"), ("ACHIEVED", "7"))
    for need in (await seen(cleo, case, "needs(open: true) { id goals { status } }"))["needs"]:
        assert need["goals"][0] == {"status": "ACHIEVED"}
        await cleo.done("closeNeed", "need { state }", id=need["id"], met=True)
    spirits = {"dimension": "WELL_BEING", "measure": "PHQ-9", "baseline": "20", "target": "9", "actual": "7"}
    await cleo.done("recordOutcome", "outcome { attainment }", id=case["id"], **spirits)
    known = {"dimension": "KNOWLEDGE", "measure": "Ways to fall that River can name", "target": "5", "actual": "5"}
    await cleo.done("recordOutcome", "outcome { attainment }", id=case["id"], **known)
    await river.done(
        "giveFeedback", "feedback { givenBy }", id=case["id"], source="CLIENT", rating=5, comment="I ride!"
    )
    spent = {"hard": True, "currency": "USD", "description": "Care", "incurredOn": "2026-07-01"}
    for kind, amount in (("POTENTIAL", "12000"), ("ACTUAL", "7000"), ("CASE_MANAGEMENT", "1000")):
        await cleo.done("addCost", "cost { amount }", id=case["id"], kind=kind, amount=amount, **spent)
    await cleo.done(
        "addLesson", "lesson { worked }", id=case["id"], worked=True, text="Calls found what visits did not"
    )
    sums = (await seen(cleo, case, "economies { savings roi }"))["economies"]
    assert sums == [{"savings": "4000", "roi": "4.0000"}]
    assert await refused(cleo, "evaluate", await seen(cleo, case, ""), satisfaction=5) == ["report.stored"]
    written = await cleo.done("writeReport", "document { id versions { sha256 } }", id=case["id"])
    await reads_the_report(stack, river, written["document"])
    await shared(cleo, case, written["document"]["id"], doctor, river_party)
    return await go(cleo, "evaluate", case, satisfaction=5)


async def reads_the_report(stack: Stack, river: Person, document: dict[str, Any]) -> None:
    """River may read it: one page that tells the goals, what was reached, and what was learned."""
    asked = await river.done("requestDownload", "download { url }", documentId=document["id"])
    page = (await stack.client.get(asked["download"]["url"])).content
    assert hashlib.sha256(page).hexdigest() == document["versions"][0]["sha256"]
    for told in (
        "Ride to work again",
        "Physiotherapy",
        "I ride!",
        "How not to fall",
        "Calls found what visits did not",
        "4000",
    ):
        assert told in page.decode()


async def shared(cleo: Person, case: dict[str, Any], document: str, doctor: str, river_party: str) -> None:
    """The family doctor and River get the report; nobody does whom River has not named."""
    for recipient, channel in ((doctor, "EMAIL"), (river_party, "IN_PERSON")):
        sent = {"documentId": document, "partyId": recipient, "channel": channel}
        await cleo.done("shareDocument", "share { id }", id=case["id"], **sent)
    withheld = {"documentId": document, "recipient": "A newspaper", "channel": "LETTER"}
    refusal = await cleo.do("shareDocument", "share { id }", id=case["id"], **withheld)
    assert [problem["rule"] for problem in refusal["problems"]] == ["consent.recipient"]
    asked = "documents { shares { number channel party { name } } }"
    [report] = (await seen(cleo, case, asked))["documents"]
    assert [(each["number"], each["channel"]) for each in report["shares"]] == [(1, "IN_PERSON"), (1, "EMAIL")]


async def test_river_is_cared_for(stack: Stack, clock: WallClock) -> None:
    """From the plan to the report: every step over HTTP, and none that was not due."""
    cora, cleo = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
    case = await assessed(cora, cleo)
    clinic = await party(cleo, case, "provider", "Rehabilitation clinic")
    doctor = await party(cleo, case, "provider", "Dr Lee")
    roles = (await seen(cleo, case, "parties { role party { id } }"))["parties"]
    river = next(role["party"]["id"] for role in roles if role["role"] == "patient")

    case = await agreed(stack, case, clinic)
    assert case["stage"] == "care_delivery"
    await referred(cleo, case, clinic, clock)
    await advised(cleo, case)
    await met(stack, case, river, clock)
    await taught(cleo, case, river)
    later = (clock.now + timedelta(days=1)).isoformat()
    first = await call(cleo, case, river, "Missed the bus", followUpDueAt=later)
    await call(cleo, case, river, "A taxi comes from now on", follows=first["id"])

    clock.now = datetime(2026, 6, 16, 14, tzinfo=UTC)
    case = await stepped_down(stack, case, clock, clinic, doctor, river)
    case = await called_afterwards(cleo, case, river, clock)
    case = await evaluated(stack, case, doctor, river)
    assert (case["status"], case["outcome"]) == ("COMPLETED", "goals_met")
