"""A law firm at work: one matter from the conflict check to the closed file, through HTTP and on every database."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import casewright_legal
from kit import Person, Stack, running
from story import SHOWN, WallClock, act, complete, decide, move, refused

PLUGINS = {"legal": casewright_legal}
START = datetime(2026, 6, 12, 15, tzinfo=UTC)
"""A Friday morning in New York; three weeks later Independence Day is observed."""
WITHOUT_GATES = {"legal": SimpleNamespace(calendars=casewright_legal.calendars, case_types=casewright_legal.case_types)}
"""The controls: the same plugin without its hooks `before_transition` and `permit`."""


async def open_matter(associate: Person) -> dict[str, Any]:
    """The foundry is sued."""
    opened = await associate.done(
        "openLegalMatter",
        f"legalMatter {{ {SHOWN} }}",
        client="Northbend Foundry",
        practiceArea="COMMERCIAL",
        side="DEFENDANT",
        opponents=["Riverwood Energy"],
        summary="Goods not paid for",
        parties=[{"role": "opponent", "name": "Riverwood Energy", "kind": "ORGANISATION"}],
    )
    case: dict[str, Any] = opened["legalMatter"]
    return case


async def engage(stack: Stack) -> dict[str, Any]:
    """The firm takes the matter, with Sol screened from it."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    analyst = stack.person("cal", "conflicts_analyst")
    case = await open_matter(associate)
    await complete(analyst, case, "Search all names")
    case = await move(analyst, "recordConflictCheck", case, result="SCREENED", note="Sol knows them", screened=["sol"])
    case = await move(partner, "accept", case)
    await complete(associate, case, "Send the engagement letter")
    return await move(associate, "engage", case, signedOn="2026-06-12", fee="HOURLY")


async def litigate(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """Assessed, served, answered in time; a new name stops everything until it is checked."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    analyst = stack.person("cal", "conflicts_analyst")
    case = await move(associate, "assess", case, exposure="2000000", merits="WEAK")
    asked = await act(associate, "adoptStrategy", case, strategy="Settle early")
    case = await decide(partner, asked["approval"])
    case = await move(associate, "recordService", case, servedOn="2026-06-12")
    names = {"related": ["Hillsdale Bank"]}
    updated = await associate.done(
        "updateLegalMatter", f"legalMatter {{ {SHOWN} }}", id=case["id"], expectedVersion=case["version"], **names
    )
    case = updated["legalMatter"]
    clock.now = datetime(2026, 7, 2, 15, tzinfo=UTC)
    assert await refused(associate, "recordAnswer", case, answeredOn="2026-07-02") == ["conflict.new_name"]
    case = await move(analyst, "recordConflictCheck", case, result="SCREENED", note="As before", screened=["sol"])
    return await move(associate, "recordAnswer", case, answeredOn="2026-07-02")


async def settle(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """Within what the client agreed to, and with the partner."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    case = await move(associate, "negotiate", case)
    assert await refused(associate, "settle", case, amount="90000", terms="-") == ["settle.no_authority"]
    case = await move(associate, "recordAuthority", case, amount="100000")
    assert await refused(associate, "settle", case, amount="100000.01", terms="-") == ["settle.authority"]
    asked = await act(associate, "settle", case, amount="90000", terms="Within a month")
    assert (asked["case"]["stage"], asked["approval"]["role"]) == ("negotiation", "client_partner")
    case = await decide(partner, asked["approval"])
    await complete(associate, case, "Carry out the settlement")
    return await move(associate, "prepareClosing", case)


async def test_a_matter_is_settled_and_closed(database_url: str, tmp_path: Path) -> None:
    """As analyst, associate and client partner, deadlines counted from the service of the complaint."""
    clock = WallClock(START)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        associate, analyst = stack.person("ada", "associate"), stack.person("cal", "conflicts_analyst")
        case = await settle(stack, await litigate(stack, await engage(stack), clock))
        assert await refused(associate, "close", case, destructionOn="2033-07-02") == ["closing.open_tasks"]
        await complete(associate, case, "Send the closing letter", "Return the file to the client")
        case = await move(associate, "close", case, destructionOn="2033-07-02")
        assert (case["status"], case["outcome"]) == ("COMPLETED", "settled")

        question = """query($id: ID!) { case(id: $id) { clocks { name status } events { data }
            ... on LegalMatter { strategy service { answerDue } answeredLate settlement { amount } } } }"""
        known = (await associate.ask(question, id=case["id"]))["case"]
        assert {"name": "answer", "status": "MET"} in known["clocks"]
        assert known["service"] == {"answerDue": "2026-07-06"}
        assert (known["answeredLate"], known["settlement"], known["strategy"]) == (
            False,
            {"amount": "90000"},
            "Settle early",
        )
        hidden = (await analyst.ask(question, id=case["id"]))["case"]
        assert hidden["strategy"] is None
        assert "Settle early" not in str(hidden)


async def test_an_ethical_wall_stops_the_hand_and_the_eye(database_url: str, tmp_path: Path) -> None:
    """Who is screened changes nothing, although a partner; who is excluded besides does not know of the matter."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(START)) as stack:
        case = await engage(stack)
        pia, sol = stack.person("pia", "client_partner"), stack.person("sol", "client_partner")
        question = "query($id: ID!) { case(id: $id) { version } cases { totalCount } }"
        stopped = await act(sol, "assess", case, exposure="1", merits="STRONG")
        assert [problem["rule"] for problem in stopped["problems"]] == ["permit"]
        seen = {"case": {"version": case["version"]}, "cases": {"totalCount": 1}}
        assert await sol.ask(question, id=case["id"]) == seen
        await pia.done("excludePerson", "case { id }", id=case["id"], subject="sol", reason="Acted for the opponent")
        assert await sol.ask(question, id=case["id"]) == {"case": None, "cases": {"totalCount": 0}}
        assert await pia.ask(question, id=case["id"]) == seen


async def test_nothing_moves_without_a_conflict_check(database_url: str, tmp_path: Path) -> None:
    """Not even for a partner, and the case stays where it is."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(START)) as stack:
        case = await open_matter(stack.person("ada", "associate"))
        await complete(stack.person("cal", "conflicts_analyst"), case, "Search all names")
        pia = stack.person("pia", "client_partner")
        assert await refused(pia, "accept", case) == ["conflict.missing"]
        found = await pia.ask("query($id: ID!) { case(id: $id) { stage version } }", id=case["id"])
        assert found["case"] == {"stage": "conflict_check", "version": case["version"]}


async def test_without_the_gates_both_would_happen(database_url: str, tmp_path: Path) -> None:
    """The control: without the two hooks an unchecked matter is accepted, and a screened partner works on it."""
    async with running(database_url, tmp_path, WITHOUT_GATES, now=WallClock(START)) as stack:
        case = await open_matter(stack.person("ada", "associate"))
        await complete(stack.person("cal", "conflicts_analyst"), case, "Search all names")
        case = await move(stack.person("pia", "client_partner"), "accept", case)
        assert case["stage"] == "engagement"
        analyst, sol = stack.person("cal", "conflicts_analyst"), stack.person("sol", "client_partner")
        wall = {"result": "SCREENED", "note": "Sol knows them", "screened": ["sol"]}
        case = await move(analyst, "recordConflictCheck", case, **wall)
        await complete(stack.person("ada", "associate"), case, "Send the engagement letter")
        assert (await move(sol, "engage", case, signedOn="2026-06-12", fee="FLAT"))["stage"] == "early_assessment"
