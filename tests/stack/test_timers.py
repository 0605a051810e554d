"""Clocks of a case as time passes: goal and deadline ring once each, waiting and suspension hold them up."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from casewright import models
from casewright.clocks import ClockStatus
from casewright.operations.timers import fire_due_timers
from kit import Stack
from stack.town import Town, nothing_changes, rules
from stack.watch import MONDAY, Watch

CLOCKS = "clocks { name status startedAt stoppedAt goalAt deadlineAt explanation }"


@pytest.fixture(scope="module")
def now(shared_watch: Watch) -> Watch:
    """The gateway looks at the watch."""
    return shared_watch


@pytest.fixture
async def town(stack: Stack) -> Town:
    """A town of its own; the timers of the others are stopped."""
    await models.Timer.filter(state="pending").update(state="idle")
    return Town.founded(stack)


async def answer_clock(town: Town, case: dict[str, Any]) -> dict[str, Any]:
    clocks: list[dict[str, Any]] = (await town.seen(case, CLOCKS))["clocks"]
    return next(clock for clock in clocks if clock["name"] == "answer")


async def rung(town: Town, case: dict[str, Any]) -> list[str]:
    """The marks of the clock that are on record, in order."""
    events = (await town.seen(case, "events(first: 100) { name data }"))["events"]
    return [event["data"]["mark"] for event in events if event["name"] == "clock_passed"]


async def wait_for_reporter(town: Town, case: dict[str, Any]) -> None:
    await town.clerk.done("startWaiting", "case { id }", id=case["id"], partyRole="reporter", reason="a photo")


async def test_goal_and_deadline_ring_once_each(town: Town, watch: Watch) -> None:
    """Not early, not twice, and each as one event of the platform."""
    case, platform = await town.tree(), town.stack.platform
    assert await fire_due_timers(platform) == 0
    watch.pass_by(hours=24)
    assert [await fire_due_timers(platform) for _ in range(2)] == [1, 0]
    assert (await answer_clock(town, case))["status"] == "RUNNING"
    watch.pass_by(hours=48)
    assert [await fire_due_timers(platform) for _ in range(2)] == [1, 0]
    assert (await answer_clock(town, case))["status"] == "MISSED"
    assert await rung(town, case) == ["goal", "deadline"]
    events = (await town.seen(case, "version events { actor }"))["events"]
    assert [event["actor"] for event in events] == ["carla", "casewright", "casewright"]
    assert (await town.seen(case))["version"] == 1


async def test_a_timer_rings_once_for_many_workers(town: Town, watch: Watch) -> None:
    """Ten relays poll at the same moment."""
    case = await town.tree()
    watch.pass_by(hours=25)
    fired = await asyncio.gather(*(fire_due_timers(town.stack.platform) for _ in range(10)))
    assert sum(fired) == 1
    assert await rung(town, case) == ["goal"]


async def test_what_passed_while_no_worker_ran_rings_late(town: Town, watch: Watch) -> None:
    """After a week without workers goal and deadline are both recorded, in their order."""
    case = await town.tree()
    watch.pass_by(hours=7 * 24)
    assert [await fire_due_timers(town.stack.platform) for _ in range(3)] == [1, 1, 0]
    assert await rung(town, case) == ["goal", "deadline"]


async def test_an_event_just_before_the_poll_silences_no_timer(town: Town, watch: Watch) -> None:
    """The goal passed, then somebody paused the clock: it rings as soon as the clock runs on."""
    case, platform = await town.tree(), town.stack.platform
    watch.pass_by(hours=24.1)
    await wait_for_reporter(town, case)
    assert await fire_due_timers(platform) == 0
    await town.clerk.done("endWaiting", "case { id }", id=case["id"], partyRole="reporter")
    assert await fire_due_timers(platform) == 1
    assert await rung(town, case) == ["goal"]


async def test_waiting_holds_the_clock_up(town: Town, watch: Watch) -> None:
    """What was waited is added to goal and deadline, and explained."""
    case, platform = await town.tree(), town.stack.platform
    watch.pass_by(hours=10)
    await wait_for_reporter(town, case)
    assert (await answer_clock(town, case))["status"] == "PAUSED"
    watch.pass_by(hours=100)
    assert await fire_due_timers(platform) == 0
    await town.clerk.done("endWaiting", "case { id }", id=case["id"], partyRole="reporter")
    clock = await answer_clock(town, case)
    assert (clock["status"], clock["goalAt"]) == ("RUNNING", (MONDAY + timedelta(hours=124)).isoformat())
    assert clock["explanation"] == [
        "started 2026-03-02 09:00 UTC by entering reported or inspected",
        "paused 100 h by waiting for reporter",
        "goal 2026-03-07 13:00 UTC, after 24 hours",
        "deadline 2026-03-09 13:00 UTC, after 72 hours",
    ]
    watch.pass_by(hours=14)
    assert await fire_due_timers(platform) == 1


async def test_waiting_for_somebody_else_does_not(town: Town, watch: Watch) -> None:
    """The clock is held up by the reporter only."""
    case = await town.tree()
    await town.clerk.done("startWaiting", "case { id }", id=case["id"], partyRole="owner", reason="a permit")
    watch.pass_by(hours=24)
    assert (await answer_clock(town, case))["status"] == "RUNNING"
    assert await fire_due_timers(town.stack.platform) == 1


async def test_cases_are_found_by_where_a_clock_stands(town: Town, watch: Watch) -> None:
    """Running, missed, or never started, so that nothing could be late; a misspelt clock is no answer."""
    watch.pass_by(hours=-72)
    late, early = await town.tree(), await town.planned()
    watch.pass_by(hours=72)
    while await fire_due_timers(town.stack.platform):
        pass
    query = """query($clock: ClockFilter) {
        cases(where: {clock: $clock}) { totalCount edges { node { id } } }
        treeCases(where: {clock: $clock, status: {eq: ACTIVE}}) { totalCount } }"""

    async def found(name: str, *status: str) -> list[str]:
        answer = await town.clerk.ask(query, clock={"name": name, "status": status})
        assert answer["treeCases"]["totalCount"] == answer["cases"]["totalCount"]
        return [edge["node"]["id"] for edge in answer["cases"]["edges"]]

    assert await found("answer", "MISSED") == [late["id"]]
    assert await found("safety", "PENDING") == [late["id"]]
    assert await found("safety", "RUNNING", "PAUSED") == [early["id"]]
    assert await found("safety", "PENDING", "RUNNING") == [early["id"], late["id"]]
    assert await found("safety", *ClockStatus.__members__) == [early["id"], late["id"]]
    assert await found("safety") == []
    answer = await town.clerk.send(query, clock={"name": "savety", "status": ["PENDING"]})
    assert "no case type has a clock 'savety'" in str(answer["errors"])


async def test_a_case_without_the_clock_is_found_as_well(town: Town, watch: Watch) -> None:
    """Opened before its type had the clock, it has no row of it; the control: it has one of the other."""
    case = await town.tree()
    await models.Clock.filter(name="safety").delete()
    query = "query($clock: ClockFilter) { cases(where: {clock: $clock}) { edges { node { id } } } }"
    for name, count in (("safety", 1), ("answer", 0)):
        listed = (await town.clerk.ask(query, clock={"name": name, "status": ["PENDING"]}))["cases"]["edges"]
        assert [edge["node"]["id"] for edge in listed] == [case["id"]] * count


async def test_suspension_holds_every_clock_up(town: Town, watch: Watch) -> None:
    """And resuming sets the timer anew."""
    case, platform = await town.tree(), town.stack.platform
    watch.pass_by(hours=1)
    await town.head.done("suspendCase", "case { id }", id=case["id"], reason="winter")
    watch.pass_by(hours=1000)
    assert await fire_due_timers(platform) == 0
    await town.head.done("resumeCase", "case { id }", id=case["id"])
    watch.pass_by(hours=22.9)
    assert await fire_due_timers(platform) == 0
    watch.pass_by(hours=0.1)
    assert await fire_due_timers(platform) == 1


async def test_leaving_the_stages_stops_the_clock_and_coming_back_starts_it_again(town: Town, watch: Watch) -> None:
    """A move between the two stages leaves neither; each run rings for itself."""
    case, platform = await town.tree(), town.stack.platform
    watch.pass_by(hours=25)
    await fire_due_timers(platform)
    await town.do_tasks(case)
    await town.move(case, "inspect")
    assert (await answer_clock(town, case))["startedAt"] == MONDAY.isoformat()
    await town.move(case, "plan", remedy="prune")
    stopped = await answer_clock(town, case)
    assert (stopped["status"], stopped["stoppedAt"]) == ("MET", watch.moment.isoformat())
    watch.pass_by(hours=1)
    await town.move(case, "sendBack", reason="more damage")
    again = await answer_clock(town, case)
    assert (again["status"], again["startedAt"]) == ("RUNNING", watch.moment.isoformat())
    watch.pass_by(hours=24)
    await fire_due_timers(platform)
    assert await rung(town, case) == ["goal", "goal"]


async def test_staying_does_not_start_a_clock_again(town: Town, watch: Watch) -> None:
    """Booking an amount at the stage planned enters nothing."""
    case = await town.planned()
    before = (await town.seen(case, CLOCKS))["clocks"]
    watch.pass_by(hours=5)
    await town.move(case, "book", amount="1")
    after = (await town.seen(case, CLOCKS))["clocks"]
    assert [clock["startedAt"] for clock in after] == [clock["startedAt"] for clock in before]
    assert [clock["status"] for clock in after] == ["MET", "RUNNING"]


async def test_an_override_of_risk_expires(town: Town, watch: Watch) -> None:
    """After its end the rules decide again, as soon as they are asked."""
    case = await town.tree()
    expires = (MONDAY + timedelta(hours=2)).isoformat()
    await town.head.done("overrideRisk", "case { id }", id=case["id"], level="HIGH", reason="school", expiresAt=expires)
    watch.pass_by(hours=1.9)
    risk = "case { risk { level } }"
    assert (await town.clerk.done("assessRisk", risk, id=case["id"]))["case"]["risk"]["level"] == "HIGH"
    watch.pass_by(hours=0.1)
    assert (await town.clerk.done("assessRisk", risk, id=case["id"]))["case"]["risk"]["level"] == "LOW"


async def test_due_dates_of_tasks_count_business_days(town: Town, watch: Watch) -> None:
    """Opened on a Monday, the first task is due by the close of Wednesday."""
    case = await town.tree("tasks { title dueAt }")
    assert case["tasks"] == [
        {"title": "Look at the tree", "dueAt": "2026-03-04T17:00:00+00:00"},
        {"title": "Take a picture", "dueAt": None},
    ]


async def test_a_case_that_rests_is_taken_up_again_on_its_day(town: Town, watch: Watch) -> None:
    """Once, by the platform, when the day begins; not one that was resumed by hand, or rests anew for longer."""
    cases, platform = [await town.tree() for _ in range(3)], town.stack.platform
    async with nothing_changes(town.stack):
        past = {"reason": "Frost", "resumeOn": watch().date().isoformat()}
        over = await town.head.do("suspendCase", "case { id }", id=cases[0]["id"], **past)
    assert rules(over) == ["suspension.over"]
    day = (watch() + timedelta(days=2)).date()
    for case in cases:
        rest = {"reason": "Frost", "resumeOn": day.isoformat()}
        await town.head.done("suspendCase", "case { id }", id=case["id"], **rest)
    for case in cases[1:]:
        await town.head.done("resumeCase", "case { id }", id=case["id"])
    await town.head.done("suspendCase", "case { id }", id=cases[2]["id"], reason="Frost for long")
    watch.pass_by(hours=24)
    await fire_due_timers(platform)
    assert (await town.seen(cases[0]))["status"] == "SUSPENDED"
    watch.pass_by(hours=24)
    await fire_due_timers(platform)
    assert [(await town.seen(case))["status"] for case in cases] == ["ACTIVE", "ACTIVE", "SUSPENDED"]
    seen = await town.seen(cases[0], "resumeOn events(newest: true, first: 10) { name actor data }")
    assert seen["resumeOn"] is None
    [resumed] = [event for event in seen["events"] if event["name"] == "resumed"]
    assert (resumed["actor"], resumed["data"]["resume_on"]) == ("casewright", day.isoformat())
    await fire_due_timers(platform)
    assert await resumptions(town, cases[0]) == 1
    assert await resumptions(town, cases[1]) == 1


async def resumptions(town: Town, case: dict[str, Any]) -> int:
    """How often the case was taken up again."""
    events = (await town.seen(case, "events(first: 100) { name }"))["events"]
    return [event["name"] for event in events].count("resumed")
