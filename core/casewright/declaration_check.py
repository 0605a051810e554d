"""What a case type must be before a platform starts with it: one sentence per mistake, naming the plugin. Pure."""

import keyword
import re
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from itertools import chain
from typing import Any

from casewright.casetype import CaseType
from casewright.clocks import AT_DEADLINE, Clock
from casewright.declarations import PARTS, Action, Scope
from casewright.definitions import earlier_mistakes
from casewright.errors import PluginError
from casewright.fields import Field
from casewright.process import MERGED, Phase, Status
from casewright.process_check import process_mistakes
from casewright.task_order import order_mistakes

_NAME = re.compile(r"[A-Z][A-Za-z0-9]{0,60}")
_WORDS = re.compile(r"(?=.{1,64}$)[a-z][a-z0-9]*(_[a-z][a-z0-9]*)*", re.ASCII)
"""Two names of this form are also two names in the API, where `due_on` is `dueOn`."""
_FORM = "must be letters and digits in lower case, words joined by one underscore"
_COMPARED = (str, int, float, Decimal, bool, date, Enum)
"""What the database can filter and order by; a datetime is a date."""
_SEALED = (str, str | None)
_LATEST_WARNING = 1000
_GIVEN = frozenset({"id", "expected_version", "reason"})
"""What the input of every transition has beside its arguments."""
_MUTATIONS = frozenset({"open", "update"})
RESERVED = frozenset(
    [
        "id",
        "type",
        "number",
        "title",
        "definition_version",
        "migration",
        "task_templates",
        "stage",
        "phase",
        "status",
        "outcome",
        "assignee",
        "team",
        "risk",
        "confidentiality",
        "priority",
        "model",
        "version",
        "opened_at",
        "opened_by",
        "updated_at",
        "closed_at",
        "resume_on",
        "external_id",
        "parties",
        "tasks",
        "notes",
        "documents",
        "approvals",
        "visits",
        "events",
        "clocks",
        "links",
        "alerts",
        "emergency_accesses",
        "legal_holds",
        "assessments",
        "screenings",
        "needs",
        "plans",
        "services",
        "appointments",
        "contacts",
        "contact_programmes",
        "consents",
        "document_checklist",
        "document_shares",
        "education_given",
        "transition_records",
        "outcomes",
        "feedback_given",
        "costs",
        "economies",
        "lessons_learned",
        "assignments",
        "available_transitions",
        "expected_version",
        "reason",
        "case",
        "problems",
        "approval",
        "row",
        "fields",
        "risk_level",
        "risk_points",
        "text",
    ]
)
"""Names of the generic fields and filters of every case, which a domain field cannot have."""


def check_case_type(
    case_type: CaseType[Any], plugin: str, calendars: frozenset[str], instruments: Collection[str] = ()
) -> None:
    """Raises PluginError with the first mistake."""
    for mistake in chain(_mistakes(case_type, calendars), process_mistakes(case_type, instruments)):
        raise PluginError(f"plugin {plugin!r}: {case_type.name}: {mistake}", plugin=plugin)
    for mistake in earlier_mistakes(case_type):
        raise PluginError(f"plugin {plugin!r}: {case_type.name}: {mistake}", plugin=plugin)
    for older in case_type.older.values():
        check_case_type(older, plugin, calendars, instruments)


def _mistakes(case_type: CaseType[Any], calendars: frozenset[str]) -> Iterator[str]:
    if not _NAME.fullmatch(case_type.name):
        yield "the name must be letters and digits, starting with a capital"
    if not _NAME.fullmatch(case_type.plural[:1].upper() + case_type.plural[1:]):
        yield f"the plural {case_type.plural!r} must be letters and digits"
    if not case_type.stages:
        yield "declare at least one stage"
    yield from _field_mistakes(case_type)
    yield from _transition_mistakes(case_type)
    yield from _stage_mistakes(case_type)
    yield from _role_mistakes(case_type)
    yield from _outcome_mistakes(case_type)
    yield from order_mistakes(case_type.tasks)
    yield from _other_mistakes(case_type, calendars)


def _field_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for name in [*case_type.fields.fields, *case_type.fields.computed]:
        if name in RESERVED or keyword.iskeyword(name):
            yield f"the field {name!r} has the name of a generic field; rename it"
        if not _WORDS.fullmatch(name):
            yield f"the field {name!r} {_FORM}"
    for name, declared in case_type.fields.fields.items():
        if declared.marking.indexed and not _is_compared(declared.type):
            yield f"the field {name!r} cannot be indexed; that is for numbers, texts, times, choices and yes or no"
        if declared.marking.sealed and declared.hint not in _SEALED:
            yield f"the sealed field {name!r} must be str or str | None, without constraints"
        if declared.marking.managed and declared.required:
            yield f"the managed field {name!r} needs a default, since opening cannot give it"
    for name in sorted(case_type.computed_groups.keys() - case_type.fields.computed.keys()):
        yield f"computed_groups names {name!r}, which is no property of the fields"
    for name in case_type.duplicate_key:
        declared_field = case_type.fields.fields.get(name)
        if declared_field is None or not declared_field.marking.indexed:
            yield f"the duplicate key {name!r} is not an indexed field"


def _is_compared(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, _COMPARED)


def _transition_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for transition in case_type.transitions.values():
        if transition.name in _MUTATIONS:
            yield f"the transition {transition.name!r} has the name of a generic mutation; rename it"
        if not _WORDS.fullmatch(transition.name):
            yield f"the transition {transition.name!r} {_FORM}"
        for name in transition.arguments.fields:
            if not _WORDS.fullmatch(name):
                yield f"transition {transition.name!r}: the argument {name!r} {_FORM}"
            if name in case_type.fields.sealed and transition.arguments.fields[name].hint not in _SEALED:
                yield f"transition {transition.name!r}: the argument {name!r} is sealed and must be str or str | None"
        for name in sorted(_GIVEN & transition.arguments.fields.keys()):
            yield f"transition {transition.name!r}: the argument {name!r} is one that every transition has; rename it"


def _stage_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for stage, phase in case_type.stages.items():
        if not isinstance(phase, Phase):
            yield f"the stage {stage!r} needs a Phase, not {phase!r}"
    for transition in case_type.transitions.values():
        for stage in [*transition.sources, *([transition.target] if transition.target else [])]:
            if stage not in case_type.stages:
                yield f"transition {transition.name!r} names the unknown stage {stage!r}"
    reachable = _reachable(case_type)
    for stage in case_type.stages:
        if stage not in reachable:
            yield f"no transition leads to the stage {stage!r}"
    for task in case_type.tasks:
        if task.stage not in case_type.stages:
            yield f"the task {task.title!r} comes up on the unknown stage {task.stage!r}"
    for clock in case_type.clocks:
        yield from _clock_mistakes(case_type, clock)
    if case_type.reopens_at not in case_type.stages:
        yield f"reopens at the unknown stage {case_type.reopens_at!r}"


def _clock_mistakes(case_type: CaseType[Any], clock: Clock) -> Iterator[str]:
    known: dict[str, Collection[str]] = {
        "stage": case_type.stages,
        "transition": case_type.transitions,
        "field": case_type.fields.fields,
    }
    for kind, names in known.items():
        for name in sorted(frozenset().union(*(getattr(condition, f"{kind}s") for condition in clock.conditions))):
            if name not in names:
                yield f"the clock {clock.name!r} names the unknown {kind} {name!r}"
    counted_from = case_type.fields.fields.get(clock.start.dated)
    if counted_from is not None and not _is_dated(counted_from):
        yield f"the clock {clock.name!r} counts from {clock.start.dated!r}, which is neither a day nor a time"
    if not all(0 < percent <= _LATEST_WARNING and percent != AT_DEADLINE for percent in clock.warnings):
        named = f"1 to {_LATEST_WARNING} per cent, and not at the deadline, {AT_DEADLINE}"
        yield f"the clock {clock.name!r} must warn at {named}"
    for percent in _repeated([str(each) for each in clock.warnings]):
        yield f"the clock {clock.name!r} warns twice at {percent} %"


def _retention_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    if case_type.retention is None:
        return
    if min(case_type.retention.years, *case_type.retention.after.values(), 0) < 0:
        yield "a case is kept for some years, not for less than none"
    for name in case_type.retention.after:
        declared = case_type.fields.fields.get(name)
        if declared is None or not _is_dated(declared):
            yield f"a case is kept for years after {name!r}, which is no field with a day or a time"


def _is_dated(declared: Field) -> bool:
    return isinstance(declared.type, type) and issubclass(declared.type, date)


def _reachable(case_type: CaseType[Any]) -> set[str]:
    """The stages a case can come to from where it opens and reopens."""
    found: set[str] = set()
    fresh = {case_type.first_stage, case_type.reopens_at}
    while fresh:
        found |= fresh
        moves = [move for move in case_type.transitions.values() if found.intersection(move.sources)]
        fresh = {move.target for move in moves if move.target} - found
    return found


def _role_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    for grant in case_type.grants:
        for hidden in sorted(grant.hide - case_type.groups() - PARTS):
            yield f"the grant of {grant.role!r} hides {hidden!r}, which is no field group and no part of a case"
        if grant.scope is Scope.EMERGENCY and not grant.actions <= {Action.READ, Action.WORK}:
            yield f"the grant of {grant.role!r} is for emergencies and allows more than read and work"
        if Action.SEARCH_NAMES in grant.actions and case_type.names is None:
            yield f"the grant of {grant.role!r} searches names, and none are registered"
    roles = {grant.role for grant in case_type.grants}
    for transition in case_type.transitions.values():
        levels = transition.approval.levels if transition.approval else ()
        if not transition.roles or (transition.approval and not levels):
            yield f"transition {transition.name!r} names no role"
        for role in [*transition.roles, *levels]:
            if role not in roles:
                yield f"transition {transition.name!r} names the role {role!r}, which has no grant"
    for task in case_type.tasks:
        if task.role not in roles:
            yield f"the task {task.title!r} names the role {task.role!r}, which has no grant"


def _outcome_mistakes(case_type: CaseType[Any]) -> Iterator[str]:
    if MERGED in case_type.outcomes:
        yield f"the outcome {MERGED!r} is the platform's own; rename it"
    for outcome in sorted(case_type.void - case_type.outcomes.keys()):
        yield f"the unknown outcome {outcome!r} is said to be void"
    for outcome, status in case_type.outcomes.items():
        if not (isinstance(status, Status) and status.final):
            yield f"the outcome {outcome!r} must bring a final status, not {status}"
    for transition in case_type.transitions.values():
        if isinstance(transition.outcome, str) and transition.outcome not in case_type.outcomes:
            yield f"transition {transition.name!r} ends with the unknown outcome {transition.outcome!r}"


def _other_mistakes(case_type: CaseType[Any], calendars: frozenset[str]) -> Iterator[str]:
    for name in {case_type.calendar, *(clock.calendar for clock in case_type.clocks if clock.calendar)}:
        if name not in calendars:
            yield f"the calendar {name!r} is declared by no plugin"
    for clock_name in _repeated([clock.name for clock in case_type.clocks]):
        yield f"the clock {clock_name!r} is declared twice"
    for metric_name in _repeated([metric.name for metric in case_type.metrics]):
        yield f"the metric {metric_name!r} is declared twice"
    for metric in case_type.metrics:
        if not _WORDS.fullmatch(metric.name):
            yield f"the metric {metric.name!r} {_FORM}"
        if metric.group and metric.group not in case_type.groups():
            yield f"the metric {metric.name!r} is of the unknown field group {metric.group!r}"
    yield from _retention_mistakes(case_type)
    functions = {(reaction.name, reaction.function) for reaction in case_type.reactions}
    for reaction_name in _repeated([name for name, _ in functions]):
        yield f"two reactions are named {reaction_name!r}"
    for version in range(2, case_type.schema_version + 1):
        if version not in case_type.upgrades:
            yield f"schema version {version} has no upgrade"
    try:
        numbers = {case_type.number.format(year=year, sequence=number) for year in (2026, 2027) for number in (1, 2)}
    except (LookupError, ValueError, AttributeError, TypeError):
        yield f"the number {case_type.number!r} may use year and sequence only"
    else:
        if len(numbers) < 4:
            yield f"the number {case_type.number!r} must use year and sequence, since it begins anew every year"


def _repeated(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
