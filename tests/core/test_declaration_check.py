"""A platform refuses to start with a wrong declaration: one sentence that names plugin, type and mistake."""

from collections.abc import Callable
from dataclasses import dataclass, make_dataclass
from typing import Annotated, Any

import pytest
from pydantic import Field

from casewright import (
    Action,
    Approval,
    CaseType,
    Gate,
    Phase,
    PluginError,
    Practice,
    Risk,
    Status,
    Verdict,
    WorkingModel,
    dated,
    entered,
    hours,
    indexed,
    left,
    made,
    managed,
    noted,
    sealed,
)
from casewright.conditions import PauseWhile
from casewright.declaration_check import RESERVED, check_case_type

CALENDARS = frozenset({"business"})


@dataclass(frozen=True, kw_only=True)
class Thing:
    """A thing."""

    name: str = indexed()
    secret: str | None = indexed(group="secrets", default=None)
    plain: str = ""


def thing(fields: type[Any] = Thing, **more: Any) -> CaseType[Any]:
    """A case type without mistakes."""
    given: dict[str, Any] = {
        "number": "T-{year}-{sequence}",
        "stages": {"new": Phase.SCREENING, "done": Phase.EVALUATION},
        "title": lambda fields: fields.name,
        "outcomes": {"done": Status.COMPLETED},
        "reopens_at": "new",
    }
    kind = CaseType(more.pop("type_name", "Thing"), fields, **(given | more))
    kind.grant("worker", Action.READ, Action.WORK)
    kind.transition("new -> done", role="worker", outcome="done")(finish)
    return kind


def finish(case: Any) -> Any:
    """Finish it."""
    return case.fields


def check(kind: CaseType[Any]) -> None:
    check_case_type(kind, "vendor", CALENDARS, {"need"})


def test_a_right_declaration_is_accepted() -> None:
    """Nothing is said about a type without mistakes."""
    check(thing())


def fields(name: str, value: Any = "") -> type[Any]:
    return make_dataclass("Thing", [("name", str), (name, str, value)], frozen=True, kw_only=True)


def with_code(kind: CaseType[Any]) -> CaseType[Any]:
    def enter(case: Any, *, code: Annotated[str, Field(max_length=9)]) -> Any:
        """Enter by a code."""
        return case.fields

    kind.transition("new", role="worker")(enter)
    return kind


WRONG_TYPES: dict[str, Callable[[], CaseType[Any]]] = {
    "the name must be letters and digits": lambda: thing(type_name="a thing"),
    "declare at least one stage": lambda: CaseType(
        "Thing", Thing, number="T", stages={}, title=str, outcomes={}, reopens_at="new"
    ),
    "no transition leads to the stage 'lost'": lambda: thing(
        stages={"new": Phase.SCREENING, "lost": Phase.SCREENING, "done": Phase.EVALUATION}
    ),
    "reopens at the unknown stage 'again'": lambda: thing(reopens_at="again"),
    "the field 'risk' has the name of a generic field": lambda: thing(fields("risk")),
    "the field 'größe' must be letters": lambda: thing(fields("größe")),
    "the field '_name' must be letters": lambda: thing(fields("_name")),
    "the managed field 'verdict' needs a default": lambda: thing(fields("verdict", managed())),
    "the sealed field 'code' must be str or str | None": lambda: thing(
        make_dataclass("Thing", [("name", str), ("code", Annotated[str, Field(max_length=9)], sealed())], frozen=True)
    ),
    "the argument 'code' is sealed and must be str": lambda: with_code(thing(fields("code", sealed(default="")))),
    "the duplicate key 'plain' is not an indexed field": lambda: thing(duplicate_key=("plain",)),
    "the duplicate key 'nothing' is not an indexed field": lambda: thing(duplicate_key=("nothing",)),
    "the calendar 'moon' is declared by no plugin": lambda: thing(calendar="moon"),
    "schema version 2 has no upgrade": lambda: thing(schema_version=2),
    "may use year and sequence only": lambda: thing(number="T-{month}-{sequence}"),
    "'T-{year}' must use year and sequence": lambda: thing(number="T-{year}"),
    "'T-{sequence}' must use year and sequence": lambda: thing(number="T-{sequence}"),
    "the outcome 'paused' must bring a final status": lambda: thing(
        outcomes={"done": Status.COMPLETED, "paused": Status.SUSPENDED}
    ),
}


@pytest.mark.parametrize("sentence", WRONG_TYPES)
def test_a_wrong_type_is_refused(sentence: str) -> None:
    """The sentence names the plugin, the type and what is wrong."""
    with pytest.raises(PluginError) as refusal:
        check(WRONG_TYPES[sentence]())
    assert refusal.value.message.startswith("plugin 'vendor': ")
    assert sentence in refusal.value.message
    assert refusal.value.plugin == "vendor"


def another(kind: CaseType[Any], path: str, **more: Any) -> None:
    def again(case: Any) -> Any:
        """Once more."""
        return case.fields

    kind.transition(path, **({"role": "worker"} | more))(again)


def named(kind: CaseType[Any], name: str) -> None:
    def function(case: Any) -> Any:
        """Do it."""
        return case.fields

    function.__name__ = name
    kind.transition("new", role="worker")(function)


def with_reason(kind: CaseType[Any]) -> None:
    def explain(case: Any, *, reason: str) -> Any:
        """Say why."""
        return case.fields

    kind.transition("new", role="worker")(explain)


def asking_later(kind: CaseType[Any]) -> None:
    kind.transition("new -> done", role="worker", approval=Approval(role="worker"))(finish_slowly)
    kind.later("finish_slowly", on="new", after=hours(1))


def finish_slowly(case: Any) -> Any:
    """Finish it, when somebody else agrees."""
    return case.fields


def declining(kind: CaseType[Any], declined: str) -> None:
    approval = Approval(role="worker", declined=declined)
    kind.transition("new | done", role="worker", approval=approval)(finish_if_agreed)


def finish_if_agreed(case: Any) -> Any:
    """Finish it, unless somebody declines."""
    return case.fields


def twice(declare: Callable[[], None]) -> None:
    declare()
    declare()


WRONG_PARTS: dict[str, Callable[[CaseType[Any]], None]] = {
    "transition 'again' names the unknown stage 'nwe'": lambda kind: another(kind, "nwe -> done"),
    "transition 'again' names the unknown stage 'doen'": lambda kind: another(kind, "new -> doen"),
    "transition 'again' names the role 'wroker', which has no grant": lambda kind: another(kind, "new", role="wroker"),
    "transition 'again' names the role 'boss', which has no grant": lambda kind: another(
        kind, "new", approval=Approval(role=("worker", "boss"))
    ),
    "transition 'again' ends with the unknown outcome 'doen'": lambda kind: another(kind, "new", outcome="doen"),
    "the transition 'open' has the name of a generic mutation": lambda kind: named(kind, "open"),
    "the transition 'update' has the name of a generic mutation": lambda kind: named(kind, "update"),
    "the argument 'reason' is one that every transition has": with_reason,
    "the task 'Look' comes up on the unknown stage 'nwe'": lambda kind: kind.task("Look", on="nwe", role="worker"),
    "the task 'Look' names the role 'wroker'": lambda kind: kind.task("Look", on="new", role="wroker"),
    "the clock 'answer' names the unknown stage 'nwe'": lambda kind: kind.clock(
        "answer", start=entered("nwe"), stop=left("new"), deadline=hours(1)
    ),
    "the clock 'answer' names the unknown stage 'pause'": lambda kind: kind.clock(
        "answer",
        start=entered("new"),
        stop=left("new"),
        deadline=hours(1),
        pause=PauseWhile("a pause", entered("pause"), left("new")),
    ),
    "the clock 'answer' names the unknown transition 'fnish'": lambda kind: kind.clock(
        "answer", start=entered("new"), stop=made("fnish"), deadline=hours(1)
    ),
    "the clock 'answer' names the unknown field 'anwser'": lambda kind: kind.clock(
        "answer", start=entered("new"), stop=noted("anwser"), deadline=hours(1)
    ),
    "the clock 'answer' counts from 'name', which is neither a day nor a time": lambda kind: kind.clock(
        "answer", start=dated("name"), stop=left("new"), deadline=hours(1)
    ),
    "the clock 'answer' must warn at 1 to 1000 per cent, and not at the deadline, 100": lambda kind: kind.clock(
        "answer", start=entered("new"), stop=left("new"), deadline=hours(1), warnings=(50, 100)
    ),
    "the clock 'answer' warns twice at 50 %": lambda kind: kind.clock(
        "answer", start=entered("new"), stop=left("new"), deadline=hours(1), warnings=(50, 50)
    ),
    "a case is kept for years after 'name', which is no field with a day or a time": lambda kind: kind.retain(
        years=1, because="a rule", after={"name": 1}
    ),
    "a case is kept for some years, not for less than none": lambda kind: kind.retain(years=-1, because="a rule"),
    "the calendar 'moon' is declared by no plugin": lambda kind: kind.clock(
        "answer", start=entered("new"), stop=left("new"), deadline=hours(1), calendar="moon"
    ),
    "the clock 'answer' is declared twice": lambda kind: twice(
        lambda: kind.clock("answer", start=entered("new"), stop=left("new"), deadline=hours(1))
    ),
    "the metric 'size' is declared twice": lambda kind: twice(lambda: kind.metric("size", len, unit="")),
    "the metric 'what size?' must be letters": lambda kind: kind.metric("what size?", len, unit=""),
    "the metric 'size' is of the unknown field group 'secret'": lambda kind: kind.metric(
        "size", len, unit="", group="secret"
    ),
    "hides 'secrts', which is no field group": lambda kind: kind.grant("reader", Action.READ, hide=("secrts",)),
    "the instrument 'phq' is declared by no plugin": lambda kind: kind.assess("phq", on="new"),
    "the instrument 'need' is for the unknown stage 'nwe'": lambda kind: kind.assess("need", on="nwe"),
    "the document 'Map' is for the unknown stage 'nwe'": lambda kind: kind.document("Map", category="map", on="nwe"),
    "the document 'Map' needs a category": lambda kind: kind.document("Map", category=" ", on="new"),
    "the unknown outcome 'oops' is said to be void": lambda kind: setattr(kind, "void", frozenset({"oops"})),
    "the model clinical asks for the unknown record 'songs'": lambda kind: kind.work_by(
        WorkingModel.CLINICAL, Practice(hours(1), 1, ("songs",))
    ),
    "a gate names the unknown stage 'nwe'": lambda kind: kind.gate("nwe", Gate.ASSESSMENTS_COMPLETE),
    "plans are approved by the role 'boss', which has no grant": lambda kind: kind.plans(approver="boss"),
    "a contact programme begins with 'nwe', which is no stage a case comes to": lambda kind: kind.contact_programme(
        on="nwe", due=[hours(1)]
    ),
    "a contact programme begins with 'new', which is no stage a case comes to": lambda kind: kind.contact_programme(
        on="new", due=[hours(1)]
    ),
    "the contact programme of 'done' needs a contact": lambda kind: kind.contact_programme(on="done", due=[]),
    "a gate asks for a verdict, and nothing says": lambda kind: kind.gate("new", Gate.VERDICT_RECORDED),
    "the risk level high escalates to the role 'boss', which has no grant": lambda kind: kind.oblige(
        Risk.HIGH, escalate_to="boss"
    ),
    "the screening names the role 'boss', which has no grant": lambda kind: kind.screen(
        role="boss", reasons={}, outcomes={}
    ),
    "the verdict withdrawn brings the unknown outcome 'gone'": lambda kind: kind.screen(
        role="worker", reasons={}, outcomes={Verdict.WITHDRAWN: "gone"}
    ),
    "'shelve' is to be made later, and is no transition": lambda kind: kind.later("shelve", on="new", after=hours(1)),
    "'finish' is to be made later from 'done', where it does not start": lambda kind: kind.later(
        "finish", on="done", after=hours(1)
    ),
    "'finish_slowly' is to be made later, so it needs no approval": asking_later,
    "'shelve' follows when 'finish_if_agreed' is declined, and is no": lambda kind: declining(kind, "shelve"),
    "'finish' follows when 'finish_if_agreed' is declined from 'done', where": lambda kind: declining(kind, "finish"),
    "'finish_if_agreed' follows when 'finish_if_agreed' is declined, so it needs no": lambda kind: declining(
        kind, "finish_if_agreed"
    ),
    "the verdict needs_process ends no case": lambda kind: kind.screen(
        role="worker", reasons={}, outcomes={Verdict.NEEDS_PROCESS: "done"}
    ),
}


@pytest.mark.parametrize("sentence", WRONG_PARTS)
def test_a_wrong_part_is_refused(sentence: str) -> None:
    """A misspelt stage, role, outcome, clock, calendar or group is found before the first case."""
    kind = thing()
    WRONG_PARTS[sentence](kind)
    with pytest.raises(PluginError) as refusal:
        check(kind)
    assert refusal.value.message.startswith("plugin 'vendor': Thing: ")
    assert sentence in refusal.value.message


def test_a_screened_type_has_a_screening() -> None:
    """Without a stage of that phase no verdict could be recorded."""
    kind = thing(stages={"new": Phase.ASSESSMENT, "done": Phase.EVALUATION})
    kind.screen(role="worker", reasons={}, outcomes={})
    with pytest.raises(PluginError, match="no stage is a screening"):
        check(kind)


def test_a_transition_gives_its_arguments_types() -> None:
    """An argument without a type has no place in the API; the declaration itself refuses it."""

    def move(case: Any, *, amount) -> Any:  # type: ignore[no-untyped-def]
        """Move it."""

    with pytest.raises(PluginError, match="transition 'move': give amount a type"):
        thing().transition("new", role="worker")(move)


def test_every_reserved_name_is_refused_as_a_field() -> None:
    """None of the generic names can be taken by a domain field."""
    for name in RESERVED:
        with pytest.raises(PluginError, match=name):
            check(thing(fields(name)))


def test_old_rows_are_upgraded_step_by_step() -> None:
    """A row of version 1 passes through each upgrade; a row of today through none."""
    kind = thing(schema_version=3)
    kind.upgrade(2)(lambda stored: {"name": stored["title"]})
    kind.upgrade(3)(lambda stored: {**stored, "plain": "new in 3"})
    check(kind)
    assert kind.load({"title": "old"}, 1) == Thing(name="old", plain="new in 3")
    assert kind.load({"name": "younger"}, 2) == Thing(name="younger", plain="new in 3")
    assert kind.load({"name": "today"}, 3) == Thing(name="today")
