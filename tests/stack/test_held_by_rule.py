"""A case type holds its cases by a rule: what changes the fields places and releases the hold, and nobody else."""

from collections.abc import Mapping
from typing import Any

import pytest

from stack import auctions
from stack.town import Town, nothing_changes, rules

HOLDS = "version legalHolds { id rule reason placedBy releasedBy releaseReason } events { name data }"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """An auction house."""
    return {"auctions": auctions}


async def given(town: Town, **fields: Any) -> dict[str, Any]:
    """A piece of Ann's."""
    opened = await town.clerk.done("openConsignment", "consignment { id version }", owner="Ann Ash", **fields)
    case: dict[str, Any] = opened["consignment"]
    return case


async def act(town: Town, verb: str, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A move of the clerk; the case is then as it became."""
    given = {"id": case["id"], "expectedVersion": case["version"]} | values
    payload = await town.clerk.do(f"{verb}Consignment", "consignment { version }", **given)
    case |= payload["consignment"] or {}
    return payload


async def split(town: Town, case: dict[str, Any]) -> list[str]:
    """Whether a paper of the case may leave it: the rules by which not."""
    note = await town.clerk.done("addNote", "note { id }", id=case["id"], text="A receipt")
    other = await given(town)
    moved = {"id": case["id"], "intoId": other["id"], "objects": [note["note"]["id"]], "reason": "not of this piece"}
    return rules(await town.clerk.do("splitCase", "case { id }", **moved))


async def test_a_move_places_the_hold_and_a_move_releases_it(town: Town) -> None:
    """In the event of the move itself; while the hold is there nothing leaves the case."""
    case = await given(town)
    assert await split(town, case) == []
    await act(town, "contest", case, claim="Ben says it is his")
    seen = await town.seen(case, HOLDS)
    [hold] = seen["legalHolds"]
    assert (hold["rule"], hold["reason"], hold["placedBy"]) == ("contested", "Ben says it is his", "carla")
    event = seen["events"][-1]
    assert (event["name"], event["data"]["held_by"]) == ("transitioned", ["contested"])
    assert await split(town, case) == ["retention.held"]

    await act(town, "agree", case)
    seen = await town.seen(case, HOLDS)
    [hold] = seen["legalHolds"]
    assert (hold["releasedBy"], hold["releaseReason"]) == ("carla", "the reason for it is over")
    assert seen["events"][-1]["data"]["released_from"] == ["contested"]
    assert await split(town, case) == []


async def test_control_without_the_rule_nothing_is_held(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same move leaves the case free."""
    monkeypatch.setattr(auctions.consignment, "holds", {})
    case = await given(town)
    await act(town, "contest", case, claim="Ben says it is his")
    assert await split(town, case) == []


async def test_nobody_releases_by_hand_what_a_rule_holds(town: Town) -> None:
    """Not even who supervises; and a hold that a person placed outlives the rule's."""
    case = await given(town)
    await act(town, "contest", case, claim="Ben says it is his")
    [hold] = (await town.seen(case, HOLDS))["legalHolds"]
    async with nothing_changes(town.stack):
        release = {"id": hold["id"], "reason": "it is in the way"}
        assert rules(await town.head.do("releaseHold", "hold { id }", **release)) == ["hold.rule"]
    placed = await town.head.done("placeHold", "hold { id rule }", id=case["id"], reason="the police asks")
    assert placed["hold"]["rule"] is None
    await act(town, "agree", case)
    by_rule = {each["rule"]: each["releasedBy"] for each in (await town.seen(case, HOLDS))["legalHolds"]}
    assert by_rule == {"contested": "carla", None: None}
    assert await split(town, case) == ["retention.held"]


async def test_a_refused_move_places_nothing(town: Town) -> None:
    """One transaction: the hold comes with the move or not at all, and never twice."""
    case = await given(town)
    await act(town, "contest", case, claim="Ben says it is his")
    async with nothing_changes(town.stack):
        again = await act(town, "contest", case, claim="Cora says it is hers")
        lost = await act(town, "agree", {**case, "version": 1})
    assert (rules(again), rules(lost)) == (["contest.twice"], ["version"])
    await act(town, "show", case)
    assert len((await town.seen(case, HOLDS))["legalHolds"]) == 1


async def test_fields_hold_a_case_from_its_opening_and_by_an_update(town: Town) -> None:
    """Whatever changes the fields: opening, updating; each rule holds for itself."""
    case = await given(town, stolenFrom="a museum")
    seen = await town.seen(case, HOLDS)
    assert [(hold["rule"], hold["reason"]) for hold in seen["legalHolds"]] == [("stolen", "stolen from a museum")]
    assert seen["events"][0]["data"]["held_by"] == ["stolen"]
    await act(town, "contest", case, claim="Ben says it is his")
    back = {"id": case["id"], "expectedVersion": case["version"], "stolenFrom": None}
    await town.clerk.done("updateConsignment", "consignment { version }", **back)
    by_rule = {hold["rule"]: hold["releasedBy"] for hold in (await town.seen(case, HOLDS))["legalHolds"]}
    assert by_rule == {"stolen": "carla", "contested": None}
