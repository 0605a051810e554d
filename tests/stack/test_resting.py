"""Suspending, resuming, reopening, waiting, and the risk set by hand."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kit import Stack
from stack.town import Town, codes, nothing_changes, rules


async def test_a_suspended_case_rests_until_it_is_resumed(town: Town) -> None:
    """With a reason and a date; nothing moves meanwhile."""
    case = await town.tree()
    await town.do_tasks(case)
    rested = await town.head.done(
        "suspendCase", "case { status resumeOn version }", id=case["id"], reason="nesting birds", resumeOn="2226-10-01"
    )
    assert rested["case"] == {"status": "SUSPENDED", "resumeOn": "2226-10-01", "version": 2}
    async with nothing_changes(town.stack):
        moved = await town.clerk.do("inspectTreeCase", "treeCase { id }", id=case["id"], expectedVersion=2)
        twice = await town.head.do("suspendCase", "case { id }", id=case["id"], reason="again")
    assert (rules(moved), rules(twice)) == (["status.suspended"], ["status.suspended"])
    resumed = await town.head.done("resumeCase", "case { status resumeOn }", id=case["id"])
    assert resumed["case"] == {"status": "ACTIVE", "resumeOn": None}
    async with nothing_changes(town.stack):
        assert rules(await town.head.do("resumeCase", "case { id }", id=case["id"])) == ["status.suspended"]
    await town.move(case, "inspect")


async def test_a_reopened_case_keeps_its_history(town: Town) -> None:
    """It goes to the stage its type names, as one more visit, and can end again."""
    case = await town.inspected()
    await town.move(case, "dismiss")
    async with nothing_changes(town.stack):
        blank = await town.head.do("reopenCase", "case { id }", id=case["id"], reason=" ")
    assert rules(blank) == ["reason.missing"]
    reopened = await town.head.done(
        "reopenCase", "case { status outcome closedAt stage }", id=case["id"], reason="it fell on a car"
    )
    assert reopened["case"] == {"status": "ACTIVE", "outcome": None, "closedAt": None, "stage": "inspected"}
    seen = await town.seen(case, "visits { stage number reason } events(newest: true, first: 1) { name data }")
    assert seen["visits"][-1] == {"stage": "inspected", "number": 2, "reason": "it fell on a car"}
    [event] = seen["events"]
    assert (event["name"], event["data"]["outcome_before"]) == ("reopened", "unfounded")
    async with nothing_changes(town.stack):
        assert rules(await town.head.do("reopenCase", "case { id }", id=case["id"], reason="x")) == ["status.final"]
    await town.move(case, "dismiss", moved=True)
    assert (await town.seen(case, "outcome"))["outcome"] == "moved"


@pytest.mark.parametrize("mutation", ["suspendCase", "resumeCase", "reopenCase", "overrideRisk"])
async def test_supervision_is_for_supervisors(town: Town, mutation: str) -> None:
    """A clerk is forbidden, a stranger is told nothing, and nothing changes."""
    case = await town.tree()
    values: dict[str, Any] = {} if mutation == "resumeCase" else {"reason": "because"}
    if mutation == "overrideRisk":
        values["level"] = "LOW"
    async with nothing_changes(town.stack):
        forbidden = await town.clerk.do(mutation, "case { id }", id=case["id"], **values)
        hidden = await town.person("nina", "stranger").do(mutation, "case { id }", id=case["id"], **values)
    assert (codes(forbidden), rules(forbidden)) == (["FORBIDDEN"], ["grant.supervise"])
    assert codes(hidden) == ["NOT_FOUND"]


async def test_a_case_waits_for_one_party_at_a_time_each(town: Town) -> None:
    """Waiting for the same party twice, or ending what was not begun, is refused."""
    case = await town.tree()

    async def start(role: str, reason: str = "a photo") -> dict[str, Any]:
        return await town.clerk.do("startWaiting", "case { id }", id=case["id"], partyRole=role, reason=reason)

    async def end(role: str) -> dict[str, Any]:
        return await town.clerk.do("endWaiting", "case { id }", id=case["id"], partyRole=role)

    await town.clerk.done("startWaiting", "case { id }", id=case["id"], partyRole="reporter", reason="a photo")
    async with nothing_changes(town.stack):
        assert rules(await start("reporter")) == ["waiting.open"]
        assert rules(await end("owner")) == ["waiting.open"]
        assert codes(await start("owner", "")) == ["BAD_USER_INPUT"]
        assert codes(await start("a\x00")) == ["BAD_USER_INPUT"]
    assert (await start("owner"))["problems"] == []
    await town.clerk.done("endWaiting", "case { id }", id=case["id"], partyRole="reporter")
    assert (await start("reporter"))["problems"] == []


async def test_closing_ends_every_waiting(town: Town) -> None:
    """After reopening nothing is awaited any more."""
    case = await town.tree()
    await town.clerk.done("startWaiting", "case { id }", id=case["id"], partyRole="reporter", reason="a photo")
    await town.move(case, "dismiss")
    async with nothing_changes(town.stack):
        closed = await town.clerk.do("startWaiting", "case { id }", id=case["id"], partyRole="owner", reason="x")
    assert rules(closed) == ["status.final"]
    await town.head.done("reopenCase", "case { id }", id=case["id"], reason="again")
    refused = await town.clerk.do("endWaiting", "case { id }", id=case["id"], partyRole="reporter")
    assert rules(refused) == ["waiting.open"]


async def test_risk_set_by_hand_holds_against_the_rules(town: Town, stack: Stack) -> None:
    """The rules go on reading, their reading stays visible, and the level is the supervisor's."""
    case = await town.tree()
    risk = "case { risk { level points assessments { level assessedBy overrideReason } } }"
    expires = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    set_by_hand = await town.head.done(
        "overrideRisk", risk, id=case["id"], level="HIGH", reason="school nearby", expiresAt=expires
    )
    assert set_by_hand["case"]["risk"]["level"] == "HIGH"
    assert set_by_hand["case"]["risk"]["assessments"][0] == {
        "level": "HIGH",
        "assessedBy": "henry",
        "overrideReason": "school nearby",
    }
    read = await town.clerk.done("assessRisk", risk, id=case["id"])
    assert (read["case"]["risk"]["level"], read["case"]["risk"]["points"]) == ("HIGH", 0)
    case = await town.seen(case)
    await town.clerk.done(
        "updateTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], girth=300
    )
    after = (await town.seen(case, "risk { level points assessments { level } }"))["risk"]
    assert (after["level"], after["points"]) == ("HIGH", 15)
    assert [reading["level"] for reading in after["assessments"]] == ["MODERATE", "LOW", "HIGH", "LOW"]


@pytest.mark.parametrize(
    "values",
    [
        {"reason": " "},
        {"expiresAt": "2020-01-01T00:00:00Z"},
        {"expiresAt": "2099-01-01T00:00:00"},
    ],
)
async def test_an_override_needs_a_reason_and_a_future(town: Town, values: dict[str, Any]) -> None:
    """Blank, over already, or at no certain time."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        refused = await town.head.do(
            "overrideRisk", "case { id }", id=case["id"], **({"level": "LOW", "reason": "x"} | values)
        )
    assert codes(refused) == ["BAD_USER_INPUT"]


async def test_assessing_is_work(town: Town) -> None:
    """Who only reads does not assess."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        refused = await town.person("otto", "auditor").do("assessRisk", "case { id }", id=case["id"])
    assert rules(refused) == ["grant.work"]
