"""Transitions to another level of service: consent, checklist, who was informed, and the gate."""

from datetime import timedelta
from typing import Any

import pytest

from process.yard import CONTENT, STEP, Yard, told
from stack.town import nothing_changes, rules

RECORD = "id kind fromLevel toLevel consent receiver { name } checklist { item doneBy } informed { name }"


async def recorded(yard: Yard, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A step down."""
    payload = await yard.gardener.done(
        "recordTransition", f"transitionRecord {{ {RECORD} }}", id=case["id"], **STEP | values
    )
    found: dict[str, Any] = payload["transitionRecord"]
    return found


async def test_a_handover_is_done_item_by_item(yard: Yard) -> None:
    """What the case type names and what is added; until then the case stays, and says what is missing."""
    case = await yard.watched()
    await yard.move(case, "giveBack")
    async with nothing_changes(yard.stack):
        assert await yard.held(case, "letBloom") == [("handover.complete", "record the transition first")]
    club = await yard.party(case, "receiver", "Allotment club")
    record = await recorded(
        yard, case, receiverId=club, consent="Nora, by phone", items=["Tool list"], toFrequency="monthly"
    )
    assert (record["receiver"], record["consent"]) == ({"name": "Allotment club"}, "Nora, by phone")
    assert [entry["item"] for entry in record["checklist"]] == ["Keys", "Watering plan", "Tool list"]
    await yard.gardener.done("checkHandoverItem", "case { id }", id=record["id"], item="Keys")
    assert await yard.held(case, "letBloom") == [
        ("handover.complete", "still to be handed over: Watering plan, Tool list")
    ]
    hidden = await yard.held(case, "letBloom", by=yard.person("vera", "visitor"))
    assert hidden == [("handover.complete", "still to be handed over: an item, an item")]
    for item in ("Watering plan", "Tool list"):
        await yard.gardener.done("checkHandoverItem", "case { id }", id=record["id"], item=item)
    await yard.move(case, "letBloom")


async def test_who_knows_is_on_record(yard: Yard) -> None:
    """Each party once."""
    case = await yard.garden()
    record, nora = await recorded(yard, case), await yard.nora(case)
    told = await yard.gardener.done("informParty", f"transitionRecord {{ {RECORD} }}", id=record["id"], partyId=nora)
    assert told["transitionRecord"]["informed"] == [{"name": "Nora Neighbour"}]
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("informParty", "case { id }", id=record["id"], partyId=nora)
        nobody = await yard.gardener.do("informParty", "case { id }", id=record["id"], partyId=record["id"])
    assert (rules(again), nobody["problems"][0]["code"]) == (["handover.informed"], "NOT_FOUND")


async def test_an_item_is_ticked_off_once(yard: Yard) -> None:
    """And only one that is on the checklist."""
    record = await recorded(yard, await yard.garden())
    await yard.gardener.done("checkHandoverItem", "case { id }", id=record["id"], item="Keys")
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("checkHandoverItem", "case { id }", id=record["id"], item="Keys")
        unknown = await yard.gardener.do("checkHandoverItem", "case { id }", id=record["id"], item="Cat")
    assert rules(again) == ["handover.item"]
    assert told(unknown) == [("BAD_USER_INPUT", ["input", "item"])]


@pytest.mark.parametrize(
    ("values", "path"),
    [({"toLevel": " "}, "toLevel"), ({"receiver": True}, "consent"), ({"items": ["x" * 301]}, "items.0")],
)
async def test_a_transition_that_cannot_be_is_refused(yard: Yard, values: dict[str, Any], path: str) -> None:
    """Without a level, or to somebody the client did not consent to; nothing is written."""
    case = await yard.garden()
    given = STEP | values
    if given.pop("receiver", False):
        given["receiverId"] = await yard.nora(case)
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("recordTransition", "case { id }", id=case["id"], **given)
    assert told(refused) == [("BAD_USER_INPUT", ["input", *path.split(".")])]


async def test_the_handover_of_an_earlier_visit_does_not_count(yard: Yard) -> None:
    """A transition is recorded anew when the case comes to the stage again."""
    case = await yard.in_bloom()
    yard.clock.now += timedelta(days=1)
    await yard.move(case, "redesign", reason="Withered")
    amended = await yard.gardener.done(
        "amendPlan", "plan { id goals { id } }", id=case["id"], reason="Again", **CONTENT
    )
    await yard.accept(amended["plan"])
    await yard.move(case, "dig")
    await yard.move(case, "watch")
    goal = amended["plan"]["goals"][0]["id"]
    await yard.gardener.done("recordProgress", "goal { id }", id=goal, status="ACHIEVED")
    await yard.move(case, "giveBack")
    assert await yard.held(case, "letBloom") == [("handover.complete", "record the transition first")]
