"""Figures as of a moment that has passed tell what figures of then told: by risk, model, team and person."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from casewright.operations.timers import fire_due_timers
from stack.refuge import PLUGINS, Refuge
from stack.watch import Watch

MIX = """query($at: DateTime) { metrics(caseType: "ShelterCase", asOf: $at) {
  byRiskLevel { value count } byModel { value count } teamWorkload { name cases } workload { name cases } } }"""
CHOSEN = """query($at: DateTime, $team: String, $model: WorkingModel, $risk: RiskLevel) {
  metrics(caseType: "ShelterCase", asOf: $at, team: $team, model: $model, riskLevel: $risk) { opened } }"""


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The shelter."""
    return PLUGINS


@pytest.fixture(scope="module")
def now(shared_watch: Watch) -> Watch:
    """The gateway looks at the watch."""
    return shared_watch


class Told:
    """What figures tell at one moment after the other, each kept to be asked for again."""

    def __init__(self, refuge: Refuge, watch: Watch) -> None:
        self._refuge = refuge
        self._watch = watch
        self.then: dict[str, dict[str, Any]] = {}

    async def now(self) -> dict[str, Any]:
        """The figures of now; an hour later nothing has changed but the time."""
        found: dict[str, Any] = (await self._refuge.helper.ask(MIX))["metrics"]
        self.then[self._watch().isoformat()] = found
        self._watch.pass_by(hours=1)
        await fire_due_timers(self._refuge.stack.platform)
        return found

    async def again(self) -> dict[str, dict[str, Any]]:
        """The same moments, asked for as of each."""
        return {at: (await self._refuge.helper.ask(MIX, at=at))["metrics"] for at in self.then}


def one(value: str) -> list[dict[str, Any]]:
    """A single case has the value."""
    return [{"value": value, "count": 1}]


async def test_the_newest_override_alone_counts_and_when_it_is_over_the_rules(refuge: Refuge, watch: Watch) -> None:
    """An older override without an end does not come back, neither now nor as of then."""
    told = Told(refuge, watch)
    case = await refuge.asked()
    assert (await told.now())["byRiskLevel"] == one("low")
    await refuge.warden.done("overrideRisk", "case { id }", id=case["id"], level="HIGH", reason="The ice is coming")
    assert (await told.now())["byRiskLevel"] == one("high")
    until = (watch() + timedelta(minutes=90)).isoformat()
    values = {"level": "MODERATE", "reason": "It thaws", "expiresAt": until}
    await refuge.warden.done("overrideRisk", "case { id }", id=case["id"], **values)
    assert (await told.now())["byRiskLevel"] == one("moderate")
    watch.pass_by(hours=1)
    await fire_due_timers(refuge.stack.platform)
    assert (await told.now())["byRiskLevel"] == one("low")
    assert await told.again() == told.then


async def test_a_case_counts_for_the_model_by_which_it_was_worked_then(refuge: Refuge, watch: Watch) -> None:
    """Twice another one: as of each moment the one of then."""
    told = Told(refuge, watch)
    case = await refuge.asked(model="INTENSIVE")
    assert (await told.now())["byModel"] == one("intensive")
    for model in ("BROKERAGE", "INTENSIVE"):
        values = {"id": case["id"], "model": model, "reason": "It is calmer now"}
        await refuge.helper.done("chooseWorkingModel", "case { id }", **values)
        assert (await told.now())["byModel"] == one(model.lower())
    assert await told.again() == told.then


async def test_cases_are_chosen_by_team_model_and_risk(refuge: Refuge, watch: Watch) -> None:
    """Each of three has something of its own; as of yesterday nobody had anything."""
    await refuge.asked(team="north", model="BROKERAGE")
    await refuge.asked(team="south", model="INTENSIVE")
    urgent = await refuge.asked(team="south", model="BROKERAGE")
    await refuge.warden.done("overrideRisk", "case { id }", id=urgent["id"], level="HIGH", reason="The ice is coming")
    counts = {
        ("north", None, None): 1,
        ("south", None, None): 2,
        (None, "BROKERAGE", None): 2,
        (None, None, "HIGH"): 1,
        (None, None, "LOW"): 2,
        ("south", "BROKERAGE", "HIGH"): 1,
        ("north", "BROKERAGE", "HIGH"): 0,
    }
    for (team, model, risk), count in counts.items():
        for at in (None, watch().isoformat()):
            asked = {"team": team, "model": model, "risk": risk, "at": at}
            assert (await refuge.helper.ask(CHOSEN, **asked))["metrics"] == {"opened": count}, asked
        yesterday = (watch() - timedelta(days=1)).isoformat()
        asked = {"team": team, "model": model, "risk": risk, "at": yesterday}
        assert (await refuge.helper.ask(CHOSEN, **asked))["metrics"] == {"opened": 0}
