"""Documents that are shared: which version with whom, by which way, and what for."""

from datetime import timedelta
from typing import Any

import pytest

from casewright.operations import sharing
from process.yard import Yard, told
from stack.town import nothing_changes, rules

SHARE = "id number recipient channel note sharedBy sharedAt party { name } document { name } case { id }"
POST = {"channel": "LETTER", "recipient": "The city"}


async def report(yard: Yard, case: dict[str, Any]) -> dict[str, Any]:
    """The report of a garden as it is now."""
    written = await yard.gardener.done("writeReport", "document { id name }", id=case["id"])
    document: dict[str, Any] = written["document"]
    return document


async def share(yard: Yard, case: dict[str, Any], document: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Greta says that she shared it."""
    given = {"id": case["id"], "documentId": document["id"], **values}
    payload: dict[str, Any] = await yard.gardener.do("shareDocument", f"share {{ {SHARE} }}", **given)
    return payload


async def test_a_document_is_shared_with_a_party_and_with_somebody_by_name(yard: Yard) -> None:
    """Its newest version unless another is named; below the document and the case, and in the history."""
    case = await yard.garden()
    document = await report(yard, case)
    earlier = (yard.clock.now - timedelta(days=1)).isoformat()
    shared = await share(yard, case, document, sharedAt=earlier, note="They asked for it", **POST)
    await report(yard, case)
    nora = await yard.nora(case)
    again = await share(yard, case, document, channel="PORTAL", partyId=nora)
    assert shared["share"] | {"id": ""} == {
        "id": "",
        "number": 1,
        "recipient": "The city",
        "channel": "LETTER",
        "note": "They asked for it",
        "sharedBy": "greta",
        "sharedAt": earlier,
        "party": None,
        "document": {"name": document["name"]},
        "case": {"id": case["id"]},
    }
    assert (again["share"]["number"], again["share"]["party"]) == (2, {"name": "Nora Neighbour"})
    listed = [{"id": again["share"]["id"]}, {"id": shared["share"]["id"]}]
    seen = await yard.seen(case, "documents { shares { id } } documentShares { id }", by=yard.neighbour)
    assert (seen["documents"], seen["documentShares"]) == ([{"shares": listed}], listed)
    events = (await yard.seen(case, "events(newest: true, first: 1) { name data }"))["events"]
    assert events == [
        {
            "name": "document_shared",
            "data": {
                "share": again["share"]["id"].removeprefix("DocumentShare-"),
                "document_id": document["id"].removeprefix("Document-"),
                "party_id": nora.removeprefix("Party-"),
                "recipient": None,
                "channel": "portal",
                "number": 2,
                "shared_at": None,
                "note": None,
            },
        }
    ]


async def test_what_was_shared_says_with_whom_when_and_of_which_case(yard: Yard) -> None:
    """With one, who is in the case if they are a party; not tomorrow, not a version to come, nothing of elsewhere."""
    case, other = await yard.garden(), await yard.garden()
    document, theirs = await report(yard, case), await report(yard, other)
    nora, stranger = await yard.nora(case), await yard.nora(other)
    tomorrow = (yard.clock.now + timedelta(days=1)).isoformat()
    async with nothing_changes(yard.stack):
        refused = [
            await share(yard, case, document, channel="EMAIL"),
            await share(yard, case, document, partyId=nora, **POST),
            await share(yard, case, document, channel="EMAIL", partyId=stranger),
            await share(yard, case, document, sharedAt=tomorrow, **POST),
            await share(yard, case, document, number=2, **POST),
            await share(yard, case, theirs, **POST),
            await share(yard, case, document, channel="LETTER", recipient=" "),
        ]
    assert [rules(payload) for payload in refused[:6]] == [
        ["share.recipient"],
        ["share.recipient"],
        ["share.role"],
        ["share.future"],
        ["object.absent"],
        ["object.absent"],
    ]
    assert [told(payload)[0][1] for payload in refused[2:]] == [
        ["input", "partyId"],
        ["input", "sharedAt"],
        ["input", "number"],
        ["input", "documentId"],
        ["input", "recipient"],
    ]


async def test_what_was_announced_and_never_came_is_not_shared(yard: Yard) -> None:
    """There is no version of it to share."""
    case = await yard.garden()
    announced = {"id": case["id"], "name": "map.txt", "mediaType": "text/plain", "size": 1}
    document = (await yard.gardener.done("requestUpload", "document { id }", **announced))["document"]
    async with nothing_changes(yard.stack):
        assert rules(await share(yard, case, document, **POST)) == ["object.absent"]


async def test_a_case_type_may_refuse_that_somebody_gets_a_document(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name or as a party. The controls: somebody else gets it, and without the question the stranger does, too."""
    case = await yard.garden()
    document, party = await report(yard, case), await yard.party(case, "friend", "A stranger")
    async with nothing_changes(yard.stack):
        refused = [
            await share(yard, case, document, channel="EMAIL", recipient="A stranger"),
            await share(yard, case, document, channel="EMAIL", partyId=party),
        ]
    assert [rules(payload) for payload in refused] == [["share.stranger"]] * 2
    assert (await share(yard, case, document, **POST))["problems"] == []

    async def unasked(*given: Any, **more: Any) -> None:
        return None

    monkeypatch.setattr(sharing, "call", unasked)
    assert (await share(yard, case, document, channel="EMAIL", partyId=party))["problems"] == []


async def test_nobody_is_asked_whether_a_client_gets_their_own_document(yard: Yard) -> None:
    """The case is about them, whatever they are called; once that role has ended, the case type is asked again."""
    case = await yard.garden()
    document, party = await report(yard, case), await yard.party(case, "neighbour", "A stranger")
    by_hand = {"channel": "IN_PERSON", "partyId": party}
    assert (await share(yard, case, document, **by_hand))["problems"] == []
    await yard.gardener.done("addParty", "role { id }", id=case["id"], party={"role": "friend", "partyId": party})
    roles = (await yard.seen(case, "parties { id role party { id } }"))["parties"]
    [role] = [each["id"] for each in roles if (each["role"], each["party"]["id"]) == ("neighbour", party)]
    await yard.gardener.done("endPartyRole", "role { id }", id=role)
    async with nothing_changes(yard.stack):
        assert rules(await share(yard, case, document, **by_hand)) == ["share.stranger"]


async def test_the_report_is_sent_after_the_end_by_who_works_on_the_case(yard: Yard) -> None:
    """A client who reads it has nothing to write down; whoever may not see documents learns of none."""
    case = await yard.garden()
    document = await report(yard, case)
    await yard.move(case, "giveUp")
    given = {"id": case["id"], "documentId": document["id"], **POST}
    async with nothing_changes(yard.stack):
        unasked = await yard.neighbour.do("shareDocument", "share { id }", **given)
        stranger = await yard.person("nobody").do("shareDocument", "share { id }", **given)
    assert [told(each)[0][0] for each in (unasked, stranger)] == ["FORBIDDEN", "NOT_FOUND"]
    shared = (await share(yard, case, document, **POST))["share"]
    query = "query($id: ID!) { node(id: $id) { ... on DocumentShare { recipient } } }"
    assert (await yard.neighbour.ask(query, id=shared["id"]))["node"] == {"recipient": "The city"}
    assert (await yard.person("nobody").ask(query, id=shared["id"]))["node"] is None


async def test_who_received_documents_is_in_the_report_and_in_every_copy(yard: Yard) -> None:
    """The next report tells it, the exported case has it, and so has the copy of the person it is about."""
    case = await yard.garden()
    document = await report(yard, case)
    club = await yard.party(case, "club", "Gardening club")
    await share(yard, case, document, channel="EMAIL", partyId=club)
    await share(yard, case, document, note="On request", **POST)
    await report(yard, case)
    link = await yard.gardener.done("requestDownload", "download { url }", documentId=document["id"])
    page = (await yard.stack.client.get(link["download"]["url"])).text
    assert "Gardening club" in page
    assert "The city" in page
    exported = await yard.foreman.done("exportCase", "export", id=case["id"], reason="Another office")
    assert [each["recipient"] for each in exported["export"]["document_share"]] == [None, "The city"]
    copy = await yard.neighbour.done("exportPerson", "export", partyId=await yard.nora(case), reason="My own data")
    [of_case] = copy["export"]["cases"]
    assert [(each["document"], each["recipient"], each["note"]) for each in of_case["document_share"]] == [
        (document["name"], "Gardening club", None),
        (document["name"], "The city", "On request"),
    ]


async def test_who_is_in_the_case_of_others_is_told_what_they_received(yard: Yard) -> None:
    """Not what others did."""
    case = await yard.garden()
    document, club = await report(yard, case), await yard.party(case, "club", "Gardening club")
    await share(yard, case, document, channel="EMAIL", partyId=club)
    await share(yard, case, document, **POST)
    copy = await yard.foreman.done("exportPerson", "export", partyId=club, reason="They asked for it")
    [of_case] = copy["export"]["cases"]
    assert [each["recipient"] for each in of_case["document_share"]] == ["Gardening club"]


async def test_what_was_shared_goes_where_the_document_goes(yard: Yard) -> None:
    """Merged into another garden, the document tells there with whom it was shared."""
    case, survivor = await yard.garden(), await yard.garden()
    document = await report(yard, case)
    await share(yard, case, document, **POST)
    merge = {"id": case["id"], "survivorId": survivor["id"], "reason": "The same garden"}
    await yard.foreman.done("mergeCases", "case { id }", **merge)
    assert (await yard.seen(case, "documentShares { id }"))["documentShares"] == []
    seen = await yard.seen(survivor, "documentShares { recipient document { id } }")
    assert seen["documentShares"] == [{"recipient": "The city", "document": {"id": document["id"]}}]
