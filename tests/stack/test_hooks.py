"""Moments of plugins: who permits, what holds a move, plain and async, and what happens when one fails."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from casewright import conduct
from stack import guards
from stack.town import PLUGINS, Town, codes, nothing_changes, rules


class Month:
    number = 3

    def __call__(self) -> datetime:
        return datetime(2026, self.number, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def month() -> Month:
    return Month()


@pytest.fixture(scope="module")
def now(month: Month) -> Month:
    """The gateway knows the month only."""
    return month


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """Four plugins guard the cases of the others."""
    others = {"superstition": guards.superstition, "accident": guards.accident, "moody": guards.moody}
    return PLUGINS | {"guards": guards, **others}


async def note(town: Town, case: dict[str, Any], *roles: str, subject: str = "nina") -> dict[str, Any]:
    return await town.person(subject, *roles).do("addNote", "note { id }", id=case["id"], text="x")


async def test_any_plugin_may_deny_what_the_grants_allow(town: Town) -> None:
    """No opinion and True let it pass, one False denies, and the plugin is named."""
    free, curfew = await town.tree(), await town.tree(street=guards.CURFEW)
    assert codes(await note(town, free, "clerk")) == []
    assert codes(await note(town, curfew, "head")) == []
    async with nothing_changes(town.stack):
        refused = await note(town, curfew, "clerk")
        late = await note(town, free, "clerk", subject="late")
    assert [(codes(each), rules(each), each["problems"][0]["plugin"]) for each in (refused, late)] == [
        (["FORBIDDEN"], ["permit"], "guards"),
        (["FORBIDDEN"], ["permit"], "superstition"),
    ]


async def test_permission_does_not_widen_the_grants(town: Town) -> None:
    """A True of a plugin gives nobody what no grant gives."""
    curfew = await town.tree(street=guards.CURFEW)
    async with nothing_changes(town.stack):
        assert codes(await note(town, curfew)) == ["NOT_FOUND"]
        assert codes(await note(town, curfew, "auditor")) == ["FORBIDDEN"]


async def test_a_plugin_holds_the_moves_of_another(town: Town, month: Month) -> None:
    """In May nothing is felled; the frontend knows why before anybody asks."""
    case = await town.planned()
    month.number = 5
    try:
        async with nothing_changes(town.stack):
            refused = await town.clerk.do(
                "fellTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], price="1"
            )
        buttons = await town.seen(case, "availableTransitions { name reasons { rule plugin } }")
    finally:
        month.number = 3
    assert (rules(refused), refused["problems"][0]["plugin"]) == (["guards.may"], "guards")
    fell = next(button for button in buttons["availableTransitions"] if button["name"] == "fell")
    assert fell["reasons"] == [{"rule": "guards.may", "plugin": "guards"}]
    assert (await town.move(case, "fell", price="1"))["approval"]["state"] == "PENDING"


async def test_an_async_gate_holds_as_well(town: Town) -> None:
    """Awaited inside the transaction."""
    case = await town.tree(girth=13)
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("dismissTreeCase", "treeCase { id }", id=case["id"], expectedVersion=1)
    assert (rules(refused), refused["problems"][0]["path"]) == (["superstition.girth"], ["input", "girth"])


async def test_a_gate_that_fails_holds_and_is_named(town: Town) -> None:
    """The client learns which plugin failed, and none of its words."""
    case = await town.tree(girth=666)
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("dismissTreeCase", "treeCase { id }", id=case["id"], expectedVersion=1)
    [problem] = refused["problems"]
    assert (problem["code"], problem["plugin"]) == ("PLUGIN_ERROR", "accident")
    assert "nobody should read" not in problem["message"]


@pytest.mark.parametrize("part", ["title", "rule", "when", "outcome", "metric", "function"])
async def test_a_declared_function_that_fails_changes_nothing_and_is_named(town: Town, part: str) -> None:
    """Title, risk rule, condition of a task, outcome, metric and transition belong to their plugin."""

    def fails(*anything: Any, **more: Any) -> Any:
        raise ValueError("a name nobody should read")

    case = await town.tree()
    tree = town.stack.platform.case_types["TreeCase"]
    owner, name = {
        "title": (tree, "title"),
        "rule": (tree.risk_rules[0], "function"),
        "when": (tree.tasks[0], "when"),
        "metric": (tree.metrics[0], "function"),
        "outcome": (tree.transitions["dismiss"], "outcome"),
        "function": (tree.transitions["dismiss"], "function"),
    }[part]
    before = getattr(owner, name)
    object.__setattr__(owner, name, fails)
    try:
        async with nothing_changes(town.stack):
            if part in {"outcome", "function"}:
                refused = await town.clerk.do("dismissTreeCase", "treeCase { id }", id=case["id"], expectedVersion=1)
            else:
                refused = await town.clerk.do(
                    "openTreeCase", "treeCase { id }", tag="f", street="Elm Row", foundOn="2026-03-02"
                )
    finally:
        object.__setattr__(owner, name, before)
    [problem] = refused["problems"]
    assert (problem["code"], problem["plugin"]) == ("PLUGIN_ERROR", "trees")
    assert "'trees'" in problem["message"]
    assert "nobody should read" not in problem["message"]


async def test_an_answer_that_is_neither_yes_nor_no_denies(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word is no yes, and a gate that returns something has not understood that it has to raise."""
    case = await town.tree()
    monkeypatch.setattr(guards.permits, "answer", "no")
    async with nothing_changes(town.stack):
        unclear = await note(town, case, "clerk")
    monkeypatch.setattr(guards.permits, "answer", True)
    monkeypatch.setattr(guards.holds, "answer", False)
    async with nothing_changes(town.stack):
        held = await town.clerk.do("dismissTreeCase", "treeCase { id }", id=case["id"], expectedVersion=1)
    told = [(codes(each), each["problems"][0]["plugin"], each["problems"][0]["message"]) for each in (unclear, held)]
    assert told == [
        (["PLUGIN_ERROR"], "moody", "plugin 'moody': permit returned a str"),
        (["PLUGIN_ERROR"], "moody", "plugin 'moody': before_transition returned a bool"),
    ]


async def test_a_guard_that_keeps_failing_is_not_asked_and_denies(
    town: Town, month: Month, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five times in a row it is asked and fails; then nothing is permitted without asking, until it is tried again."""
    case = await town.tree()
    monkeypatch.setattr(guards.permits, "answer", ValueError("a name nobody should read"))
    asked, answers = guards.permits.asked, []
    async with nothing_changes(town.stack):
        for _ in range(7):
            answers.append(await note(town, case, "clerk"))
    assert guards.permits.asked - asked == 5
    assert [codes(each) for each in answers] == [["PLUGIN_ERROR"]] * 7
    assert {each["problems"][0]["plugin"] for each in answers} == {"moody"}
    assert "is switched off for a while" in answers[-1]["problems"][0]["message"]
    assert 'casewright_hook_switched_off{moment="permit",plugin="moody"} 1.0' in await _figures(town)
    monkeypatch.setattr(guards.permits, "answer", None)
    assert codes(await note(town, case, "clerk")) == ["PLUGIN_ERROR"]
    month.number = 4
    try:
        assert codes(await note(town, case, "clerk")) == []
    finally:
        month.number = 3
    assert codes(await note(town, case, "clerk")) == []
    assert 'casewright_hook_switched_off{moment="permit",plugin="moody"} 0.0' in await _figures(town)


async def test_control_a_guard_that_is_never_switched_off_is_asked_each_time(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the rule each write would wait for it again."""
    monkeypatch.setattr(conduct, "MOST_FAILURES", 1_000)
    case = await town.tree()
    monkeypatch.setattr(guards.permits, "answer", ValueError("a name nobody should read"))
    asked = guards.permits.asked
    for _ in range(7):
        assert codes(await note(town, case, "clerk")) == ["PLUGIN_ERROR"]
    assert guards.permits.asked - asked == 7
    monkeypatch.setattr(guards.permits, "answer", None)
    assert codes(await note(town, case, "clerk")) == []


async def _figures(town: Town) -> str:
    return (await town.stack.client.get("/metrics")).text
