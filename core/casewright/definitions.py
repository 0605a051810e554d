"""From an earlier definition of a case type to the present one: what becomes of a case, and what is in the way. Pure.

A definition is what a case is worked by: stages, moves, gates, tasks, clocks. A case keeps the version it was opened
under as long as its plugin declares it, and changes to the present one by a migration.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casewright.casetype import CaseType
from casewright.errors import Invalid, Refused


@dataclass(frozen=True)
class Migration:
    """What a migration would do with a case, and every reason why it cannot; without reasons it can."""

    from_version: int
    to_version: int
    from_stage: str
    to_stage: str | None
    """None: the present definition has no such stage."""
    stages: Mapping[str, str]
    """The stages that have another name now."""
    reasons: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A move that waits for an approval: its name, and its arguments as they are stored."""

    transition: str
    arguments: Mapping[str, Any]


def plan_migration(case_type: CaseType[Any], version: int, stage: str, asked: Collection[Asked] = ()) -> Migration:
    """What becomes of a case at a stage of a version, with these moves waiting for an approval."""
    becomes = case_type.definition(version).becomes
    there = becomes.get(stage, stage)
    found = there if there in case_type.stages else None
    reasons = tuple(_reasons(case_type, version, stage, found, asked))
    return Migration(version, case_type.version, stage, found, becomes, reasons)


def _reasons(
    case_type: CaseType[Any], version: int, stage: str, found: str | None, asked: Collection[Asked]
) -> Iterator[Refused]:
    if found is None:
        message = f"version {case_type.version} has no stage for {stage} of version {version}"
        yield Refused(message, rule="definition.stage")
    for move in asked:
        transition = case_type.transitions.get(move.transition)
        if transition is None or transition.approval is None:
            message = f"{move.transition} waits for an approval that version {case_type.version} knows not; decide it"
            yield Refused(message, rule="definition.approval")
            continue
        try:
            transition.arguments.validate(move.arguments)
        except Invalid as error:
            message = f"{move.transition} waits for an approval with arguments that hold no more: {error.message}"
            yield Refused(message, rule="definition.approval")


def earlier_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    """What is wrong with the earlier definitions of a type beside what is checked of every definition."""
    for version, older in case_type.older.items():
        if not 0 < version < case_type.version:
            yield f"version {version} is no earlier one of version {case_type.version}"
        for stage, becomes in older.becomes.items():
            if stage not in older.stages or becomes not in case_type.stages:
                yield f"version {version} says that the stage {stage!r} becomes {becomes!r}; one of them is unknown"
        for name, transition in older.transitions.items():
            present = case_type.transitions.get(name)
            if present and _signature(present.arguments.cls) != _signature(transition.arguments.cls):
                yield f"the transition {name!r} of version {version} has other arguments by now; give it another name"


def _signature(arguments: type[Any]) -> Mapping[str, Any]:
    return {name: field.type for name, field in arguments.__dataclass_fields__.items()}
