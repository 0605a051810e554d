"""A platform does not start with a plugin that is wrong: one sentence names the plugin and what to change."""

from collections.abc import Callable
from dataclasses import make_dataclass
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from casewright import (
    Action,
    Approval,
    Calendar,
    Case,
    CaseType,
    Phase,
    PluginError,
    Status,
    entered,
    hookimpl,
    hours,
    indexed,
    left,
    managed,
)
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.schema import compose
from kit import running

Plugins = dict[str, object]
STAGES = {"new": Phase.SCREENING, "done": Phase.EVALUATION}


def thing(name: str = "Thing", *fields: tuple[Any, ...], **more: Any) -> CaseType[Any]:
    """A case type without mistakes, but for what is given."""
    cls = make_dataclass(name, [("name", str, indexed()), *fields], frozen=True, kw_only=True)
    given = {"number": "T-{year}-{sequence}", "stages": STAGES, "outcomes": {"done": Status.COMPLETED}}
    kind = CaseType(name, cls, **{"title": lambda values: values.name, "reopens_at": "new"} | given | more)
    kind.grant("worker", Action.READ, Action.OPEN, Action.WORK)
    return move(kind, "finish", "new -> done", outcome="done")


def move(kind: CaseType[Any], name: str, path: str = "new", **more: Any) -> CaseType[Any]:
    """The same type with one more transition."""

    def function(case: Case[Any]) -> Any:
        """Move it."""
        return case.fields

    function.__name__ = name
    kind.transition(path, **({"role": "worker"} | more))(function)
    return kind


def clocked(start: str = "new", calendar: str = "", count: int = 1) -> CaseType[Any]:
    """A thing with a clock."""
    kind = thing()
    for _ in range(count):
        kind.clock("answer", start=entered(start), stop=left("new"), deadline=hours(1), calendar=calendar)
    return kind


def tasked(on: str = "new", role: str = "worker") -> CaseType[Any]:
    """A thing with a task."""
    kind = thing()
    kind.task("Look", on=on, role=role)
    return kind


def hiding(group: str) -> CaseType[Any]:
    """A thing with a grant that hides something."""
    kind = thing()
    kind.grant("reader", Action.READ, hide=(group,))
    return kind


def reacting() -> CaseType[Any]:
    """A thing with two reactions of one name."""
    kind = thing()
    for _ in range(2):
        kind.on("done")(lambda case, event: None)
    return kind


def plugin(*makers: Callable[[], Any], **hooks: Any) -> SimpleNamespace:
    """A plugin with these case types and hooks; its types are declared when the platform asks for them."""
    marked = {name: hookimpl(hook) if callable(hook) else hook for name, hook in hooks.items()}
    return SimpleNamespace(**({"case_types": hookimpl(lambda: [make() for make in makers])} | marked))


class Odd:
    """No type of a field: it cannot be read back from a row."""


def choice(name: str) -> type[Enum]:
    return Enum(name, {"A": "a"})  # type: ignore[return-value]


def nested(name: str) -> type[Any]:
    return make_dataclass(name, [("size", int)], frozen=True)


def alone(*arguments: Any, **more: Any) -> Plugins:
    return {"vendor": plugin(lambda: thing(*arguments, **more))}


def one(make: Callable[[], CaseType[Any]]) -> Plugins:
    return {"vendor": plugin(make)}


def beside(first: Callable[[], CaseType[Any]], second: Callable[[], CaseType[Any]]) -> Plugins:
    return {"first": plugin(first), "vendor": plugin(second)}


WRONG: dict[str, Callable[[], Plugins]] = {
    # hooks
    "unknown hook 'case_typez'": lambda: {"vendor": plugin(case_typez=lambda: [])},
    "{'aktion'}": lambda: {"vendor": plugin(permit=lambda actor, aktion: None)},
    "the hook case_types failed: division by zero": lambda: {"vendor": plugin(case_types=lambda: [1 / 0])},
    "the hook case_types failed: 'NoneType' object is not iterable": lambda: {
        "vendor": plugin(case_types=lambda: None)
    },
    "case_types returned 'Thing', no CaseType": lambda: {"vendor": plugin(case_types=lambda: ["Thing"])},
    "calendars returned 'business', no Calendar": lambda: {"vendor": plugin(calendars=lambda: ["business"])},
    "the hook calendars failed": lambda: {"vendor": plugin(calendars=lambda: [Calendar(name="x", zone="Mars/X")])},
    "the hook case_types failed: Unable to generate": lambda: alone("Thing", ("odd", Odd)),
    # names
    "declared by 'first' and 'vendor'; rename one": lambda: beside(thing, thing),
    "the name must be letters and digits": lambda: alone("a_thing"),
    "the plural 'my things' must be letters and digits": lambda: alone(plural="my things"),
    "the field 'opened_at' has the name of a generic field": lambda: alone("Thing", ("opened_at", str)),
    "the field 'openedAt' must be letters and digits in lower case": lambda: alone("Thing", ("openedAt", str)),
    "the transition 'finish' is declared twice": lambda: one(lambda: move(thing(), "finish")),
    "the transition 'goOn' must be letters": lambda: one(lambda: move(move(thing(), "go_on"), "goOn")),
    "the transition 'open' has the name of a generic mutation": lambda: one(lambda: move(thing(), "open")),
    "the clock 'answer' is declared twice": lambda: one(lambda: clocked(count=2)),
    "two reactions are named 'Thing.<lambda>'": lambda: one(reacting),
    # stages, roles, outcomes, calendars, groups
    "no transition leads to the stage 'lost'": lambda: alone(stages={**STAGES, "lost": Phase.PLANNING}),
    "no transition leads to the stage 'far'": lambda: one(
        lambda: move(
            move(thing(stages={**STAGES, "far": Phase.PLANNING, "away": Phase.PLANNING}), "there", "away -> far"),
            "back",
            "far -> away",
        )
    ),
    "the stage 'new' needs a Phase, not 'screening'": lambda: alone(stages={**STAGES, "new": "screening"}),
    "transition 'go' names the unknown stage 'nwe'": lambda: one(lambda: move(thing(), "go", "nwe -> done")),
    "the task 'Look' comes up on the unknown stage 'nwe'": lambda: one(lambda: tasked(on="nwe")),
    "the clock 'answer' names the unknown stage 'nwe'": lambda: one(lambda: clocked(start="nwe")),
    "reopens at the unknown stage 'nwe'": lambda: alone(reopens_at="nwe"),
    "transition 'go' names the role 'wroker', which has no grant": lambda: one(
        lambda: move(thing(), "go", role="wroker")
    ),
    "transition 'go' names the role 'boss', which has no grant": lambda: one(
        lambda: move(thing(), "go", approval=Approval(role=("worker", "boss")))
    ),
    "transition 'go' names no role": lambda: one(lambda: move(thing(), "go", approval=Approval(role=()))),
    "the task 'Look' names the role 'wroker', which has no grant": lambda: one(lambda: tasked(role="wroker")),
    "transition 'go' ends with the unknown outcome 'doen'": lambda: one(lambda: move(thing(), "go", outcome="doen")),
    "the outcome 'done' must bring a final status, not suspended": lambda: alone(outcomes={"done": Status.SUSPENDED}),
    "the outcome 'done' must bring a final status, not finished": lambda: alone(outcomes={"done": "finished"}),
    "the calendar 'moon' is declared by no plugin": lambda: one(lambda: clocked(calendar="moon")),
    "hides 'secrts', which is no field group": lambda: one(lambda: hiding("secrts")),
    # fields and numbers
    "the managed field 'verdict' needs a default": lambda: alone("Thing", ("verdict", str, managed())),
    "the duplicate key 'plain' is not an indexed field": lambda: alone(
        "Thing", ("plain", str, ""), duplicate_key=("plain",)
    ),
    "the field 'tags' cannot be indexed": lambda: alone("Thing", ("tags", tuple[str, ...], indexed())),
    "schema version 2 has no upgrade": lambda: alone(schema_version=2),
    "'T-{month}' may use year and sequence only": lambda: alone(number="T-{month}"),
    "'T-{year.month}' may use year and sequence only": lambda: alone(number="T-{year.month}"),
    "'T-{sequence}' must use year and sequence": lambda: alone(number="T-{sequence}"),
    # the schema
    "both declare a Shade; rename one": lambda: beside(
        lambda: thing("Lamp", ("shade", choice("Shade"))), lambda: thing("Thing", ("shade", choice("Shade")))
    ),
    "both declare a Part; rename one": lambda: beside(
        lambda: thing("Lamp", ("part", nested("Part"))), lambda: thing("Thing", ("part", nested("Part")))
    ),
    "Type Status is defined multiple times": lambda: alone("Thing", ("state", choice("Status"))),
    "Type Note is defined multiple times": lambda: alone("Thing", ("about", nested("Note"))),
    "Type Lamp is defined multiple times": lambda: beside(
        lambda: thing("Lamp"), lambda: thing("Thing", ("lamp", nested("Lamp")))
    ),
    "the root field 'lamps' exists already": lambda: beside(
        lambda: thing("Lamp"), lambda: thing("Thing", plural="lamps")
    ),
    "the root field 'goOnThing' exists already": lambda: beside(
        lambda: move(thing("OnThing"), "go"), lambda: move(thing(), "go_on")
    ),
    "the root field 'worklist' exists already": lambda: alone(plural="worklist"),
    "the root field 'addNote' exists already": lambda: one(lambda: move(thing("Note"), "add")),
    "<class 'uuid.UUID'> has no place in the API": lambda: alone("Thing", ("key", UUID)),
    "tuple[int, str] has no place in the API": lambda: alone("Thing", ("pair", tuple[int, str])),
}


def start(folder: Path, plugins: Plugins) -> None:
    compose(Platform(Settings(data_dir=folder), plugins=plugins))


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrong_plugin_does_not_start(tmp_path: Path, sentence: str) -> None:
    """One sentence: which plugin, and what is wrong with it; nothing was made in the data folder."""
    with pytest.raises(PluginError) as refusal:
        start(tmp_path, WRONG[sentence]())
    message = refusal.value.message
    assert sentence in message
    assert refusal.value.plugin == "vendor"
    assert "'vendor'" in message
    assert "\n" not in message
    assert list(tmp_path.iterdir()) == []


def test_a_ring_of_requirements_does_not_start(tmp_path: Path) -> None:
    """The sentence shows the ring; a plugin that requires an earlier one starts."""
    ring = {"one": plugin(requires=("two",)), "two": plugin(requires=("three",)), "three": plugin(requires=("one",))}
    with pytest.raises(PluginError, match=r"^plugins require each other in a ring: \w+ -> \w+ -> \w+ -> \w+$") as error:
        start(tmp_path, ring)
    assert error.value.plugin in ring
    start(tmp_path, {"two": plugin(requires=("one",)), "one": plugin()})


RIGHT: dict[str, Callable[[], Plugins]] = {
    "a plain type": alone,
    "a clock": lambda: one(clocked),
    "another calendar": lambda: {
        "vendor": plugin(lambda: clocked(calendar="moon"), calendars=lambda: [Calendar(name="moon", zone="UTC")])
    },
    "a task": lambda: one(tasked),
    "a grant that hides a part": lambda: one(lambda: hiding("note")),
    "a chain of approvals": lambda: one(lambda: move(thing(), "go", approval=Approval(role=("worker", "worker")))),
    "a nested type, a list and a choice": lambda: alone(
        "Thing",
        ("part", nested("Part")),
        ("parts", tuple[nested("Piece"), ...]),
        ("shade", choice("Shade")),  # type: ignore[misc]
    ),
    "two plugins": lambda: beside(lambda: thing("Lamp"), thing),
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_plugin_starts(tmp_path: Path, name: str) -> None:
    """What differs from the wrong ones by the mistake only."""
    start(tmp_path, RIGHT[name]())


async def test_what_starts_can_be_used(database_url: str, tmp_path: Path) -> None:
    """The plain type of these tests opens a case over HTTP."""
    async with running(database_url, tmp_path, alone()) as stack:
        opened = await stack.person("wim", "worker").done("openThing", "thing { number title stage }", name="x")
        assert (opened["thing"]["title"], opened["thing"]["stage"]) == ("x", "new")
