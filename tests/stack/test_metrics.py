"""Figures over the cases one may see: counts, times and declared metrics."""

from datetime import timedelta
from typing import Any

import pytest

from kit import Person
from stack.town import Town
from stack.watch import MONDAY, Watch

QUERY = """query($type: String!, $from: DateTime, $before: DateTime) {
  metrics(caseType: $type, openedFrom: $from, openedBefore: $before) {
    opened closed byStatus { value count } byPhase { value count } byRiskLevel { value count }
    byOutcome { value count } cycleTime { count median p90 } declared { name unit count sum mean } } }"""


@pytest.fixture(scope="module")
def now(shared_watch: Watch) -> Watch:
    """The gateway looks at the watch."""
    return shared_watch


async def metrics(person: Person, case_type: str = "TreeCase", **period: str) -> dict[str, Any]:
    found: dict[str, Any] = (await person.ask(QUERY, type=case_type, **period))["metrics"]
    return found


def counted(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {row["value"]: row["count"] for row in rows}


async def five(town: Town, watch: Watch) -> None:
    """Five trees, one a day, of which four are dismissed after one, two, three and ten hours."""
    for day, hours in enumerate([1, 2, 3, 10, 0]):
        watch.moment = MONDAY + timedelta(days=day)
        case = await town.inspected(cost="100", girth=[10, None, 30, 260, None][day], team="north" if day < 2 else None)
        await town.move(case, "book", amount=["0.1", "0.2", "0", "0", "0"][day])
        watch.moment += timedelta(hours=hours)
        if hours:
            await town.move(case, "dismiss", moved=day == 0)


async def test_figures_over_all_cases_of_a_type(town: Town, watch: Watch) -> None:
    """Counts by what all cases have, nearest-rank times, and the declared metrics exactly added up."""
    await five(town, watch)
    found = await metrics(town.clerk)
    assert (found["opened"], found["closed"]) == (5, 4)
    assert counted(found["byStatus"]) == {"terminated": 3, "closed": 1, "active": 1}
    assert [row["value"] for row in found["byStatus"]] == ["terminated", "active", "closed"]  # ties by value
    assert counted(found["byPhase"]) == {"assessment": 5}
    assert counted(found["byRiskLevel"]) == {"low": 4, "moderate": 1}
    assert counted(found["byOutcome"]) == {"unfounded": 3, "moved": 1}
    assert found["cycleTime"] == {"count": 4, "median": 2 * 3600, "p90": 10 * 3600}
    spent, girth = found["declared"]
    assert (spent["name"], spent["unit"], spent["count"]) == ("spent", "EUR", 2)
    assert (girth["name"], girth["count"], float(girth["sum"]), float(girth["mean"])) == ("girth", 3, 300, 100)
    assert float(spent["sum"]) == pytest.approx(0.3)


async def test_some_of_the_declared_figures_are_asked_for(town: Town, watch: Watch) -> None:
    """Those named, in the order of their declaration, also for each value of a field; an unknown name is refused."""
    await five(town, watch)
    asked = """query($names: [String!]) { metrics(caseType: "TreeCase") { declared(names: $names) { name count }
      byField(field: "street") { few: declared(names: $names) { name count } all: declared { name count } } } }"""
    spent, girth = {"name": "spent", "count": 2}, {"name": "girth", "count": 3}
    for names, expected in ((["girth"], [girth]), (["girth", "spent", "girth"], [spent, girth]), ([], [])):
        found = (await town.clerk.ask(asked, names=names))["metrics"]
        assert found["declared"] == expected
        assert found["byField"] == [{"few": expected, "all": [spent, girth]}]
    unknown = '{ metrics(caseType: "TreeCase") { declared(names: ["girth", "height"]) { name } } }'
    [error] = (await town.clerk.send(unknown))["errors"]
    assert error["extensions"]["rule"] == "metrics.declared"
    assert "there are: spent, girth" in error["message"]


APART = """query($field: String!, $from: DateTime) { metrics(caseType: "TreeCase", openedFrom: $from) {
  byField(field: $field) { value count declared { count } } } }"""


@pytest.mark.parametrize(
    ("field", "counts"),
    [
        ("protected", {"false": 2, "true": 3}),
        ("species", {"Ash": 1, "beech": 1, "Ünnamed": 1, None: 2}),
        ("foundOn", {"2026-02-26": 2, "2026-02-27": 3}),
        ("urgency", {"calm": 4, "now": 1}),
    ],
)
async def test_values_are_the_same_whichever_cases_count(town: Town, field: str, counts: dict[str | None, int]) -> None:
    """All cases of the type, those of a period, and those of a team; in their order, none last."""
    for number, species in enumerate(["beech", "Ünnamed", None, "Ash", None]):
        found_on = "2026-02-27" if number % 2 == 0 else "2026-02-26"
        urgency = "NOW" if number == 3 else "CALM"
        more = {"protected": number % 2 == 0, "foundOn": found_on, "urgency": urgency}
        await town.inspected(species=species, team="north", **more)
    warden = town.person("wanda", "warden", teams=("north",))
    long_ago = {"from": "2020-01-01T00:00:00Z"}
    for person, period in ((town.clerk, {}), (town.clerk, long_ago), (warden, {})):
        groups = (await person.ask(APART, field=field, **period))["metrics"]["byField"]
        assert {group["value"]: group["count"] for group in groups} == counts
        assert [group["value"] for group in groups] == list(counts)
        assert all(len(group["declared"]) == 2 for group in groups)


async def test_clocks_show_what_paused_them(town: Town, watch: Watch) -> None:
    """One of two holes rests for three hours and is filled in time, one of them late; the pause is told in seconds."""
    shown = "pothole { id version }"
    rested, late = [
        (await town.clerk.done("openPothole", shown, road=road))["pothole"] for road in ("High Street", "Low Street")
    ]
    await town.head.done("suspendCase", "case { id }", id=rested["id"], reason="frost")
    watch.moment += timedelta(hours=3)
    await town.head.done("resumeCase", "case { id }", id=rested["id"])
    watch.moment += timedelta(hours=47)
    for hole, version in ((rested, 3), (late, 1)):
        await town.clerk.done("fillPothole", "pothole { id }", id=hole["id"], expectedVersion=version)
    asked = """{ metrics(caseType: "Pothole") {
      clocks { name attained { part whole share } running paused withPauses pausedSeconds } } }"""
    assert (await town.clerk.ask(asked))["metrics"]["clocks"] == [
        {
            "name": "open_to_traffic",
            "attained": {"part": 1, "whole": 2, "share": "0.5000"},
            "running": 0,
            "paused": 0,
            "withPauses": 1,
            "pausedSeconds": 3 * 3600,
        }
    ]


async def test_a_period_is_from_and_before(town: Town, watch: Watch) -> None:
    """The first moment is in it, the last is not."""
    await five(town, watch)
    tuesday, thursday = ((MONDAY + timedelta(days=days)).isoformat() for days in (1, 3))
    period = {"from": tuesday, "before": thursday}
    assert (await metrics(town.clerk, **period))["opened"] == 2
    assert (await metrics(town.clerk, **{"from": thursday}))["opened"] == 2


async def test_figures_are_over_what_one_may_see(town: Town, watch: Watch) -> None:
    """A team's cases only, another type's, nobody's; and nothing of another town."""
    await five(town, watch)
    warden = town.person("wanda", "warden", teams=("north",))
    assert [(await metrics(each))["opened"] for each in (warden, town.person("nina"))] == [2, 0]
    nothing = await metrics(Town.founded(town.stack).clerk)
    assert (nothing["opened"], nothing["cycleTime"]["median"], nothing["declared"][0]["mean"]) == (0, None, None)
    assert (await metrics(town.clerk, "Pothole"))["opened"] == 0


async def test_an_unknown_type_and_a_time_without_zone_are_refused(town: Town) -> None:
    """Each as a coded error."""
    for variables in ({"type": "Volcano"}, {"type": "TreeCase", "from": "2026-03-02T09:00:00"}):
        answer = await town.clerk.send(QUERY, **variables)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]
