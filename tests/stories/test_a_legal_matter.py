"""Story 7: a legal matter, from the conflict check to the settlement; what is under legal hold is deleted by nobody."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from kit import Person, Stack
from story import SHOWN, WallClock, act, bring, complete, decide, move, refused, send

SUIT: dict[str, Any] = {
    "client": "Northbend Foundry",
    "practiceArea": "COMMERCIAL",
    "side": "DEFENDANT",
    "opponents": ["Riverwood Energy"],
    "summary": "Castings delivered late",
    "parties": [{"role": "opponent", "name": "Riverwood Energy", "kind": "ORGANISATION"}],
}
MAIL = b"We know that the castings will be late.\n"
FORGED = b"We hope that the castings will be early\n"
DISPOSAL = "disposal { id state rule proposedBy decidedBy documents }"
QUESTION = """query($id: ID!) { case(id: $id) { clocks { name status } ... on LegalMatter {
    answerDue answeredLate nextDeadline { rule due source } settlement { amount } settlementAuthority } } }"""

KEPT = """query($id: ID!) { case(id: $id) { version stage status
    documents { id name versions { id number sha256 } } legalHolds { id releasedAt } } }"""


async def opened(ada: Person) -> dict[str, Any]:
    """The foundry is sued, and asks the firm."""
    case: dict[str, Any] = (await ada.done("openLegalMatter", f"legalMatter {{ {SHOWN} }}", **SUIT))["legalMatter"]
    return case


async def turned_away(stack: Stack) -> None:
    """Riverwood Energy once asked the firm, which did not take the matter; cal must not know of it."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    asked = SUIT | {"client": "Riverwood Energy Inc.", "opponents": ["Larsen Shipping"], "parties": []}
    case = (await ada.done("openLegalMatter", f"legalMatter {{ {SHOWN} }}", **asked))["legalMatter"]
    await pia.done("excludePerson", "case { id }", id=case["id"], subject="cal", reason="Holds their shares")
    await move(ada, "decline", case, ground="CLIENT")


async def engaged(stack: Stack) -> dict[str, Any]:
    """Sol once acted for the opponent: behind a wall around him the firm takes the matter."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    cal, gil = stack.person("cal", "conflicts_analyst"), stack.person("gil", "general_counsel")
    await turned_away(stack)
    case = await opened(ada)
    await complete(cal, case, "Search all names")
    assert await refused(pia, "accept", case) == ["conflict.missing"]

    # The firm knows the opponent; the analyst is told so, and not from which matter.
    found = await cal.done("searchNames", "hits { searched match cases }", id=case["id"])
    assert found["hits"] == [{"searched": "Riverwood Energy", "match": "NAME", "cases": 1}]

    # The analyst signs off, the partner agrees, and a wall takes the general counsel besides.
    wall: dict[str, Any] = {"result": "SCREENED", "note": "Sol acted for them", "screened": ["sol"]}
    asked = await act(cal, "recordConflictCheck", case, **wall)
    assert (await decide(pia, asked["approval"]))["version"] == case["version"]
    case = await decide(gil, asked["approval"])
    case = await move(pia, "accept", case)
    await complete(ada, case, "Send the engagement letter")
    return await move(ada, "engage", case, signedOn="2026-06-01", fee="HOURLY")


async def read(person: Person, document: str) -> bytes:
    """The bytes of the first version of a document."""
    asked = await person.done("requestDownload", "download { url }", documentId=document, number=1)
    return (await person.client.get(asked["download"]["url"])).content


async def held(stack: Stack, case: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The custodians are told to keep what they have, and with that the platform keeps what it has."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    case = await move(ada, "issueHold", case, scope="All mail with the buyer", custodians=["Ben Whitlock"])
    case = await move(ada, "acknowledgeHold", case, custodian="Ben Whitlock")
    question = "query($id: ID!) { case(id: $id) { legalHolds { reason placedBy } } }"
    [hold] = (await pia.ask(question, id=case["id"]))["case"]["legalHolds"]
    assert hold == {"reason": "legal hold: All mail with the buyer", "placedBy": "ada"}
    return case, await bring(ada, case, "Mail with the buyer.txt", MAIL, category="evidence")


async def in_court(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """The last days are counted from the service, as rule 6 of the Federal Rules of Civil Procedure says."""
    ada = stack.person("ada", "associate")
    case = await move(ada, "assess", case, exposure="400000", merits="EVEN")
    case = await move(ada, "confirmExposure", case)
    case = await move(ada, "adoptStrategy", case, strategy="Settle early")

    # 21 days from 29 May are 19 June: Juneteenth, and a weekend after it.
    case = await move(ada, "recordService", case, servedOn="2026-05-29")
    seen = (await ada.ask(QUESTION, id=case["id"]))["case"]
    due = {"rule": "answer", "due": "2026-06-22", "source": "FRCP 12(a)(1)(A)(i)"}
    assert (seen["answerDue"], seen["nextDeadline"]) == ("2026-06-22", due)
    clock.now = datetime(2026, 6, 22, 13, tzinfo=UTC)
    case = await move(ada, "recordAnswer", case, answeredOn="2026-06-22")

    # 30 days from 22 June are 22 July; three more after service by mail end on a Saturday.
    case = await move(ada, "receiveRequests", case, servedOn="2026-06-22", servedBy="MAIL")
    seen = (await ada.ask(QUESTION, id=case["id"]))["case"]
    assert seen["answeredLate"] is False
    assert {"name": "answer", "status": "MET"} in seen["clocks"]
    assert seen["nextDeadline"] == {"rule": "discovery_response", "due": "2026-07-27", "source": "FRCP 33(b)(2)"}
    return case


async def settled(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """The client says how much at most, and a partner agrees, never the one who asks."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    clock.now = datetime(2026, 7, 6, 14, tzinfo=UTC)
    case = await move(ada, "negotiate", case)
    offer = {"amount": "90000", "terms": "Paid within a month, no admission"}
    assert await refused(ada, "settle", case, **offer) == ["settle.no_authority"]
    case = await move(ada, "recordAuthority", case, amount="100000")
    assert await refused(ada, "settle", case, **offer | {"amount": "100000.01"}) == ["settle.authority"]
    asked = await act(ada, "settle", case, **offer)
    assert (asked["case"]["stage"], asked["approval"]["role"]) == ("negotiation", "client_partner")
    assert await rules(ada, "decideApproval", id=asked["approval"]["id"], approve=True) == ["approval.four_eyes"]
    case = await decide(pia, asked["approval"])

    # What the client would have paid is not for the conflicts department.
    cal = stack.person("cal", "conflicts_analyst")
    for person, authority in ((ada, "100000"), (cal, None)):
        seen = (await person.ask(QUESTION, id=case["id"]))["case"]
        assert (seen["settlement"], seen["settlementAuthority"]) == ({"amount": "90000"}, authority)
    return case


async def rules(person: Person, mutation: str, **values: Any) -> list[str]:
    """The rules by which somebody is refused."""
    payload = await person.do(mutation, "", **values)
    return [problem["rule"] for problem in payload["problems"]]


async def nothing_leaves(stack: Stack, case: dict[str, Any], evidence: dict[str, Any]) -> None:
    """Every way to remove a document or to move it elsewhere is refused to everybody, and nothing has changed."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    document = evidence["document"]["id"]
    before = (await pia.ask(KEPT, id=case["id"]))["case"]
    named = await ada.ask("{ __schema { mutationType { fields { name } } } }")
    names = [field["name"] for field in named["__schema"]["mutationType"]["fields"]]
    deleting = [name for name in names if name.startswith(("delete", "remove", "erase"))]
    assert deleting == ["deleteView", "deleteWebhook", "erasePerson"], "no mutation deletes a document"

    other = (await opened(ada))["id"]
    hold = before["legalHolds"][0]["id"]
    ways: dict[str, dict[str, Any]] = {
        "splitCase": {"id": case["id"], "intoId": other, "objects": [document], "reason": "It belongs there"},
        "mergeCases": {"id": case["id"], "survivorId": other, "reason": "They are one"},
        "proposeDisposal": {"id": case["id"]},
        "releaseHold": {"id": hold, "reason": "It is in the way"},
    }
    await nobody_may(stack, ways)
    assert (await pia.ask(KEPT, id=case["id"]))["case"] == before

    # New bytes for the old link change nothing, and a new version stands beside the first.
    await send(ada, evidence["upload"], FORGED)
    assert (await pia.ask(KEPT, id=case["id"]))["case"] == before
    await bring(ada, case, "Mail with the buyer.txt", FORGED, documentId=document)
    assert await read(pia, document) == MAIL


async def nobody_may(stack: Stack, ways: dict[str, dict[str, Any]]) -> None:
    """Who works on the matter is stopped by the hold; the others before they come to it."""
    working = (stack.person("ada", "associate"), stack.person("cal", "conflicts_analyst"))
    supervising = (stack.person("pia", "client_partner"), stack.person("gil", "general_counsel"))
    for person in working:
        assert await rules(person, "splitCase", **ways["splitCase"]) == ["retention.held"]
        for mutation in ("mergeCases", "proposeDisposal", "releaseHold"):
            assert await rules(person, mutation, **ways[mutation]) == ["grant.supervise"]
    for person in supervising:
        for mutation in ("splitCase", "mergeCases"):
            assert await rules(person, mutation, **ways[mutation]) == ["retention.held"]
        assert await rules(person, "proposeDisposal", **ways["proposeDisposal"]) == ["retention.open"]
        assert await rules(person, "releaseHold", **ways["releaseHold"]) == ["hold.rule"]

    # Sol is behind the wall, though a partner; of another firm nobody knows of the matter.
    sol = stack.person("sol", "client_partner")
    stranger = stack.person("pia", "client_partner", "general_counsel", tenant="another-firm")
    for mutation, values in ways.items():
        assert await rules(sol, mutation, **values) == ["permit"]
        assert await rules(stranger, mutation, **values) == ["object.absent"]


async def closed(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """Carried out, closed, looked back on; as long as the custodians are held the matter does not end."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    clock.now = datetime(2026, 8, 3, 14, tzinfo=UTC)
    await complete(ada, case, "Carry out the settlement")
    case = await move(ada, "prepareClosing", case)
    assert await refused(ada, "close", case, destructionOn="2033-08-03") == ["closing.open_points"]
    await complete(ada, case, "Send the closing letter", "Return the file to the client")
    case = await move(ada, "close", case, destructionOn="2033-08-03")
    for person in (ada, pia):
        assert await refused(person, "destroyFile", case) == ["destruction.hold"]
    case = await move(ada, "beginReview", case)
    assert await refused(pia, "finish", case, review="Settled before the experts") == ["ending.hold"]
    case = await move(pia, "releaseHold", case, grounds="The claim is settled")
    assert await refused(ada, "destroyFile", case) == ["destruction.early"]
    return await move(pia, "finish", case, review="Settled before the experts")


async def let_go(stack: Stack, case: dict[str, Any], clock: WallClock) -> dict[str, Any]:
    """Years later one proposes and another decides, unless somebody holds the matter still; a certificate stays."""
    ada, pia = stack.person("ada", "associate"), stack.person("pia", "client_partner")
    gil = stack.person("gil", "general_counsel")
    matter = {"id": case["id"]}
    question = "{ disposableCases { edges { node { id } } } }"
    assert await rules(pia, "proposeDisposal", **matter) == ["retention.kept"]
    placed = await pia.done("placeHold", "hold { id }", **matter, reason="The tax office asks")
    clock.now = datetime(2033, 8, 4, 14, tzinfo=UTC)
    for person in (pia, gil):
        assert await rules(person, "proposeDisposal", **matter) == ["retention.held"]
    assert await rules(ada, "proposeDisposal", **matter) == ["grant.supervise"]
    assert {"node": matter} not in (await pia.ask(question))["disposableCases"]["edges"]

    # A hold that comes after the proposal wins too.
    await pia.done("releaseHold", "", id=placed["hold"]["id"], reason="Nothing heard since")
    disposal = (await pia.done("proposeDisposal", DISPOSAL, **matter))["disposal"]
    again = await gil.done("placeHold", "hold { id }", **matter, reason="The insurer audits")
    assert await rules(gil, "decideDisposal", id=disposal["id"], approve=True) == ["retention.held"]
    await gil.done("releaseHold", "", id=again["hold"]["id"], reason="The audit is over")
    assert await rules(pia, "decideDisposal", id=disposal["id"], approve=True) == ["disposal.decider"]
    done: dict[str, Any] = (await gil.done("decideDisposal", DISPOSAL, id=disposal["id"], approve=True))["disposal"]
    assert (await pia.ask("query($id: ID!) { case(id: $id) { id } }", **matter))["case"] is None
    return done


async def test_a_suit_is_settled_and_its_evidence_stays(stack: Stack, clock: WallClock) -> None:
    """Analyst, associate, partner and general counsel each do their part; nobody can remove what is held."""
    case, evidence = await held(stack, await engaged(stack))
    case = await in_court(stack, case, clock)
    await nothing_leaves(stack, case, evidence)
    case = await settled(stack, case, clock)
    case = await closed(stack, case, clock)
    assert (case["status"], case["outcome"]) == ("COMPLETED", "settled")
    assert await read(stack.person("pia", "client_partner"), evidence["document"]["id"]) == MAIL

    gone = await let_go(stack, case, clock)
    assert (gone["state"], gone["proposedBy"], gone["decidedBy"]) == ("DONE", "pia", "gil")
    assert gone["documents"] == [hashlib.sha256(content).hexdigest() for content in (MAIL, FORGED)]


async def test_a_conflict_nobody_can_waive_ends_the_matter(stack: Stack) -> None:
    """The firm declines; the case stays, so that a later search finds who asked."""
    ada, cal = stack.person("ada", "associate"), stack.person("cal", "conflicts_analyst")
    case = await opened(ada)
    await complete(cal, case, "Search all names")
    assert (await cal.done("searchNames", "hits { searched }", id=case["id"]))["hits"] == []
    case = await move(cal, "recordConflictCheck", case, result="NOT_WAIVABLE", note="We act for Riverwood Energy")
    assert await refused(stack.person("pia", "client_partner"), "accept", case) == ["conflict.not_waivable"]
    case = await move(ada, "decline", case, ground="CONFLICT")
    assert (case["status"], case["outcome"]) == ("TERMINATED", "declined")
