"""Contacts and follow-ups, and the programme of contacts after a transition."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casewright.operations.timers import fire_due_timers
from process.yard import Yard, told
from stack.town import codes, nothing_changes, rules

CALL = {"channel": "PHONE", "direction": "OUTGOING", "reached": True, "summary": "All is well"}
PROGRAMME = "contactProgrammes { id state endReason contacts { id number dueAt state attempts overdue } }"


async def record(yard: Yard, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    """A call to Nora."""
    given = CALL | {"participants": [await yard.nora(case)]} | values
    shown = "contact { id reached madeAt participants { name } followedUpAt issues { id description solvedAt } }"
    payload = await yard.gardener.done("recordContact", shown, id=case["id"], **given)
    contact: dict[str, Any] = payload["contact"]
    return contact


async def programme(yard: Yard, case: dict[str, Any]) -> dict[str, Any]:
    """The newest programme of the case."""
    found: dict[str, Any] = (await yard.seen(case, PROGRAMME))["contactProgrammes"][0]
    return found


async def happened(yard: Yard, case: dict[str, Any], name: str) -> int:
    """How often an event happened."""
    events = (await yard.seen(case, "events(first: 100) { name }"))["events"]
    return sum(event["name"] == name for event in events)


async def test_a_contact_is_recorded_with_what_was_found(yard: Yard) -> None:
    """And how that was solved, once."""
    case = await yard.garden()
    contact = await record(yard, case, issues=["Snails"], madeAt="2026-03-01T10:00:00Z")
    assert contact["participants"] == [{"name": "Nora Neighbour"}]
    assert contact["madeAt"] == "2026-03-01T10:00:00+00:00"
    [issue] = contact["issues"]
    async with nothing_changes(yard.stack):
        blank = await yard.gardener.do("solveIssue", "case { id }", id=issue["id"], solution=" ")
    solved = await yard.gardener.done("solveIssue", "issue { solution solvedBy }", id=issue["id"], solution="Ducks")
    assert (codes(blank), solved["issue"]) == (["BAD_USER_INPUT"], {"solution": "Ducks", "solvedBy": "greta"})
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("solveIssue", "case { id }", id=issue["id"], solution="Salt")
    assert rules(again) == ["contact.issue_solved"]


async def test_a_follow_up_is_due_until_it_is_made(yard: Yard) -> None:
    """The case says so when it is late; only once does a contact follow up."""
    case = await yard.garden()
    first = await record(yard, case, reached=False, followUpDueAt="2026-03-04T09:00:00Z")
    yard.clock.now += timedelta(days=3)
    await fire_due_timers(yard.stack.platform)
    assert await happened(yard, case, "contact_due") == 1
    await record(yard, case, follows=first["id"])
    contacts = (await yard.seen(case, "contacts { id followedUpAt }"))["contacts"]
    assert {contact["id"]: contact["followedUpAt"] is not None for contact in contacts}[first["id"]]
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do(
            "recordContact",
            "case { id }",
            id=case["id"],
            **CALL | {"participants": [await yard.nora(case)], "follows": first["id"]},
        )
    assert rules(again) == ["contact.follow_up"]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"summary": "\t"}, ["input", "summary"]),
        ({"participants": []}, ["input", "participants"]),
        ({"madeAt": "2026-03-02T09:00:01Z"}, ["input", "madeAt"]),
        ({"followUpDueAt": "2026-03-02T09:00:00Z"}, ["input", "followUpDueAt"]),
        ({"issues": [""]}, ["input", "issues", "0"]),
    ],
)
async def test_an_impossible_contact_is_refused(yard: Yard, values: dict[str, Any], path: list[str]) -> None:
    """By its path, and nothing is written."""
    case = await yard.garden()
    given = CALL | {"participants": [await yard.nora(case)]} | values
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("recordContact", "case { id }", id=case["id"], **given)
    assert told(refused) == [("BAD_USER_INPUT", path)]


async def test_a_programme_begins_with_its_stage_and_is_done_contact_by_contact(yard: Yard) -> None:
    """Reached, or tried often enough; until then it holds the case, and what is late is recorded."""
    case = await yard.in_bloom()
    begun = await programme(yard, case)
    assert [(each["number"], each["dueAt"], each["state"]) for each in begun["contacts"]] == [
        (1, "2026-03-04T17:00:00+00:00", "DUE"),
        (2, "2026-03-10T00:00:00+00:00", "DUE"),
    ]
    first, second = (each["id"] for each in begun["contacts"])
    await record(yard, case, plannedId=first)
    async with nothing_changes(yard.stack):
        assert [rule for rule, _ in await yard.held(case, "lookBack")] == ["programme.over"]
        twice = await yard.gardener.do(
            "recordContact",
            "case { id }",
            id=case["id"],
            **CALL | {"participants": [await yard.nora(case)], "plannedId": first},
        )
    assert rules(twice) == ["programme.due"]
    yard.clock.now = datetime(2026, 3, 11, 9, tzinfo=UTC)
    await fire_due_timers(yard.stack.platform)
    assert await happened(yard, case, "contact_due") == 1
    assert [each["overdue"] for each in (await programme(yard, case))["contacts"]] == [False, True]
    for _ in range(2):
        await record(yard, case, reached=False, plannedId=second)
    done = await programme(yard, case)
    assert done["state"] == "DONE"
    assert [(each["state"], each["attempts"]) for each in done["contacts"]] == [("REACHED", 1), ("NOT_REACHED", 2)]
    await yard.move(case, "lookBack")


async def test_a_programme_is_ended_with_a_reason(yard: Yard) -> None:
    """Then nothing of it is due any more."""
    case = await yard.in_bloom()
    identity = (await programme(yard, case))["id"]
    async with nothing_changes(yard.stack):
        blank = await yard.gardener.do("endContactProgramme", "case { id }", id=identity, reason=" ")
    await yard.gardener.done("endContactProgramme", "programme { state }", id=identity, reason="Moved away")
    ended = await programme(yard, case)
    assert (codes(blank), ended["state"], ended["endReason"]) == (["BAD_USER_INPUT"], "ENDED", "Moved away")
    assert {each["state"] for each in ended["contacts"]} == {"DROPPED"}
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("endContactProgramme", "case { id }", id=identity, reason="Again")
    assert rules(again) == ["programme.running"]
    yard.clock.now += timedelta(days=30)
    await fire_due_timers(yard.stack.platform)
    assert await happened(yard, case, "contact_due") == 0
    await yard.move(case, "lookBack")


async def test_a_way_back_ends_the_programme(yard: Yard) -> None:
    """A later return to the stage begins another one."""
    case = await yard.in_bloom()
    await yard.move(case, "redesign", reason="Everything withered")
    ended = await programme(yard, case)
    assert (ended["state"], ended["endReason"]) == ("ENDED", "the case went back to planning")


async def test_a_contact_is_hidden_from_whom_contacts_are_hidden(yard: Yard) -> None:
    """With its programme and its traces in the history."""
    case = await yard.in_bloom()
    await record(yard, case, summary="Secret compost")
    visitor = yard.person("vera", "visitor")
    seen = await yard.seen(case, f"contacts {{ id }} {PROGRAMME} events(first: 100) {{ data }}", by=visitor)
    assert (seen["contacts"], seen["contactProgrammes"]) == ([], [])
    assert "compost" not in str(seen)


async def test_how_far_somebody_manages_on_their_own_is_read_in_the_programme(yard: Yard) -> None:
    """By a contact that reached them, and again at its end; it shows the last reading, and holds the case as before."""
    case = await yard.in_bloom()
    running = await programme(yard, case)
    first, second = (each["id"] for each in running["contacts"])
    given = CALL | {"participants": [await yard.nora(case)]}
    async with nothing_changes(yard.stack):
        for values in ({}, {"plannedId": second, "reached": False}):
            apart = await yard.gardener.do(
                "recordContact", "contact { id }", id=case["id"], **given | values, readiness="READY"
            )
            assert (rules(apart), apart["problems"][0]["path"]) == (["contact.readiness"], ["input", "readiness"])
    read = "contact { readiness } case { contactProgrammes { readiness state } }"
    told = await yard.gardener.done(
        "recordContact", read, id=case["id"], **given, plannedId=first, readiness="WITH_HELP"
    )
    assert told["contact"]["readiness"] == "WITH_HELP"
    assert told["case"]["contactProgrammes"] == [{"readiness": "WITH_HELP", "state": "RUNNING"}]
    assert [rule for rule, _ in await yard.held(case, "lookBack")] == ["programme.over"]
    ended = await yard.gardener.done(
        "endContactProgramme", "programme { readiness }", id=running["id"], reason="All is well", readiness="READY"
    )
    assert ended["programme"]["readiness"] == "READY"
