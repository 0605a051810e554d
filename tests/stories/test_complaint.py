"""Story 3: an employee complaint turns out a misunderstanding, and is closed within minutes."""

from typing import Any

from kit import Person, Stack
from story import SHOWN, WallClock, move

QUESTION = """query($id: ID!) { case(id: $id) {
    status outcome closedAt visits { phase }
    screenings { verdict remark screenedBy reasons { rule sentence } }
    availableTransitions { name } clocks { name status }
} }"""


async def test_a_misunderstanding_is_closed_at_screening(stack: Stack, clock: WallClock) -> None:
    """Olga hears of it in the morning, asks both sides, and closes the case with the rule it is closed by."""
    olga = stack.person("olga", "er_officer")
    opened = await olga.done(
        "openEmployeeRelations",
        "employeeRelations { id phase openedAt }",
        kind="CONDUCT",
        unit="Theatre",
        summary="He shouts at his colleague every morning",
    )
    case = opened["employeeRelations"]
    assert case["phase"] == "SCREENING"

    # A frontend draws the buttons and the reasons from the description of the type.
    described = await olga.ask("{ caseTypes { name screening { reasons { rule } verdicts { verdict outcome } } } }")
    screening = next(each for each in described["caseTypes"] if each["name"] == "EmployeeRelations")["screening"]
    assert {"rule": "misunderstood"} in screening["reasons"]
    assert {"verdict": "RESOLVED_QUICKLY", "outcome": "misunderstanding"} in screening["verdicts"]

    # Without a reason nothing is closed.
    silent = await olga.do("screenCase", "case { id }", id=case["id"], verdict="RESOLVED_QUICKLY")
    assert [problem["rule"] for problem in silent["problems"]] == ["screening.reason"]

    # They were rehearsing a play.
    clock.now = clock.now.replace(minute=25)
    found: dict[str, Any] = {"verdict": "RESOLVED_QUICKLY", "reasons": ["misunderstood"]}
    await olga.done("screenCase", "case { status }", id=case["id"], remark="They rehearse a play", **found)

    seen = (await olga.ask(QUESTION, id=case["id"]))["case"]
    assert (seen["status"], seen["outcome"]) == ("COMPLETED", "misunderstanding")
    assert (case["openedAt"][11:16], seen["closedAt"][11:16]) == ("14:00", "14:25")
    assert [visit["phase"] for visit in seen["visits"]] == ["SCREENING"]
    [screened] = seen["screenings"]
    assert (screened["verdict"], screened["screenedBy"]) == ("RESOLVED_QUICKLY", "olga")
    assert screened["reasons"][0]["rule"] == "misunderstood"
    assert {"name": "intake", "status": "MET"} in seen["clocks"]


async def test_a_complaint_that_is_none_of_that_goes_on(stack: Stack) -> None:
    """The formal way stays shut until somebody says that the complaint needs it."""
    olga = stack.person("olga", "er_officer")
    opened = await olga.done(
        "openEmployeeRelations", "employeeRelations { id version }", kind="SAFETY", unit="Kitchen", summary="No guards"
    )
    case = opened["employeeRelations"]
    values = {"id": case["id"], "expectedVersion": case["version"]}
    shut = await olga.do("formaliseEmployeeRelations", "employeeRelations { stage }", **values)
    assert [problem["rule"] for problem in shut["problems"]] == ["screening.verdict"]
    found: dict[str, Any] = {"verdict": "NEEDS_PROCESS", "reasons": ["rule_may_be_broken"]}
    await olga.done("screenCase", "case { id }", id=case["id"], **found)
    going = await olga.done("formaliseEmployeeRelations", "employeeRelations { stage phase }", **values)
    assert going["employeeRelations"] == {"stage": "formal_complaint", "phase": "ASSESSMENT"}


async def test_the_subject_of_a_complaint_sees_nothing_of_it(stack: Stack) -> None:
    """Rex works in HR with every role there is; while it goes through interviews he hears of it from people only."""
    olga, lee = stack.person("olga", "er_officer"), stack.person("lee", "er_lead")
    ivy = stack.person("ivy", "er_investigator")
    rex = stack.person("rex", "er_officer", "er_investigator", "er_lead", "hr_director", "hr_partner")
    respondent = {"role": "respondent", "name": "Rex Hale", "subject": "rex"}
    opened = await olga.done(
        "openEmployeeRelations",
        f"employeeRelations {{ {SHOWN} }}",
        kind="CONDUCT",
        unit="Payroll",
        summary="He shouts at his colleagues",
        parties=[respondent],
    )
    case = opened["employeeRelations"]
    found: dict[str, Any] = {"verdict": "NEEDS_PROCESS", "reasons": ["rule_may_be_broken"]}
    await olga.done("screenCase", "case { id }", id=case["id"], **found)
    case = await move(olga, "formalise", case)
    case = await move(olga, "addAllegation", case, kind="CONDUCT", statement="He shouted at Cara")
    case = await move(olga, "classify", case, severity="SERIOUS", reach="ONE_PERSON")

    # Whoever has it knows the country, and is not Rex, though the directory knows him as one who could.
    for subject, country in (("ivy", "us"), ("rex", "us"), ("gwen", "gb")):
        known = {"name": subject.title(), "roles": ["er_investigator"], "skills": [f"country_{country}"]}
        await lee.done("keepMember", "member { id }", subject=subject, **known)
    candidates = "query($id: ID!) { candidates(caseId: $id) { subject eligible } }"
    shown = await lee.ask(candidates, id=case["id"])
    assert shown["candidates"] == [{"subject": "ivy", "eligible": True}, {"subject": "gwen", "eligible": False}]
    await lee.done("routeCase", "case { assignee }", id=case["id"])

    # He is heard like everybody else, and a note that names him does not reach him.
    plan = {"investigator": "ivy", "questions": ["Did he shout?"], "interimMeasures": "They sit in different rooms"}
    case = await move(lee, "planInvestigation", await seen_by(lee, case), **plan)
    case = await move(ivy, "investigate", case)
    for heard in ("COMPLAINANT", "WITNESS", "RESPONDENT"):
        said = {"heldOn": "2026-06-01", "summary": f"What the {heard.lower()} said"}
        case = await move(ivy, "recordInterview", case, heardAs=heard, **said)
    await ivy.done("addNote", "note { id }", id=case["id"], text="Ask @rex again", mentions=["rex"])
    question = """query($id: ID!) { case(id: $id) { id } node(id: $id) { id } queue { totalCount }
        cases { totalCount } employeeRelationsCases { totalCount } events { totalCount } worklist { totalCount }
        notifications { totalCount } parties { totalCount } }"""
    nothing = {"totalCount": 0}
    assert await rex.ask(question, id=case["id"]) == {
        "case": None,
        "node": None,
        "queue": nothing,
        "cases": nothing,
        "employeeRelationsCases": nothing,
        "events": nothing,
        "worklist": nothing,
        "notifications": nothing,
        "parties": nothing,
    }
    payload = await rex.do("claimCase", "case { id }", id=case["id"])
    assert [problem["code"] for problem in payload["problems"]] == ["NOT_FOUND"]
    found = {"allegation": 1, "finding": "UNSUBSTANTIATED"}
    case = await move(ivy, "recordFinding", case, **found)
    assert (await seen_by(olga, case))["stage"] == "investigation"


async def seen_by(person: Person, case: dict[str, Any]) -> dict[str, Any]:
    """The case as it is for somebody."""
    query = f"query($id: ID!) {{ case(id: $id) {{ {SHOWN} }} }}"
    found: dict[str, Any] = (await person.ask(query, id=case["id"]))["case"]
    return found
