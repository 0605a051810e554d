"""Changing the fields of a case: some of them, on the version that was read, by who may."""

from typing import Any

import pytest

from stack.town import Town, codes, nothing_changes, rules


async def update(town: Town, case: dict[str, Any], role: str = "clerk", **values: Any) -> dict[str, Any]:
    given = {"id": case["id"], "expectedVersion": case["version"]} | values
    return await town.person("carla", role).do("updateTreeCase", "treeCase { version street species }", **given)


async def test_fields_left_out_stay_and_null_empties(town: Town) -> None:
    """Only what is given changes; an optional field is emptied by null."""
    case = await town.tree(species="lime")
    payload = await town.clerk.done(
        "updateTreeCase",
        "treeCase { version street species tag events(newest: true, first: 1) { name data } }",
        id=case["id"],
        expectedVersion=1,
        street="Elm Row",
        species=None,
    )
    changed = payload["treeCase"]
    assert (changed["version"], changed["street"], changed["species"]) == (2, "Elm Row", None)
    [event] = changed["events"]
    assert event == {
        "name": "updated",
        "data": {"changes": {"street": ["Lime Street", "Elm Row"], "species": ["lime", None]}},
    }


async def test_title_risk_and_search_follow_the_fields(town: Town) -> None:
    """What is derived from the fields is derived again."""
    case = await town.tree()
    payload = await town.clerk.done(
        "updateTreeCase",
        "treeCase { title risk { level points } }",
        id=case["id"],
        expectedVersion=1,
        street="Plane Court",
        girth=300,
        damages=[{"part": "root", "depth": 40}],
    )
    assert payload["treeCase"]["title"].endswith("in Plane Court")
    assert payload["treeCase"]["risk"] == {"level": "HIGH", "points": 35}
    found = await town.clerk.ask('{ cases(where: {text: "plane"}) { edges { node { id } } } }')
    assert [edge["node"]["id"] for edge in found["cases"]["edges"]] == [case["id"]]


@pytest.mark.parametrize(
    ("role", "values", "code", "rule"),
    [
        ("clerk", {"cost": "-1"}, "BAD_USER_INPUT", "input.form"),
        ("clerk", {"street": None}, "BAD_USER_INPUT", "input.form"),
        ("clerk", {"street": "x" * 501}, "BAD_USER_INPUT", "text.length"),
        ("clerk", {"expectedVersion": 7}, "CONFLICT", "version"),
        ("head", {"street": "Elm Row"}, "FORBIDDEN", "grant.update"),
        ("auditor", {"street": "Elm Row"}, "FORBIDDEN", "grant.update"),
        ("stranger", {"street": "Elm Row"}, "NOT_FOUND", "object.absent"),
    ],
)
async def test_a_refused_update_changes_nothing(
    town: Town, role: str, values: dict[str, Any], code: str, rule: str
) -> None:
    """Each reason has its code and rule."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        refused = await update(town, case, role, **values)
    assert (codes(refused), rules(refused)) == ([code], [rule])
    assert refused["treeCase"] is None


async def test_a_lost_race_names_the_present_version(town: Town) -> None:
    """The message says where the case is by now."""
    case = await town.tree()
    await update(town, case, street="Elm Row")
    async with nothing_changes(town.stack):
        refused = await update(town, case, street="Oak Lane")
    [problem] = refused["problems"]
    assert problem["code"] == "CONFLICT"
    assert problem["path"] == ["input", "expectedVersion"]
    assert "version 2" in problem["message"]


async def test_a_finished_or_suspended_case_is_not_updated(town: Town) -> None:
    """The way out is named: resume or reopen."""
    case = await town.tree()
    await town.head.done("suspendCase", "case { id }", id=case["id"], reason="winter")
    case = await town.seen(case)
    async with nothing_changes(town.stack):
        assert rules(await update(town, case, street="Elm Row")) == ["status.suspended"]
    await town.head.done("resumeCase", "case { id }", id=case["id"])
    await town.move(case, "dismiss")
    async with nothing_changes(town.stack):
        assert rules(await update(town, case, street="Elm Row")) == ["status.final"]


async def test_the_other_type_is_updated_by_its_own_mutation(town: Town) -> None:
    """The id of a case of another type is refused before anything is looked at."""
    hole = (await town.clerk.done("openPothole", "pothole { id version }", road="High Street"))["pothole"]
    changed = await town.clerk.done(
        "updatePothole", "pothole { road version }", id=hole["id"], expectedVersion=1, road="Low Street"
    )
    assert changed["pothole"] == {"road": "Low Street", "version": 2}
    async with nothing_changes(town.stack):
        wrong = await update(town, hole, street="Elm Row")
        stale = await town.clerk.do("updatePothole", "pothole { id }", id=hole["id"], expectedVersion=1, road="x")
    assert (codes(wrong), codes(stale)) == (["BAD_USER_INPUT"], ["CONFLICT"])
