"""Figures of the whole way: as of any moment, over what one may see."""

from datetime import timedelta
from typing import Any

import pytest

from casewright.access.policy import Policy
from equality.counting import statements
from kit import Person
from process.conftest import NOW
from process.yard import Yard

ALL = """query($asOf: DateTime, $since: DateTime!, $before: DateTime!) { metrics(caseType: "Garden", asOf: $asOf) {
  opened closed byStatus { value count } byPhase { value count } byOutcome { value count }
  cycleTime { count median p90 } backlogAge { count median p90 }
  timeInPhases { phase time { count median } } throughput(since: $since, before: $before) { opened ended reopened }
  reopened { part whole share } rework { part whole share } firstContact { part whole }
  reassigned { part whole }
  workload { name cases suspended tasks } teamWorkload { name cases }
  goals { value count } goalAttainment { part whole } satisfaction { source count mean }
  economies { currency hard savings roi } clocks { name } declared { name } } }"""
HOUR = timedelta(hours=1)


async def figures(person: Person, **asked: str) -> dict[str, Any]:
    """All figures of all gardens."""
    period = {"since": NOW.isoformat(), "before": (NOW + timedelta(days=30)).isoformat()}
    found: dict[str, Any] = (await person.ask(ALL, **period | asked))["metrics"]
    return found


def counted(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {row["value"]: row["count"] for row in rows}


async def test_the_figures_are_as_of_any_moment(yard: Yard) -> None:
    """A garden is given up after two hours and taken up again a day later; another one is suspended."""
    first = await yard.garden()
    yard.clock.now += 2 * HOUR
    await yard.move(first, "giveUp")
    yard.clock.now += HOUR
    second = await yard.garden()
    yard.clock.now += HOUR
    await yard.foreman.done("suspendCase", "case { id }", id=second["id"], reason="Frost")
    yard.clock.now += HOUR
    ended = yard.clock.now.isoformat()
    yard.clock.now += timedelta(days=1)
    await yard.foreman.done("reopenCase", "case { id }", id=first["id"], reason="Spring")

    now = await figures(yard.gardener)
    assert (now["opened"], now["closed"], counted(now["byStatus"])) == (2, 0, {"active": 1, "suspended": 1})
    assert now["cycleTime"] == {"count": 0, "median": None, "p90": None}
    assert now["reopened"] == {"part": 1, "whole": 1, "share": "1.0000"}
    assert now["rework"] == {"part": 1, "whole": 2, "share": "0.5000"}
    assert now["throughput"] == {"opened": 2, "ended": 1, "reopened": 1}

    then = await figures(yard.gardener, asOf=ended)
    assert (then["opened"], then["closed"]) == (2, 1)
    assert counted(then["byStatus"]) == {"suspended": 1, "terminated": 1}
    assert counted(then["byOutcome"]) == {"given_up": 1}
    assert then["cycleTime"] == {"count": 1, "median": 7200, "p90": 7200}
    assert then["backlogAge"] == {"count": 1, "median": 7200, "p90": 7200}
    assert then["timeInPhases"] == [{"phase": "ASSESSMENT", "time": {"count": 1, "median": 7200}}]
    assert (then["reopened"]["share"], then["rework"]["share"]) == ("0.0000", "0.0000")
    assert then["throughput"] == {"opened": 2, "ended": 1, "reopened": 0}

    early = await figures(yard.gardener, asOf=(NOW + HOUR).isoformat())
    assert (early["opened"], early["closed"], early["backlogAge"]["median"]) == (1, 0, 3600)


async def test_a_case_that_goes_from_hand_to_hand_is_counted(yard: Yard) -> None:
    """Two are taken, one is handed on an hour later; one that nobody has is not asked about."""
    handed_on, _ = [await yard.garden() for _ in range(2)], await yard.garden()
    for garden in handed_on:
        await yard.gardener.done("claimCase", "case { id }", id=garden["id"])
    taken = yard.clock.now.isoformat()
    yard.clock.now += HOUR
    await yard.gardener.done("releaseCase", "case { id }", id=handed_on[0]["id"], reason="On leave")
    await yard.person("gil", "gardener").done("claimCase", "case { id }", id=handed_on[0]["id"])
    assert (await figures(yard.gardener))["reassigned"] == {"part": 1, "whole": 2}
    assert (await figures(yard.gardener, asOf=taken))["reassigned"] == {"part": 0, "whole": 2}


async def test_what_cases_came_to_is_told_to_those_who_may_see_it(yard: Yard) -> None:
    """Goals, opinions, costs; a visitor, from whom plans and costs are hidden, hears of neither."""
    garden = await yard.watched()
    case = garden["id"]
    for rating, source in ((5, "CLIENT"), (4, "CLIENT"), (2, "STAFF")):
        await yard.gardener.done("giveFeedback", "feedback { id }", id=case, source=source, rating=rating)
    entry = {"hard": True, "currency": "EUR", "description": "Spades", "incurredOn": "2026-03-02"}
    for kind, amount in (("POTENTIAL", "1000.10"), ("ACTUAL", "400"), ("CASE_MANAGEMENT", "200.05")):
        await yard.gardener.done("addCost", "cost { id }", id=case, kind=kind, amount=amount, **entry)
    await yard.gardener.done("addTask", "task { id }", id=case, title="Weed", assignee="greta")
    await yard.foreman.done("suspendCase", "case { id }", id=case, reason="Frost")

    found = await figures(yard.gardener)
    assert counted(found["goals"]) == {"achieved": 1}
    assert found["goalAttainment"] == {"part": 1, "whole": 1}
    assert found["satisfaction"] == [
        {"source": "CLIENT", "count": 2, "mean": "4.50"},
        {"source": "STAFF", "count": 1, "mean": "2.00"},
    ]
    assert found["economies"] == [{"currency": "EUR", "hard": True, "savings": "400.05", "roi": "1.9998"}]
    assert found["workload"] == [{"name": "greta", "cases": 0, "suspended": 0, "tasks": 1}]
    assert counted(found["byPhase"]) == {"follow_up": 1}

    hidden = await figures(yard.person("vera", "visitor"))
    assert (hidden["goals"], hidden["economies"], hidden["opened"]) == ([], [], 1)
    assert hidden["satisfaction"] == found["satisfaction"]
    assert (await figures(yard.person("nobody")))["opened"] == 0


async def test_a_case_that_should_never_have_been_is_in_no_figure(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """From when that is found, over one type or all of them, however the cases are looked up; before, it counted."""
    case = await yard.garden()
    yard.clock.now += HOUR
    await yard.move(case, "giveUp")
    alone = await figures(yard.gardener)
    mistaken = await yard.garden()
    await yard.gardener.done("claimCase", "case { id }", id=mistaken["id"])
    await yard.gardener.done("addTask", "task { id }", id=mistaken["id"], title="Weed", assignee="greta")
    await yard.gardener.done("giveFeedback", "feedback { id }", id=mistaken["id"], source="STAFF", rating=1)
    yard.clock.now += HOUR
    before = yard.clock.now
    counted_then = await figures(yard.gardener)
    yard.clock.now += HOUR
    await yard.move(mistaken, "strike")
    assert counted_then["opened"] == 2
    assert await figures(yard.gardener) == alone
    with monkeypatch.context() as patched:
        patched.setattr(Policy, "kept_from", lambda *asked: None)
        assert await figures(yard.gardener) == alone
    assert (await figures(yard.gardener, asOf=yard.clock.now.isoformat()))["opened"] == 1
    assert (await figures(yard.gardener, asOf=before.isoformat()))["opened"] == 2
    every = await yard.gardener.ask("{ metrics { opened byOutcome { value } } cases { totalCount } }")
    assert every["metrics"] == {"opened": 1, "byOutcome": [{"value": "given_up"}]}
    assert every["cases"]["totalCount"] == 2


async def test_cases_are_chosen_by_what_they_have(yard: Yard) -> None:
    """By person, by risk, and over all types at once."""
    case = await yard.garden()
    await yard.gardener.done("claimCase", "case { id }", id=case["id"])
    asked = """query($who: String) { metrics(assignee: $who, riskLevel: LOW) { opened workload { name cases }
      declared { name } } }"""
    assert (await yard.gardener.ask(asked, who="greta"))["metrics"] == {
        "opened": 1,
        "workload": [{"name": "greta", "cases": 1}],
        "declared": [],
    }
    assert (await yard.gardener.ask(asked, who="felix"))["metrics"]["opened"] == 0


async def test_a_level_set_by_hand_counts_whatever_the_rules_say_later(yard: Yard) -> None:
    """Now and as of that moment alike, until it is over."""
    garden = await yard.garden()
    yard.clock.now += HOUR
    await yard.foreman.done("overrideRisk", "case { id }", id=garden["id"], level="HIGH", reason="Flood")
    yard.clock.now += HOUR
    await yard.gardener.done("assessRisk", "case { id }", id=garden["id"])
    asked = "query($at: DateTime) { metrics(asOf: $at) { byRiskLevel { value count } } }"
    for moment, level in ((None, "high"), (yard.clock.now, "high"), (yard.clock.now - 2 * HOUR, "low")):
        found = await yard.gardener.ask(asked, at=moment and moment.isoformat())
        assert counted(found["metrics"]["byRiskLevel"]) == {level: 1}


async def test_each_figure_costs_its_own_statement(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted is counted once, and not at all when something else is asked for."""
    await yard.garden()
    for asked, cost in (
        ("opened closed byStatus { value } byPhase { value } teamWorkload { name }", 1),
        ("cycleTime { median }", 1),
        ("workload { name } byModel { value }", 2),
    ):
        with statements(yard.stack.platform.database, monkeypatch) as noted:
            await yard.gardener.ask(f"{{ metrics {{ {asked} }} }}")
        assert len([text for text in noted if 'FROM "case"' in text]) == cost
