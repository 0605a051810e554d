"""Cases that turn out to be one, and a case that turns out to be two."""

from datetime import timedelta
from typing import Any

from casewright.events import verify
from casewright.operations.timers import fire_due_timers
from process.yard import Yard, told
from stack.town import nothing_changes, rules

GATHERED = "notes { text } tasks(state: OPEN) { title stage } parties { role party { name } } contacts { summary }"
HISTORY = "events(first: 100) { name actor data }"


async def gathered(yard: Yard, name: str) -> dict[str, Any]:
    """A garden with something of everything."""
    case = await yard.garden()
    identity = case["id"]
    await yard.gardener.done("addNote", "note { id }", id=identity, text=f"Note of {name}")
    await yard.gardener.done("addTask", "task { id }", id=identity, title=f"Work at {name}")
    await yard.party(case, "donor", f"Donor of {name}")
    call = {"channel": "PHONE", "direction": "OUTGOING", "reached": True, "summary": f"Call about {name}"}
    due = (yard.clock.now + timedelta(days=1)).isoformat()
    people = [await yard.nora(case)]
    await yard.gardener.done("recordContact", "contact { id }", id=identity, participants=people, **call, issues=["x"])
    late = call | {"followUpDueAt": due}
    await yard.gardener.done("recordContact", "contact { id }", id=identity, participants=people, **late)
    return case


async def happened(yard: Yard, case: dict[str, Any], name: str, by: Any = None) -> list[dict[str, Any]]:
    """What the events of a name tell."""
    events = (await yard.seen(case, HISTORY, by=by))["events"]
    return [event for event in events if event["name"] == name]


async def merge(yard: Yard, case: dict[str, Any], survivor: dict[str, Any], by: Any = None) -> dict[str, Any]:
    """Felix merges one garden into another, unless somebody else does."""
    values = {"id": case["id"], "survivorId": survivor["id"], "reason": "The same garden"}
    return await (by or yard.foreman).do("mergeCases", "case { id }", **values)


async def test_a_merged_case_points_to_the_one_that_took_over_what_it_had(yard: Yard) -> None:
    """Notes, own work, people and contacts go over; both histories tell who did it, why, and what moved."""
    case, survivor = await gathered(yard, "north"), await gathered(yard, "south")
    values = {"id": case["id"], "survivorId": survivor["id"], "reason": "The same garden"}
    shown = "case { status outcome links { kind other { id } } } other { id }"
    payload = await yard.foreman.done("mergeCases", shown, **values)
    link = {"kind": "MERGED_INTO", "other": {"id": survivor["id"]}}
    assert payload["case"] == {"status": "CLOSED", "outcome": "merged", "links": [link]}
    assert payload["other"] == {"id": survivor["id"]}

    left, seen = await yard.seen(case, GATHERED), await yard.seen(survivor, GATHERED)
    assert (left["notes"], left["tasks"], left["contacts"]) == ([], [], [])
    assert {note["text"] for note in seen["notes"]} == {"Note of north", "Note of south"}
    assert {task["title"] for task in seen["tasks"]} == {"Work at north", "Work at south"}
    assert len(seen["contacts"]) == 4
    names = sorted(role["party"]["name"] for role in seen["parties"])
    assert names == ["Donor of north", "Donor of south", "Nora Neighbour", "Nora Neighbour"]
    assert len(left["parties"]) == 2, "nobody loses sight of a case"

    [merged], [absorbed] = await happened(yard, case, "merged"), await happened(yard, survivor, "absorbed")
    assert merged["actor"] == absorbed["actor"] == "felix"
    assert merged["data"]["reason"] == absorbed["data"]["reason"] == "The same garden"
    assert merged["data"]["moved"] == absorbed["data"]["moved"]
    counts = {part: len(rows) for part, rows in merged["data"]["moved"].items()}
    assert counts == {"note": 1, "task": 1, "contact": 2, "case_party": 2}
    breaks = [found async for _, found in verify(yard.stack.platform.database, yard.tenant)]
    assert breaks == [None, None]


async def test_what_is_due_rings_where_it_went(yard: Yard) -> None:
    """A follow-up of the merged case is due in the survivor, and what was found is solved there."""
    case, survivor = await gathered(yard, "north"), await gathered(yard, "south")
    await merge(yard, case, survivor)
    yard.clock.now += timedelta(days=2)
    await fire_due_timers(yard.stack.platform)
    assert len(await happened(yard, survivor, "contact_due")) == 2
    assert await happened(yard, case, "contact_due") == []
    contacts = (await yard.seen(survivor, "contacts { issues { id } }"))["contacts"]
    for issue in [issue for contact in contacts for issue in contact["issues"]]:
        solved = await yard.gardener.done("solveIssue", "case { id }", id=issue["id"], solution="y")
        assert solved["case"] == {"id": survivor["id"]}


async def test_a_merged_case_is_at_its_end(yard: Yard) -> None:
    """It is neither worked, nor taken up again, nor merged a second time."""
    case, survivor = await yard.garden(), await yard.garden()
    await merge(yard, case, survivor)
    async with nothing_changes(yard.stack):
        again = await merge(yard, case, survivor)
        reopened = await yard.foreman.do("reopenCase", "case { id }", id=case["id"], reason="It was another one")
        assert [rule for rule, _ in await yard.held(case, "design")] == ["status.final"]
    assert (rules(again), rules(reopened)) == (["status.final"], ["case.merged"])


async def test_only_who_may_on_both_merges(yard: Yard) -> None:
    """A supervisor who sees all of it; an excluded one finds no such case, and a gardener may not."""
    case, survivor = await gathered(yard, "north"), await gathered(yard, "south")
    ursula = yard.person("ursula", "foreman")
    values = {"subject": "ursula", "reason": "Her own garden"}
    await yard.foreman.done("excludePerson", "case { id }", id=survivor["id"], **values)
    half_blind = yard.person("vera", "visitor", "foreman")
    async with nothing_changes(yard.stack):
        assert rules(await merge(yard, case, survivor, by=yard.gardener)) == ["grant.supervise"]
        assert told(await merge(yard, case, survivor, by=ursula)) == [("NOT_FOUND", ["input", "survivorId"])]
        assert rules(await merge(yard, case, survivor, by=half_blind)) == ["move.hidden"]


async def test_nothing_leaves_a_case_that_is_held(yard: Yard) -> None:
    """Neither by a merger nor by a split, until the hold is released; another one may take something in."""
    case, other = await gathered(yard, "north"), await yard.garden()
    held = await yard.foreman.done("placeHold", "hold { id }", id=case["id"], reason="A law suit")
    note = (await yard.seen(case, "notes { id }"))["notes"][0]["id"]
    values = {"id": case["id"], "intoId": other["id"], "reason": "Two gardens", "objects": [note]}
    async with nothing_changes(yard.stack):
        assert rules(await merge(yard, case, other)) == ["retention.held"]
        assert rules(await yard.gardener.do("splitCase", "case { id }", **values)) == ["retention.held"]
    assert (await merge(yard, other, case))["problems"] == []
    await yard.foreman.done("releaseHold", "hold { id }", id=held["hold"]["id"], reason="It is settled")


async def test_whoever_is_excluded_from_one_is_excluded_from_what_became_of_it(yard: Yard) -> None:
    """Else a merger would show them what they must not see."""
    case, survivor = await gathered(yard, "north"), await yard.garden()
    values = {"subject": "greta", "reason": "Her own garden"}
    await yard.foreman.done("excludePerson", "case { id }", id=case["id"], **values)
    await merge(yard, case, survivor)
    found = await yard.gardener.ask("query($id: ID!) { case(id: $id) { id } }", id=survivor["id"])
    assert found["case"] is None


async def test_a_case_is_not_merged_into_itself_or_for_no_reason(yard: Yard) -> None:
    """And the link that tells of a merger is not made by hand."""
    case, survivor = await yard.garden(), await yard.garden()
    both = {"id": case["id"], "survivorId": survivor["id"]}
    async with nothing_changes(yard.stack):
        itself = await merge(yard, case, case)
        silent = await yard.foreman.do("mergeCases", "case { id }", **both, reason=" ")
        link = {"id": case["id"], "otherId": survivor["id"], "kind": "MERGED_INTO"}
        made = await yard.foreman.do("linkCases", "case { id }", **link)
    assert told(itself) == [("BAD_USER_INPUT", ["input", "survivorId"])]
    assert told(silent) == [("BAD_USER_INPUT", ["input", "reason"])]
    assert told(made) == [("REFUSED", ["input", "kind"])]


async def test_a_part_of_a_case_becomes_another_case(yard: Yard) -> None:
    """What is named goes over and nothing else; a party is in both then; both histories tell it."""
    case, other = await gathered(yard, "north"), await yard.garden()
    seen = await yard.seen(case, "notes { id } tasks(state: OPEN) { id } parties { id role }")
    donor = next(role["id"] for role in seen["parties"] if role["role"] == "donor")
    objects = [seen["notes"][0]["id"], seen["tasks"][0]["id"], donor]
    values = {"id": case["id"], "intoId": other["id"], "reason": "Two gardens"}
    await yard.gardener.done("splitCase", "case { id } other { id }", **values, objects=objects)
    left, there = await yard.seen(case, GATHERED), await yard.seen(other, f"{GATHERED} links {{ kind other {{ id }} }}")
    assert (left["notes"], left["tasks"], len(left["contacts"])) == ([], [], 2)
    assert [note["text"] for note in there["notes"]] == ["Note of north"]
    assert there["tasks"] == [{"title": "Work at north", "stage": "surveyed"}]
    assert "donor" in {role["role"] for role in there["parties"]} & {role["role"] for role in left["parties"]}
    assert there["links"] == [{"kind": "SPLIT_FROM", "other": {"id": case["id"]}}]
    [split], [split_off] = await happened(yard, case, "split"), await happened(yard, other, "split_off")
    assert split["data"]["moved"] == split_off["data"]["moved"]
    assert split_off["data"]["number"] != split["data"]["number"]


async def test_only_what_belongs_to_the_case_is_split_off(yard: Yard) -> None:
    """Not what is another's, no plan, and not nothing."""
    case, other = await gathered(yard, "north"), await gathered(yard, "south")
    foreign = (await yard.seen(other, "notes { id }"))["notes"][0]["id"]
    values = {"id": case["id"], "intoId": other["id"], "reason": "Two gardens"}
    async with nothing_changes(yard.stack):
        nothing = await yard.gardener.do("splitCase", "case { id }", **values, objects=[])
        others = await yard.gardener.do("splitCase", "case { id }", **values, objects=[foreign])
        wrong = await yard.gardener.do("splitCase", "case { id }", **values, objects=[case["id"]])
    assert told(nothing) == [("BAD_USER_INPUT", ["input", "objects"])]
    assert told(others) == [("NOT_FOUND", ["input", "objects"])]
    assert told(wrong) == [("BAD_USER_INPUT", ["input", "objects", "0"])]


async def test_what_moved_is_hidden_with_its_part(yard: Yard) -> None:
    """The history shows a visitor that cases were merged, and not which contacts they had."""
    case, survivor = await gathered(yard, "north"), await yard.garden()
    await merge(yard, case, survivor)
    [merged] = await happened(yard, case, "merged", by=yard.person("vera", "visitor"))
    assert "note" in merged["data"]["moved"]
    assert "contact" not in merged["data"]["moved"]
