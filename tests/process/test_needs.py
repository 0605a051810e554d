"""Needs: found, ranked, addressed by the goals of a plan, and closed when they are met or will not be."""

from typing import Any
from uuid import uuid4

import pytest

from casewright.errors import Invalid
from casewright.needs import ranks
from process.yard import GOAL, Yard, told
from stack.town import nothing_changes, rules


async def found(yard: Yard, case: dict[str, Any], description: str, domain: str = "soil") -> str:
    payload = await yard.gardener.done(
        "recordNeed", "need { id state }", id=case["id"], description=description, domain=domain
    )
    assert payload["need"]["state"] == "OPEN"
    identity: str = payload["need"]["id"]
    return identity


async def order(yard: Yard, case: dict[str, Any], which: str = "needs") -> list[tuple[int, str]]:
    seen = await yard.seen(case, f"{which} {{ rank description }}")
    return [(need["rank"], need["description"]) for need in seen["needs"]]


def test_an_order_names_every_open_need_once() -> None:
    """None twice, none left out, none of elsewhere."""
    one, two = uuid4(), uuid4()
    assert ranks([two, one], [one, two]) == {two: 1, one: 2}
    for wrong in ([one], [one, one], [one, two, two], [one, uuid4()]):
        with pytest.raises(Invalid) as refusal:
            ranks(wrong, [one, two])
        assert (refusal.value.rule, refusal.value.field) == ("need.order", "needs")


async def test_needs_are_found_and_ranked(yard: Yard) -> None:
    """A new one is the least pressing, until somebody puts them in order; the history tells of both."""
    case = await yard.garden()
    water, shade = await found(yard, case, "Water"), await found(yard, case, "Shade", "climate")
    assert await order(yard, case) == [(1, "Water"), (2, "Shade")]
    await yard.gardener.done("rankNeeds", "case { id }", id=case["id"], needs=[shade, water])
    assert await order(yard, case) == [(1, "Shade"), (2, "Water")]
    async with nothing_changes(yard.stack):
        same = await yard.gardener.do("rankNeeds", "case { id }", id=case["id"], needs=[shade, water])
        half = await yard.gardener.do("rankNeeds", "case { id }", id=case["id"], needs=[shade])
        theirs = await yard.neighbour.do("rankNeeds", "case { id }", id=case["id"], needs=[water, shade])
    assert [rules(each) for each in (same, half, theirs)] == [["need.ranked"], ["need.order"], ["grant.work"]]
    events = (await yard.seen(case, "events { name data }"))["events"]
    assert [event["name"] for event in events[-3:]] == ["need_found", "need_found", "needs_ranked"]
    assert events[-2]["data"] == {
        "need": events[-1]["data"]["order"][0],
        "rank": 2,
        "description": "Shade",
        "domain": "climate",
        "assessment_id": None,
    }


async def test_a_need_is_closed_when_it_is_met_or_will_not_be(yard: Yard) -> None:
    """What is not met says why; the open ones remain to be seen, and the next one found comes after them."""
    case = await yard.garden()
    water, shade = await found(yard, case, "Water"), await found(yard, case, "Shade")
    async with nothing_changes(yard.stack):
        bare = await yard.gardener.do("closeNeed", "need { id }", id=shade, met=False)
    assert told(bare) == [("BAD_USER_INPUT", ["input", "because"])]
    closed = await yard.gardener.done("closeNeed", "need { state closedBy }", id=water, met=True)
    assert closed["need"] == {"state": "MET", "closedBy": "greta"}
    assert await order(yard, case, "needs(open: true)") == [(2, "Shade")]
    await found(yard, case, "Bees")
    assert await order(yard, case, "needs(open: true)") == [(2, "Shade"), (3, "Bees")]
    unmet = await yard.gardener.done("closeNeed", "need { state }", id=shade, met=False, because="No trees allowed")
    assert unmet["need"] == {"state": "UNMET"}
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("closeNeed", "need { id }", id=shade, met=True)
    assert rules(again) == ["need.closed"]


async def test_goals_name_the_need_they_are_for(yard: Yard) -> None:
    """Also in the next version, where the goal goes on; a need of elsewhere is not there."""
    case, other = await yard.garden(), await yard.garden()
    water, theirs = await found(yard, case, "Water"), await found(yard, other, "Light")
    async with nothing_changes(yard.stack):
        content = {"goals": [GOAL | {"needId": theirs}], "interventions": []}
        strange = await yard.gardener.do("draftPlan", "plan { id }", id=case["id"], **content)
        beside = await yard.gardener.do(
            "recordNeed", "need { id }", id=case["id"], description="x", domain="x", assessmentId=other["id"]
        )
    assert told(strange) == [("NOT_FOUND", ["input", "goals", "0", "needId"])]
    assert told(beside) == [("BAD_USER_INPUT", ["input", "assessmentId"])]
    await yard.move(case, "design")
    plan = await yard.drafted(case, goals=[GOAL | {"needId": water}, GOAL | {"description": "A pond"}])
    await yard.accept(plan)
    goes_on = [GOAL | {"continues": plan["goals"][0]["id"]}]
    await yard.gardener.done(
        "amendPlan", "plan { id }", id=case["id"], reason="Drought", goals=goes_on, interventions=[]
    )
    [need] = (await yard.seen(case, "needs { goals { description need { description } } }"))["needs"]
    assert need["goals"] == [{"description": GOAL["description"], "need": {"description": "Water"}}] * 2
