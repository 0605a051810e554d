"""Loading plugins and asking them: a refusal or a failure always names the plugin."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from casewright import Calendar, CaseType, CasewrightError, Phase, PluginError, Refused, Status, hookimpl, plugins
from casewright.conduct import Conduct
from casewright.platform import Platform, utc_now
from casewright.plugins import ask, blaming, call, declared, installed, load
from casewright.settings import Settings
from stack import potholes, trees


def plugin(**members: Any) -> SimpleNamespace:
    """An object with hook implementations."""
    hooks = {name: hookimpl(value) if callable(value) else value for name, value in members.items()}
    return SimpleNamespace(**hooks)


def start(tmp_path: Any, **given: Any) -> Platform:
    return Platform(Settings(data_dir=tmp_path), plugins=given)


def test_the_defaults_come_first_and_can_be_replaced(tmp_path: Any) -> None:
    """A plugin's calendar takes the place of the default of the same name."""
    office = Calendar(name="business", zone="Europe/Warsaw")
    platform = start(tmp_path, office=plugin(calendars=lambda: [office]))
    assert platform.calendar("business") is office


def test_a_case_type_knows_its_plugin(tmp_path: Any) -> None:
    """Errors name it."""
    platform = start(tmp_path, trees=trees, potholes=potholes)
    assert [platform.plugin_of(name) for name in platform.case_types] == ["trees", "potholes"]


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"case_typez": lambda: []}, "unknown hook 'case_typez'"),
        ({"permit": lambda actor, aktion: None}, "{'aktion'}"),
        ({"case_types": lambda: None}, "the hook case_types failed"),
        ({"case_types": lambda: ["Tree"]}, "case_types returned 'Tree'"),
        ({"case_types": lambda: [trees.tree]}, "'TreeCase' is declared by 'trees' and 'vendor'; rename one"),
        ({"calendars": lambda: [Calendar(name="x", zone="Mars/Olympus")]}, "the hook calendars failed"),
        ({"instruments": lambda: ["PHQ-9"]}, "instruments returned 'PHQ-9', no Instrument"),
        ({"instruments": lambda: [trees.VITALITY]}, "'vitality' is declared by 'trees' and 'vendor'; rename one"),
        ({"instruments": lambda: [replace(trees.VITALITY, name="v", items=())]}, "no item is scored"),
    ],
)
def test_a_wrong_plugin_is_refused_with_one_sentence(tmp_path: Any, members: dict[str, Any], sentence: str) -> None:
    """A misspelt hook, a wrong argument, a wrong answer, a name that is taken."""
    with pytest.raises(PluginError) as refusal:
        start(tmp_path, trees=trees, vendor=plugin(**members))
    assert sentence in refusal.value.message
    assert "'vendor'" in refusal.value.message
    assert "\n" not in refusal.value.message
    assert refusal.value.plugin == "vendor"


def test_a_wrong_declaration_is_refused_when_the_platform_is_made(tmp_path: Any) -> None:
    """Every check of a declaration is one of the start."""
    kind = CaseType(
        "Thing", potholes.Pothole, number="1", stages={}, title=str, outcomes={"x": Status.CLOSED}, reopens_at="x"
    )
    with pytest.raises(PluginError, match="plugin 'vendor': Thing: declare at least one stage"):
        start(tmp_path, vendor=plugin(case_types=lambda: [kind]))


def test_the_same_object_is_not_two_plugins() -> None:
    """It is refused by its second name."""
    with pytest.raises(PluginError, match="plugin 'twice'"):
        load({"once": potholes, "twice": potholes})


def test_plugins_come_in_the_order_of_what_they_require() -> None:
    """What requires another comes after it; names that are not there do not matter."""
    late = plugin(requires=("early", "absent"), case_types=lambda: ["late"])
    early = plugin(case_types=lambda: ["early"])
    assert declared(load({"late": late, "early": early}), "case_types") == [("early", "early"), ("late", "late")]


def test_a_ring_of_requirements_is_refused() -> None:
    """The sentence shows the ring."""
    ring = {"a": plugin(requires=("b",)), "b": plugin(requires=("a",))}
    with pytest.raises(PluginError, match=r"require each other in a ring: (a -> b -> a|b -> a -> b)"):
        load(ring)


def test_an_enabled_plugin_must_be_installed() -> None:
    """A misspelt name in the settings is refused."""
    with pytest.raises(PluginError, match="plugin 'insurence' is enabled but not installed"):
        installed(frozenset({"insurence"}))


def test_an_instrument_serves_the_case_types_of_all_plugins(tmp_path: Any) -> None:
    """Whoever declares it, and whichever is loaded first."""
    bush = CaseType(
        "Bush",
        trees.Tree,
        number="B-{year}-{sequence}",
        stages={"seen": Phase.SCREENING},
        title=lambda fields: fields.tag,
        outcomes={"cut": Status.COMPLETED},
        reopens_at="seen",
    )
    bush.assess("vitality", on="seen")
    platform = start(tmp_path, bushes=plugin(case_types=lambda: [bush]), trees=trees)
    assert list(platform.instruments) == ["vitality"]
    assert platform.plugin_of_instrument("vitality") == "trees"
    assert "Bush" in platform.case_types


def test_the_installed_plugins_are_found_by_entry_point() -> None:
    """Those enabled, and only those."""
    assert list(installed(frozenset({"insurance"}))) == ["insurance"]


async def test_moments_are_asked_of_all_with_the_arguments_they_take() -> None:
    """Plain and async implementations, each with its own subset of arguments."""

    async def slow(case: Any) -> bool:
        await asyncio.sleep(0)
        return bool(case == "case")

    manager = load({"plain": plugin(permit=lambda action: action == "read"), "async": plugin(permit=slow)})
    answers = await ask(manager, Conduct(utc_now), "permit", case="case", action="update", actor="ann")
    assert answers == [("plain", False), ("async", True)]


async def test_a_refusal_of_a_plugin_carries_its_name() -> None:
    """A Refused passes as it is."""

    def gate(case: Any) -> None:
        raise Refused("not today", rule="gate.day")

    with pytest.raises(Refused, match="not today") as refusal:
        await call("vendor", "before_transition", gate, "case")
    assert (refusal.value.plugin, refusal.value.rule) == ("vendor", "gate.day")


async def test_a_failure_of_a_plugin_is_named_and_not_quoted() -> None:
    """The words of an unexpected exception may be about a person; its type is kept as the cause."""

    async def gate(case: Any) -> None:
        raise KeyError("Robin's diagnosis")

    with pytest.raises(PluginError) as failure:
        await call("vendor", "before_transition", gate, "case")
    assert failure.value.message == "plugin 'vendor': before_transition failed"
    assert isinstance(failure.value.__cause__, KeyError)


async def test_the_arguments_of_a_move_may_have_any_name() -> None:
    """Also those by which the platform calls what it hands over itself."""

    def move(case: str, *, plugin: str, what: str, function: str) -> tuple[str, ...]:
        return case, plugin, what, function

    answer = await call("vendor", "transition 'move'", move, "case", plugin="a", what="b", function="c")
    assert answer == ("case", "a", "b", "c")


async def test_a_plugin_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A moment has a few seconds, here none."""
    monkeypatch.setattr(plugins, "_SECONDS", 0.01)
    with pytest.raises(PluginError, match="plugin 'vendor': before_transition took too long"):
        await call("vendor", "before_transition", lambda: asyncio.sleep(60))


def test_blaming_adds_the_name_to_an_error_without_one() -> None:
    """What the core raised about a plugin's code is told with the plugin's name."""
    with pytest.raises(PluginError, match="plugin 'vendor': the rule broke") as failure, blaming("vendor", "risk"):
        raise PluginError("the rule broke", rule="r")
    assert (failure.value.plugin, failure.value.rule) == ("vendor", "r")
    with pytest.raises(CasewrightError, match=r"^already named$"), blaming("vendor", "risk"):
        raise PluginError("already named", plugin="other")
