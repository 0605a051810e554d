"""What people in a case were taught: how well they understood it, and what was explained again."""

from datetime import timedelta
from typing import Any

import pytest

from casewright.education import Understanding, check_follow_up
from casewright.errors import Invalid
from process.yard import Yard, told
from stack.town import nothing_changes, rules

EDUCATION = """id topic method material understanding followUp followedUpAt givenBy givenAt
  party { name } document { name } case { id }"""
PRUNING = {"topic": "Pruning", "method": "Shown on a tree", "understanding": "GOOD"}


async def teach(yard: Yard, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Greta teaches Nora, unless it is somebody else."""
    given = {"id": case["id"], "partyId": await yard.nora(case), **PRUNING | values}
    payload: dict[str, Any] = await yard.gardener.do("recordEducation", f"education {{ {EDUCATION} }}", **given)
    return payload


async def report(yard: Yard, case: dict[str, Any]) -> dict[str, Any]:
    """A document of the garden."""
    document: dict[str, Any] = (await yard.gardener.done("writeReport", "document { id name }", id=case["id"]))[
        "document"
    ]
    return document


@pytest.mark.parametrize("level", list(Understanding))
def test_what_was_not_understood_well_is_explained_again(level: Understanding) -> None:
    """In part or badly; who did not want it, or was not asked, is left alone, and more may always be said."""
    check_follow_up(level, "Once more, with a drawing")
    if level in (Understanding.FAIR, Understanding.POOR):
        with pytest.raises(Invalid) as refusal:
            check_follow_up(level, None)
        assert (refusal.value.rule, refusal.value.field) == ("education.follow_up", "follow_up")
    else:
        check_follow_up(level, None)


async def test_somebody_is_taught_and_it_is_on_record(yard: Yard) -> None:
    """Below the case, for the one who was taught too, and in the history."""
    case = await yard.garden()
    earlier = (yard.clock.now - timedelta(hours=1)).isoformat()
    education = (await teach(yard, case, material="A leaflet", givenAt=earlier))["education"]
    assert education | {"id": ""} == {
        "id": "",
        **PRUNING,
        "material": "A leaflet",
        "followUp": None,
        "followedUpAt": None,
        "givenBy": "greta",
        "givenAt": earlier,
        "party": {"name": "Nora Neighbour"},
        "document": None,
        "case": {"id": case["id"]},
    }
    newer = (await teach(yard, case, topic="Watering"))["education"]
    seen = await yard.seen(case, "educationGiven { id }", by=yard.neighbour)
    assert seen["educationGiven"] == [{"id": newer["id"]}, {"id": education["id"]}]
    events = (await yard.seen(case, "events(newest: true, first: 1) { name data }"))["events"]
    assert events[0]["name"] == "education_given"
    assert events[0]["data"]["topic"] == "Watering"
    query = "query($id: ID!) { node(id: $id) { ... on Education { topic } } }"
    assert (await yard.person("nobody").ask(query, id=education["id"]))["node"] is None


async def test_what_was_understood_badly_is_followed_up_once(yard: Yard) -> None:
    """By another education, which says which one it follows."""
    case, other = await yard.garden(), await yard.garden()
    poor = {"understanding": "POOR", "followUp": "Again in spring"}
    first, clear = (await teach(yard, case, **poor))["education"], (await teach(yard, case))["education"]
    theirs = (await teach(yard, other, **poor))["education"]
    async with nothing_changes(yard.stack):
        refused = [
            await teach(yard, case, understanding="FAIR"),
            await teach(yard, case, follows=clear["id"]),
            await teach(yard, case, follows=theirs["id"]),
        ]
    assert [rules(each) for each in refused] == [["education.follow_up"], ["education.followed_up"], ["object.absent"]]
    assert [told(each)[0][1] for each in refused] == [["input", "followUp"], ["input", "follows"], ["input", "follows"]]
    assert (await teach(yard, case, follows=first["id"]))["problems"] == []
    seen = (await yard.seen(case, "educationGiven { followedUpAt }"))["educationGiven"]
    assert [each["followedUpAt"] is None for each in seen] == [True, True, False]
    async with nothing_changes(yard.stack):
        assert rules(await teach(yard, case, follows=first["id"])) == ["education.followed_up"]


async def test_the_material_is_a_document_of_the_case_or_has_a_name(yard: Yard) -> None:
    """Not both, and none of another case; whoever does not see documents names none."""
    case, other = await yard.garden(), await yard.garden()
    document, theirs = await report(yard, case), await report(yard, other)
    education = (await teach(yard, case, documentId=document["id"]))["education"]
    assert (education["material"], education["document"]) == (None, {"name": document["name"]})
    async with nothing_changes(yard.stack):
        both = await teach(yard, case, documentId=document["id"], material="A leaflet")
        strange = await teach(yard, case, documentId=theirs["id"])
    assert (rules(both), rules(strange)) == (["education.material"], ["object.absent"])
    assert told(strange) == [("NOT_FOUND", ["input", "documentId"])]


async def test_who_teaches_whom_and_when_makes_sense(yard: Yard) -> None:
    """Somebody of the case, not tomorrow, by who works on it, while it is active."""
    case, other = await yard.garden(), await yard.garden()
    stranger = await yard.nora(other)
    tomorrow = (yard.clock.now + timedelta(days=1)).isoformat()
    mine = {"id": case["id"], "partyId": await yard.nora(case), **PRUNING}
    async with nothing_changes(yard.stack):
        refused = [
            await teach(yard, case, partyId=stranger),
            await teach(yard, case, givenAt=tomorrow),
            await teach(yard, case, topic=" "),
            await yard.neighbour.do("recordEducation", "education { id }", **mine),
        ]
    assert [rules(each)[0] for each in (*refused[:2], refused[3])] == [
        "education.role",
        "education.future",
        "grant.work",
    ]
    assert told(refused[2]) == [("BAD_USER_INPUT", ["input", "topic"])]
    await yard.move(case, "giveUp")
    async with nothing_changes(yard.stack):
        assert rules(await teach(yard, case)) == ["status.final"]


async def test_education_is_in_the_report_and_in_the_copy_of_who_was_taught(yard: Yard) -> None:
    """The report tells of everybody; the copy of one person only what they were taught themselves."""
    case = await yard.garden()
    friend = await yard.party(case, "friend", "Fred")
    await teach(yard, case)
    await teach(yard, case, topic="Grafting", partyId=friend)
    document = await report(yard, case)
    link = await yard.gardener.done("requestDownload", "download { url }", documentId=document["id"])
    page = (await yard.stack.client.get(link["download"]["url"])).text
    assert all(word in page for word in ("Pruning", "Grafting", "Fred", "Shown on a tree"))
    for party, topic in ((await yard.nora(case), "Pruning"), (friend, "Grafting")):
        copy = await yard.foreman.done("exportPerson", "export", partyId=party, reason="They asked for it")
        [of_case] = copy["export"]["cases"]
        assert [each["topic"] for each in of_case["education"]] == [topic]


async def test_education_goes_over_to_another_case_together_with_its_document(yard: Yard) -> None:
    """Neither goes alone; what was taught by words does, and in a merged case all of it still leads there."""
    case, new, survivor = await yard.garden(), await yard.garden(), await yard.garden()
    document = await report(yard, case)
    shown = (await teach(yard, case, documentId=document["id"]))["education"]
    told_only = (await teach(yard, case, topic="Watering"))["education"]
    split = {"id": case["id"], "intoId": new["id"], "reason": "Another garden"}
    async with nothing_changes(yard.stack):
        alone = [
            await yard.gardener.do("splitCase", "case { id }", objects=[each["id"]], **split)
            for each in (shown, document)
        ]
    assert [rules(each) for each in alone] == [["move.material"]] * 2
    listed = "educationGiven { topic document { id } }"
    await yard.gardener.done("splitCase", "case { id }", objects=[told_only["id"]], **split)
    assert (await yard.seen(new, listed))["educationGiven"] == [{"topic": "Watering", "document": None}]
    merge = {"id": case["id"], "survivorId": survivor["id"], "reason": "The same garden"}
    await yard.foreman.done("mergeCases", "case { id }", **merge)
    taught = {"topic": "Pruning", "document": {"id": document["id"]}}
    assert (await yard.seen(survivor, listed))["educationGiven"] == [taught]
