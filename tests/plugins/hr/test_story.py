"""HR at work: a start and two complaints, through HTTP and on every database."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import casewright_hr
from kit import Person, Stack, running
from story import SHOWN, WallClock, act, complete, decide, move, refused

PLUGINS = {"hr": casewright_hr}


async def prepare(hr: Person) -> dict[str, Any]:
    """A payroll clerk is checked, equipped and given a mentor before the first day."""
    opened = await hr.done(
        "openOnboarding",
        f"onboarding {{ {SHOWN} equipmentDue accessDue formI9Due }}",
        employee="Amara Osei",
        position="Payroll clerk",
        location="Boston",
        startsOn="2026-03-02",
        sensitiveRole=True,
        parties=[
            {"role": "new_hire", "name": "Amara Osei", "subject": "amara"},
            {"role": "hiring_manager", "name": "Ben Whitlock", "subject": "ben"},
        ],
    )
    case: dict[str, Any] = opened["onboarding"]
    assert (case["equipmentDue"], case["accessDue"], case["formI9Due"]) == ("2026-02-13", "2026-02-25", "2026-03-05")
    case = await move(hr, "beginPreboarding", case)
    await complete(hr, case, "Send the contract", "Check the background")
    case = await move(hr, "confirmRightToWork", case, checkedOn="2026-02-01")
    assert await refused(hr, "reviewAccess", case) == ["background.unchecked"]
    case = await move(hr, "recordBackground", case, result="Nothing found")
    return await move(hr, "reviewAccess", case)


async def grant_access(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """The manager lists what the work has to open; to privileged access the director agrees, and nobody alone."""
    hr, ben = stack.person("hanna", "hr_partner"), stack.person("ben", "hiring_manager")
    payroll = {"access": "PRIVILEGED", "systems": ["Payroll"]}
    assert await refused(hr, "grantAccess", case, **payroll) == ["tasks.required"]
    await complete(ben, case, "List what the work has to open")
    asked = await act(hr, "grantAccess", case, **payroll)
    assert (asked["case"]["stage"], asked["approval"]["role"]) == ("access_risk", "hr_director")
    case = await decide(stack.person("dora", "hr_director"), asked["approval"])
    return await move(hr, "nameMentor", case, mentor="Carla Mendes")


async def test_a_payroll_clerk_starts_on_monday(database_url: str, tmp_path: Path) -> None:
    """From the accepted offer to the feedback, as HR, IT, manager and new employee."""
    clock = WallClock(datetime(2026, 2, 2, 15, tzinfo=UTC))
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        hr, it = stack.person("hanna", "hr_partner"), stack.person("ian", "it_support")
        amara, ben = stack.person("amara", "new_hire"), stack.person("ben", "hiring_manager")
        case = await grant_access(stack, await prepare(hr))
        assert await refused(hr, "beginWork", case) == ["start.early"]
        clock.now = datetime(2026, 3, 2, 14, tzinfo=UTC)
        assert await refused(hr, "beginWork", case) == ["tasks.required"]
        await complete(it, case, "Order the equipment", "Set up accounts with the least privilege")
        case = await move(hr, "beginWork", case)
        await complete(it, case, "Hand over equipment and access card")
        await complete(hr, case, "See that it is the person who was hired", "Complete section 2 of Form I-9")
        await complete(amara, case, "Complete section 1 of Form I-9", "Read and sign the policies")
        case = await move(hr, "finishFirstDay", case)
        await complete(amara, case, "Do the mandatory training")
        case = await move(ben, "finishFirstWeek", case)
        clock.now = datetime(2026, 6, 1, 15, tzinfo=UTC)
        for day in ("DAY_30", "DAY_60", "DAY_90"):
            case = await move(ben, "recordReview", case, day=day, summary="Goes well")
        case = await move(ben, "recommend", case, recommendation="Careful, and quick")
        await complete(hr, case, "Tell the decision in writing")
        case = await move(hr, "passProbation", case)
        await complete(it, case, "Look whether every access is still needed")
        case = await move(ben, "checkAfterProbation", case, summary="Goes well")
        case = await move(amara, "giveFeedback", case, rating=2, text="The training was too long")
        case = await move(hr, "conclude", case)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "settled_in")

        question = """query($id: ID!) { case(id: $id) { events { data }
            ... on Onboarding { background recommendation access } } }"""
        seen = {person: (await person.ask(question, id=case["id"]))["case"] for person in (hr, it, amara, ben)}
        assert [seen[person]["background"] for person in (hr, it, amara, ben)] == ["Nothing found", None, None, None]
        assert "Nothing found" not in str([seen[person] for person in (it, amara, ben)])
        assert [bool(seen[person]["recommendation"]) for person in (hr, it, amara, ben)] == [True, False, False, True]
        assert "Careful, and quick" not in str([seen[person] for person in (it, amara)])
        other = await stack.person("otto", "new_hire").ask(question, id=case["id"])
        assert other == {"case": None}


async def open_complaint(officer: Person, person: str = "rex", role: str = "respondent") -> dict[str, Any]:
    """Somebody complains about Rex, who works in HR himself, or about what he saw."""
    opened = await officer.done(
        "openEmployeeRelations",
        f"employeeRelations {{ {SHOWN} }}",
        kind="CONDUCT",
        unit="Ward 4",
        summary="Shouting in the morning meeting",
        parties=[{"role": role, "name": "Rex", "subject": person}],
    )
    case: dict[str, Any] = opened["employeeRelations"]
    return case


async def clear_up(officer: Person, case: dict[str, Any]) -> dict[str, Any]:
    """What came of finding that it was a misunderstanding."""
    found = {"verdict": "RESOLVED_QUICKLY", "reasons": ["misunderstood"], "remark": "It was a rehearsal"}
    return await officer.do("screenCase", f"case {{ {SHOWN} }}", id=case["id"], **found)


async def investigate(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """From the intake to a substantiated finding and a decision by somebody else."""
    officer, lead = stack.person("olga", "er_officer"), stack.person("lee", "er_lead")
    ivy = stack.person("ivy", "er_investigator")
    case = await move(officer, "nameComplainant", case, complainantName="Cara Moss", complainantContact="c@example.org")
    assert await refused(officer, "formalise", case) == ["screening.verdict"]
    found = {"verdict": "NEEDS_PROCESS", "reasons": ["rule_may_be_broken"]}
    await officer.done("screenCase", "case { id }", id=case["id"], **found)
    case = await move(officer, "formalise", case)
    case = await move(officer, "addAllegation", case, kind="CONDUCT", statement="He shouted at a nurse")
    case = await move(officer, "classify", case, severity="SERIOUS", reach="TEAM")
    case = await move(lead, "planInvestigation", case, investigator="ivy", questions=["Did he shout?"])
    case = await move(ivy, "investigate", case)
    guilty = {"allegation": 1, "finding": "SUBSTANTIATED"}
    assert await refused(ivy, "recordFinding", case, **guilty) == ["finding.unheard"]
    said = {"heldOn": "2026-03-03", "summary": "He did shout"}
    case = await move(ivy, "recordInterview", case, heardAs="RESPONDENT", **said)
    case = await move(ivy, "recordFinding", case, **guilty)
    return await move(lead, "decide", case, decision="He shouted, and should not have")


async def test_a_complaint_is_found_true_and_acted_on(database_url: str, tmp_path: Path) -> None:
    """Heard, found, decided and acted on with the director's agreement; only the intake knows who complained."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        officer, lead = stack.person("olga", "er_officer"), stack.person("lee", "er_lead")
        case = await investigate(stack, await open_complaint(officer))
        await complete(officer, case, "Send the decision with the right of appeal")
        warning = {"kind": "WARNING", "what": "A written warning", "by": "Mara", "dueOn": "2026-06-30"}
        asked = await act(lead, "takeAction", case, **warning)
        assert (asked["case"]["stage"], asked["approval"]["role"]) == ("decision", "hr_director")
        case = await decide(stack.person("dora", "hr_director"), asked["approval"])
        assert case["stage"] == "corrective_action"
        assert await refused(officer, "handOver", case, to="Mara") == ["action.open"]
        case = await move(officer, "recordActionDone", case, action=1, doneOn="2026-03-09")
        case = await move(officer, "handOver", case, to="Mara")
        assert await refused(officer, "checkWellbeing", case) == ["tasks.required"]
        await complete(officer, case, "Tell the line manager what was agreed")
        case = await move(officer, "checkWellbeing", case)
        case = await move(officer, "reviewOutcome", case, retaliationReported=False)
        case = await move(officer, "close", case, lessons="Train the heads of wards")
        assert (case["status"], case["outcome"]) == ("COMPLETED", "substantiated")

        question = "query($id: ID!) { case(id: $id) { events { data } ... on EmployeeRelations { complainantName } } }"
        known = (await officer.ask(question, id=case["id"]))["case"]
        hidden = (await lead.ask(question, id=case["id"]))["case"]
        assert (known["complainantName"], hidden["complainantName"]) == ("Cara Moss", None)
        assert "Cara" not in str(hidden)
        assert "cara@" not in str(hidden)


async def test_an_anonymous_report_has_a_channel_and_nobody_behind_it(database_url: str, tmp_path: Path) -> None:
    """Whoever reported writes under a made-up name, and sees the messages but nothing of the inquiry."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        officer, lead = stack.person("olga", "er_officer"), stack.person("lee", "er_lead")
        reporter = stack.person("reporter-7", "reporter")
        opened = await reporter.done(
            "openEmployeeRelations",
            f"employeeRelations {{ {SHOWN} }}",
            kind="SAFETY",
            unit="Kitchen",
            summary="The slicer has no guard",
            anonymous=True,
            parties=[{"role": "reporter", "name": "Reporter 7", "subject": "reporter-7"}],
        )
        case = await move(officer, "writeToReporter", opened["employeeRelations"], message="Since when?")
        case = await move(reporter, "writeToOfficer", case, message="Since the blue door was painted")
        found = {"verdict": "NEEDS_PROCESS", "reasons": ["rule_may_be_broken"]}
        await officer.done("screenCase", "case { id }", id=case["id"], **found)
        case = await move(officer, "formalise", case)
        await move(officer, "addAllegation", case, kind="SAFETY", statement="Nobody checked the guards")

        question = """query($id: ID!) { case(id: $id) { stage parties { role } events { name data }
            ... on EmployeeRelations { allegations { statement } messages { writtenBy text } } } }"""
        told = (await reporter.ask(question, id=case["id"]))["case"]
        assert (told["stage"], told["allegations"], told["parties"], told["events"]) == (
            "formal_complaint",
            None,
            [],
            [],
        )
        assert [message["writtenBy"] for message in told["messages"]] == ["OFFICER", "REPORTER"]
        known = (await lead.ask(question, id=case["id"]))["case"]
        assert known["allegations"] == [{"statement": "Nobody checked the guards"}]
        assert known["messages"] is None
        assert "blue door" not in str(known)


async def test_a_misunderstanding_is_closed_within_minutes(database_url: str, tmp_path: Path) -> None:
    """At screening, by one person, with the reason."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        officer = stack.person("olga", "er_officer")
        found = await clear_up(officer, await open_complaint(officer))
        assert found["problems"] == []
        assert (found["case"]["status"], found["case"]["outcome"]) == ("COMPLETED", "misunderstanding")


@pytest.mark.parametrize("role", ["respondent", "witness"])
async def test_subject_and_witness_see_nothing_although_they_work_in_hr(
    database_url: str, tmp_path: Path, role: str
) -> None:
    """Vector: not the case, not in lists, counts or search, and they change nothing; a colleague sees it all."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        officer = stack.person("olga", "er_officer")
        case = await open_complaint(officer, role=role)
        rex = stack.person("rex", "er_officer", "er_investigator", "er_lead", "hr_director", "hr_partner")
        question = """query($id: ID!) { case(id: $id) { version }
            cases { totalCount edges { node { id } } } found: cases(where: {text: "ward"}) { totalCount }
            employeeRelationsCases { totalCount } parties { totalCount } }"""
        assert await rex.ask(question, id=case["id"]) == {
            "case": None,
            "cases": {"totalCount": 0, "edges": []},
            "found": {"totalCount": 0},
            "employeeRelationsCases": {"totalCount": 0},
            "parties": {"totalCount": 0},
        }
        for payload in (
            await clear_up(rex, case),
            await rex.do("addNote", "note { id }", id=case["id"], text="Nothing happened"),
        ):
            assert [problem["code"] for problem in payload["problems"]] == ["NOT_FOUND"]
        colleague = await officer.ask(question, id=case["id"])
        assert colleague["case"] == {"version": case["version"]}
        assert (colleague["found"]["totalCount"], colleague["parties"]["totalCount"]) == (1, 1)


async def test_a_complaint_about_somebody_else_is_his_work(database_url: str, tmp_path: Path) -> None:
    """The control: with the same roles Rex reads and clears up what does not concern him."""
    async with running(database_url, tmp_path, PLUGINS) as stack:
        case = await open_complaint(stack.person("olga", "er_officer"), person="sid")
        rex = stack.person("rex", "er_officer")
        assert (await rex.ask("{ cases { totalCount } }"))["cases"]["totalCount"] == 1
        assert (await clear_up(rex, case))["case"]["outcome"] == "misunderstanding"
