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
WITHOUT_GATES = {
    "legal": SimpleNamespace(
        calendars=casewright_legal.calendars,
        instruments=casewright_legal.instruments,
        case_types=casewright_legal.case_types,
    )
}
"""The controls: the same plugin without its hooks `before_transition` and `permit`."""


async def open_matter(associate: Person) -> dict[str, Any]:
    """The foundry is sued."""
    opened = await associate.done(
        "openLegalMatter",
        f"legalMatter {{ {SHOWN} }}",
        client="Northbend Foundry",
        clientNumber="C-17",
        practiceArea="COMMERCIAL",
        side="DEFENDANT",
        opponents=["Riverwood Energy"],
        summary="Goods not paid for",
        parties=[{"role": "opponent", "name": "Riverwood Energy", "kind": "ORGANISATION"}],
    )
    case: dict[str, Any] = opened["legalMatter"]
    return case


async def sign_off(stack: Stack, case: dict[str, Any], note: str) -> dict[str, Any]:
    """A check with a hit and a wall around Sol: analyst, partner and general counsel sign, one after the other."""
    analyst, partner = stack.person("cal", "conflicts_analyst"), stack.person("pia", "client_partner")
    values: dict[str, Any] = {"result": "SCREENED", "note": note, "screened": ["sol"]}
    assert await refused(analyst, "recordConflictCheck", case, **values) == ["conflict.not_searched"]
    await analyst.done("searchNames", "hits { searched }", id=case["id"])
    asked = await act(analyst, "recordConflictCheck", case, **values)
    waiting = await decide(partner, asked["approval"])
    assert waiting["version"] == case["version"], "a partner alone is not enough"
    return await decide(stack.person("gil", "general_counsel"), asked["approval"])


async def engage(stack: Stack) -> dict[str, Any]:
    """The firm takes the matter, with Sol screened from it."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    analyst = stack.person("cal", "conflicts_analyst")
    case = await open_matter(associate)
    await complete(analyst, case, "Search all names")
    case = await sign_off(stack, case, "Sol knows them")
    case = await move(partner, "accept", case)
    await complete(associate, case, "Send the engagement letter")
    return await move(associate, "engage", case, signedOn="2026-06-12", fee="HOURLY")


async def litigate(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """Assessed, served, answered in time; a new name stops everything until it is checked."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    case = await move(associate, "assess", case, exposure="2000000", merits="WEAK")
    asked = await act(associate, "confirmExposure", case)
    case = await decide(partner, asked["approval"])
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
    case = await sign_off(stack, case, "As before")
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


async def bill_and_pay_back(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """Work and copies are billed in the client's format; what is left of the advance goes back."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    work = {"workedOn": "2026-06-30", "name": "Osei, Ada", "classification": "ASSOCIATE", "hours": "1.5", "rate": "300"}
    told = {"task": "L160", "activity": "A107", "narrative": "Talks with the other side"}
    case = await move(associate, "recordTime", case, **work, **told)
    copies = {"spentOn": "2026-06-30", "code": "E101", "amount": "12", "narrative": "Copies"}
    case = await move(associate, "recordExpense", case, **copies)
    case = await move(associate, "setBudget", case, lines=[{"phase": "L100", "amount": "5000"}])
    period = {"number": "2026-44", "beginsOn": "2026-06-01", "endsOn": "2026-06-30", "description": "June"}
    case = await move(partner, "bill", case, **period, lawFirmId="24-6437381", clientMatterId="NF-9")
    question = """query($id: ID!) { case(id: $id) { number ... on LegalMatter {
        invoices { total ledes } phaseCosts { phase budget actual } } } }"""
    seen = (await associate.ask(question, id=case["id"]))["case"]
    [invoice] = seen["invoices"]
    assert invoice["total"] == "462.00"
    assert invoice["ledes"].splitlines()[0] == "LEDES1998B[]"
    assert invoice["ledes"].splitlines()[2].startswith(f"20260702|2026-44|C-17|{seen['number']}|462.00|20260601|")
    assert seen["phaseCosts"] == [{"phase": "L100", "budget": "5000", "actual": "450.00"}]
    analyst = stack.person("cal", "conflicts_analyst")
    assert (await analyst.ask(question, id=case["id"]))["case"]["invoices"] in (None, [])

    case = await move(associate, "receiveTrust", case, amount="1500", receivedFrom="the client", purpose="advance")
    rest = {"amount": "1500", "payee": "the client", "purpose": "rest of the advance"}
    assert await refused(associate, "disburseTrust", case, **rest) == ["trust.not_cleared"]
    case = await move(associate, "clearTrust", case, number=1)
    assert await refused(associate, "close", case, destructionOn="2033-07-02") == ["closing.open_points"]
    asked = await act(associate, "disburseTrust", case, **rest)
    case = await decide(partner, asked["approval"])
    return await move(partner, "reconcileTrust", case, bank="0", journal="0")


async def holds(person: Person, case: dict[str, Any]) -> list[tuple[str, str, str | None]]:
    """Why the platform keeps the matter: the reason, who placed it, who released it."""
    question = "query($id: ID!) { case(id: $id) { legalHolds { reason placedBy releasedBy } } }"
    found = (await person.ask(question, id=case["id"]))["case"]["legalHolds"]
    return [(hold["reason"], hold["placedBy"], hold["releasedBy"]) for hold in found]


async def keep_the_evidence(stack: Stack, case: dict[str, Any]) -> dict[str, Any]:
    """A legal hold is answered, holds the platform too, and beats the day on which the file was to be destroyed."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    case = await move(associate, "issueHold", case, scope="All mail with the buyer", custodians=["Ben", "Elif"])
    assert await holds(partner, case) == [("legal hold: All mail with the buyer", "ada", None)]
    case = await move(associate, "acknowledgeHold", case, custodian="Ben")
    case = await move(associate, "remindCustodians", case)
    assert await refused(associate, "destroyFile", case) == ["destruction.hold"]
    case = await move(partner, "releaseHold", case, grounds="the claim is settled")
    assert await holds(partner, case) == [("legal hold: All mail with the buyer", "ada", "pia")]
    assert await refused(associate, "destroyFile", case) == ["destruction.early"]
    return case


async def produced(stack: Stack, case: dict[str, Any]) -> None:
    """Numbered and handed over; what is privileged only once a partner agrees."""
    associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    pages = {"description": "Mail to counsel", "prefix": "NBF", "first": 1, "last": 3}
    case |= await move(associate, "logDocument", case, document="D-1", **pages)
    case |= await move(associate, "claimPrivilege", case, document="D-1", privilege="ATTORNEY_CLIENT")
    assert await refused(associate, "produceDocument", case, document="D-1", to="the court") == [
        "production.privileged"
    ]
    asked = await act(associate, "waivePrivilege", case, document="D-1")
    case |= await decide(partner, asked["approval"])
    case |= await move(associate, "produceDocument", case, document="D-1", to="Riverwood Energy")


async def test_an_interest_of_staff_is_found_and_not_seen(database_url: str, tmp_path: Path) -> None:
    """The general counsel alone knows whose it is; the analyst learns that the opponent is known, also afterwards."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(START)) as stack:
        counsel, analyst = stack.person("gil", "general_counsel"), stack.person("cal", "conflicts_analyst")
        shares = {"holder": "Sol", "organisation": "Riverwood Energy Inc.", "nature": "SHARES"}
        held = (await counsel.done("openStaffInterest", f"staffInterest {{ {SHOWN} }}", **shares))["staffInterest"]
        case = await open_matter(stack.person("ada", "associate"))
        known = [{"searched": "Riverwood Energy", "match": "NAME", "cases": 1}]
        for _ in range(2):
            found = await analyst.done("searchNames", "hits { searched match cases }", id=case["id"])
            assert found["hits"] == known
            if held["status"] == "ACTIVE":
                held = await move(counsel, "giveUp", held)
        assert held["outcome"] == "given_up"
        seen = await analyst.ask("query($id: ID!) { case(id: $id) { id } }", id=held["id"])
        assert seen == {"case": None}
        unasked = await stack.person("ada", "associate").do("openStaffInterest", "staffInterest { id }", **shares)
        assert [problem["rule"] for problem in unasked["problems"]] == ["grant.open"]


async def test_a_matter_is_tried_appealed_and_its_days_move(database_url: str, tmp_path: Path) -> None:
    """A hearing is moved and its deadlines follow; the judgment sets those of the appeal, which is in time."""
    clock = WallClock(START)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        associate, partner = stack.person("ada", "associate"), stack.person("pia", "client_partner")
        case = await litigate(stack, await engage(stack), clock)
        case = await move(associate, "receiveRequests", case, servedOn="2026-07-02", servedBy="MAIL")
        case = await move(associate, "recordDate", case, trigger="HEARING", on="2026-09-18")
        case = await move(associate, "recordDate", case, trigger="TRIAL", on="2026-11-02")
        case = await move(associate, "waiveDeadline", case, rule="expert_disclosures", grounds="no experts")
        await produced(stack, case)
        moved = {"trigger": "HEARING", "on": "2026-09-21", "grounds": "order of the court"}
        case = await move(associate, "moveDate", case, **moved)
        question = """query($id: ID!) { case(id: $id) { ... on LegalMatter {
            deadlineChanges { rule before after } nextDeadline { rule due source } } } }"""
        seen = (await associate.ask(question, id=case["id"]))["case"]
        assert seen["deadlineChanges"] == [
            {"rule": "opposing_affidavit", "before": "2026-09-11", "after": "2026-09-14"}
        ]
        assert seen["nextDeadline"] == {"rule": "discovery_response", "due": "2026-08-06", "source": "FRCP 33(b)(2)"}
        case = await move(associate, "meetDeadline", case, rule="notice_of_motion", metOn="2026-07-02")
        over = {"rule": "discovery_response", "due": "2026-08-14", "grounds": "stipulation"}
        case = await move(associate, "overrideDeadline", case, **over)
        seen = (await associate.ask(question, id=case["id"]))["case"]
        assert seen["nextDeadline"]["due"] == "2026-08-14"
        case = await move(associate, "waiveDeadline", case, rule="opposing_affidavit", grounds="nothing to oppose")
        case = await move(associate, "recomputeDeadlines", case)
        assert (await associate.ask(question, id=case["id"]))["case"]["deadlineChanges"] == []
        case = await move(associate, "goToTrial", case)
        clock.now = datetime(2026, 11, 9, 15, tzinfo=UTC)
        case = await move(associate, "recordJudgment", case, judgment="For the plaintiff", enteredOn="2026-11-09")
        case = await move(associate, "appeal", case, noticedOn="2026-11-09")
        case = await move(
            associate, "recordJudgment", case, judgment="Affirmed", enteredOn="2026-11-09", reason="decided"
        )
        await complete(associate, case, "Comply with the judgment, or enforce it")
        case = await move(associate, "prepareClosing", case)
        await complete(associate, case, "Send the closing letter", "Return the file to the client")
        case = await move(associate, "close", case, destructionOn="2033-11-09")
        case = await move(associate, "beginReview", case)
        case = await move(partner, "finish", case, review="The appeal cost more than it could bring")
        assert (case["status"], case["outcome"]) == ("COMPLETED", "judgment")


async def test_who_is_screened_as_a_party_does_not_know_of_the_matter(database_url: str, tmp_path: Path) -> None:
    """The party role `screened` beats every other role: the wall is there for the eye as well."""
    async with running(database_url, tmp_path, PLUGINS, now=WallClock(START)) as stack:
        case = await engage(stack)
        associate, sol = stack.person("ada", "associate"), stack.person("sol", "client_partner")
        question = "query($id: ID!) { case(id: $id) { number } cases { totalCount } }"
        assert (await sol.ask(question, id=case["id"]))["cases"] == {"totalCount": 1}
        wall = {"role": "screened", "name": "Sol", "subject": "sol"}
        await associate.done("addParty", "role { id }", id=case["id"], party=wall)
        assert await sol.ask(question, id=case["id"]) == {"case": None, "cases": {"totalCount": 0}}
        assert (await associate.ask(question, id=case["id"]))["cases"] == {"totalCount": 1}


async def test_a_matter_is_settled_and_closed(database_url: str, tmp_path: Path) -> None:
    """As analyst, associate and client partner, deadlines counted from the service of the complaint."""
    clock = WallClock(START)
    async with running(database_url, tmp_path, PLUGINS, now=clock) as stack:
        associate, analyst = stack.person("ada", "associate"), stack.person("cal", "conflicts_analyst")
        case = await settle(stack, await litigate(stack, await engage(stack), clock))
        case = await bill_and_pay_back(stack, case)
        assert await refused(associate, "close", case, destructionOn="2033-07-02") == ["closing.open_points"]
        await complete(associate, case, "Send the closing letter", "Return the file to the client")
        case = await move(associate, "close", case, destructionOn="2033-07-02")
        case = await keep_the_evidence(stack, case)
        case = await move(associate, "beginReview", case)
        case = await move(stack.person("pia", "client_partner"), "finish", case, review="Settled before the experts")
        assert (case["status"], case["outcome"]) == ("COMPLETED", "settled")

        question = """query($id: ID!) { case(id: $id) { clocks { name status } events { data }
            ... on LegalMatter { strategy answerDue answeredLate settlement { amount } } } }"""
        known = (await associate.ask(question, id=case["id"]))["case"]
        assert {"name": "answer", "status": "MET"} in known["clocks"]
        assert known["answerDue"] == "2026-07-06"
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
        sol = stack.person("sol", "client_partner")
        case = await sign_off(stack, case, "Sol knows them")
        await complete(stack.person("ada", "associate"), case, "Send the engagement letter")
        assert (await move(sol, "engage", case, signedOn="2026-06-12", fee="FLAT"))["stage"] == "early_assessment"
