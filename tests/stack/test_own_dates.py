"""What a case type says about time beyond fixed periods: deadlines and dates of one case, moves in time, windows."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from casewright import models
from casewright.operations.timers import fire_due_timers
from kit import Person, Stack, running
from stack import loans
from stack.town import NO_WORKER, nothing_changes, rules
from story import SHOWN, WallClock, act, decide, move, refused

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
_tenants = count(1)


@pytest.fixture(scope="module")
def shared_clock() -> WallClock:
    return WallClock(MONDAY)


@pytest.fixture
def clock(shared_clock: WallClock) -> WallClock:
    """It is Monday again."""
    shared_clock.now = MONDAY
    return shared_clock


@pytest.fixture(scope="module")
async def stack(
    shared_url: str, tmp_path_factory: pytest.TempPathFactory, shared_clock: WallClock
) -> AsyncIterator[Stack]:
    """A library whose timers only the test fires."""
    folder = tmp_path_factory.mktemp("data")
    async with running(shared_url, folder, {"loans": loans}, now=shared_clock, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
def tenant() -> str:
    """A library of its own."""
    return f"library-{next(_tenants)}"


@pytest.fixture
async def libby(stack: Stack, tenant: str) -> Person:
    """A librarian; the timers of other libraries are stopped."""
    await models.Timer.filter(state="pending").update(state="idle")
    return stack.person("libby", "librarian", tenant=tenant)


async def lend(person: Person, **fields: Any) -> dict[str, Any]:
    """A book that was just taken home."""
    opened = await person.done("openLoan", f"loan {{ {SHOWN} }}", titleLent="Emma", **fields)
    lent: dict[str, Any] = opened["loan"]
    return lent


async def seen(person: Person, case: dict[str, Any], selection: str) -> dict[str, Any]:
    """The case as it is now."""
    query = f"query($id: ID!) {{ case(id: $id) {{ {SHOWN} {selection} }} }}"
    found: dict[str, Any] = (await person.ask(query, id=case["id"]))["case"]
    return found


async def lending(person: Person, case: dict[str, Any]) -> dict[str, Any]:
    """The clock of the loan."""
    found = await seen(person, case, "clocks { status goalAt deadlineAt explanation }")
    clock: dict[str, Any] = found["clocks"][0]
    return clock


async def test_a_case_may_have_a_deadline_of_its_own(stack: Stack, libby: Person, clock: WallClock) -> None:
    """Without one the general deadline holds; a changed one counts from the same start, with the same timer."""
    case = await lend(libby)
    assert (await lending(libby, case))["deadlineAt"][:13] == "2026-03-12T09"
    clock.now += timedelta(hours=6)
    await libby.done("updateLoan", "loan { id }", id=case["id"], expectedVersion=case["version"], hoursLent=8)
    short = await lending(libby, case)
    assert (short["goalAt"], short["deadlineAt"][:13]) == (None, "2026-03-02T17")
    clock.now += timedelta(hours=2)
    assert [await fire_due_timers(stack.platform) for _ in range(2)] == [1, 0]
    assert (await lending(libby, case))["status"] == "MISSED"


async def test_an_approval_holds_the_clock_up(stack: Stack, tenant: str, libby: Person, clock: WallClock) -> None:
    """From the request to the decision, whichever way it goes."""
    case = await lend(libby)
    other = stack.person("olaf", "librarian", tenant=tenant)
    asked = await act(libby, "extend", case)
    clock.now += timedelta(hours=10)
    assert (await lending(libby, case))["status"] == "PAUSED"
    await decide(other, asked["approval"])
    going_on = await lending(libby, case)
    assert (going_on["status"], going_on["deadlineAt"][:13]) == ("RUNNING", "2026-03-12T19")
    assert "paused 10 h by waiting for an approval" in going_on["explanation"]


async def test_a_task_is_due_when_the_case_says(libby: Person) -> None:
    """On a date of the case; without the date there is none."""
    due = "tasks { title dueAt }"
    without = await seen(libby, await lend(libby), due)
    dated = await seen(libby, await lend(libby, callsAt="2026-03-05T10:00:00Z"), due)
    assert [each["tasks"][0]["dueAt"] for each in (without, dated)] == [None, "2026-03-05T10:00:00+00:00"]


async def test_a_move_is_made_when_its_time_has_come(stack: Stack, libby: Person, clock: WallClock) -> None:
    """Not before, once, by the platform; the stay begins anew with each visit."""
    case = await move(libby, "bringBack", await lend(libby))
    clock.now += timedelta(hours=1)
    case = await move(libby, "takeAgain", case, reason="Not finished")
    clock.now += timedelta(hours=2)
    await fire_due_timers(stack.platform)
    assert (await seen(libby, case, "id"))["status"] == "ACTIVE"
    case = await move(libby, "bringBack", case, reason="Finished")
    clock.now += timedelta(hours=1, minutes=59)
    await fire_due_timers(stack.platform)
    assert (await seen(libby, case, "id"))["status"] == "ACTIVE"
    clock.now += timedelta(minutes=1)
    for _ in range(2):
        await fire_due_timers(stack.platform)
    after = await seen(libby, case, "events { name actor }")
    assert (after["status"], after["outcome"]) == ("COMPLETED", "shelved")
    assert after["events"][-1] == {"name": "transitioned", "actor": "casewright"}
    assert after["version"] == case["version"] + 1


async def test_a_move_that_is_refused_is_on_record_and_not_tried_again(
    stack: Stack, libby: Person, clock: WallClock
) -> None:
    """The case stays where it is, and says why."""
    case = await move(libby, "bringBack", await lend(libby, torn=True))
    clock.now += timedelta(hours=2)
    for _ in range(2):
        await fire_due_timers(stack.platform)
    after = await seen(libby, case, "events { name data }")
    names = [event["name"] for event in after["events"]]
    assert (after["stage"], names.count("timed_move_refused")) == ("returned", 1)
    assert after["events"][-1]["data"]["rule"] == "shelve.torn"


async def test_a_move_that_is_declared_no_more_is_on_record(stack: Stack, libby: Person, clock: WallClock) -> None:
    """A plugin may change while its timers wait."""
    case = await move(libby, "bringBack", await lend(libby))
    await models.Timer.filter(kind="timed_move", state="pending").update(name="move:burn")
    clock.now += timedelta(hours=2)
    await fire_due_timers(stack.platform)
    after = await seen(libby, case, "events { name data }")
    assert after["events"][-1]["data"]["rule"] == "transition.declared"
    assert after["status"] == "ACTIVE"


async def test_a_suspended_case_is_not_moved(stack: Stack, libby: Person, clock: WallClock) -> None:
    """What fell due meanwhile is done when it goes on."""
    case = await move(libby, "bringBack", await lend(libby))
    await libby.done("suspendCase", "case { id }", id=case["id"], reason="Closed for the summer")
    clock.now += timedelta(hours=3)
    await fire_due_timers(stack.platform)
    assert (await seen(libby, case, "id"))["status"] == "SUSPENDED"
    await libby.done("resumeCase", "case { id }", id=case["id"])
    await fire_due_timers(stack.platform)
    assert (await seen(libby, case, "id"))["status"] == "COMPLETED"


async def test_a_case_is_reopened_within_its_window_only(stack: Stack, libby: Person, clock: WallClock) -> None:
    """A day after its end it may not be taken up again, and nothing changes; a moment before it may."""
    case = await move(libby, "shelve", await move(libby, "bringBack", await lend(libby)))
    clock.now += timedelta(hours=24)
    async with nothing_changes(stack):
        late = await libby.do("reopenCase", "case { id }", id=case["id"], reason="A page is missing")
    assert rules(late) == ["reopen.window"]
    clock.now -= timedelta(seconds=1)
    await libby.done("reopenCase", "case { id }", id=case["id"], reason="A page is missing")


async def test_a_parent_does_not_end_before_its_children(libby: Person) -> None:
    """Nor by itself; a case that is merely related holds nothing."""
    parent, child, friend = [await move(libby, "bringBack", await lend(libby)) for _ in range(3)]
    for other, kind in ((child, "PARENT"), (friend, "RELATED")):
        await libby.done("linkCases", "case { id }", id=parent["id"], otherId=other["id"], kind=kind)
    assert await refused(libby, "shelve", parent) == ["children.ended"]
    reasons = (await seen(libby, parent, "availableTransitions { name reasons { message } }"))["availableTransitions"]
    told = {each["name"]: [reason["message"] for reason in each["reasons"]] for each in reasons}
    assert told["shelve"] == ["still open of the cases that this one is the parent of: 1"]
    await move(libby, "shelve", child)
    assert (await move(libby, "shelve", parent))["outcome"] == "shelved"
