"""Opening cases from a table: the whole table is checked first, then each row is opened once, in its own transaction.

A run that was interrupted is simply started again: what is open already is recognised by its external id.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import StringConstraints

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.errors import CasewrightError, Conflict, Forbidden, Invalid, Refused
from casewright.fields import FieldSet
from casewright.import_mapping import ImportMapping
from casewright.import_tables import TableRows, read_rows
from casewright.inputs import Line
from casewright.operations.opening import Opening, decide_opening, open_case
from casewright.operations.parties import NewParty, PartyKind
from casewright.platform import Platform

Progress = Callable[[int, int], None]
_ASKED_AT_ONCE = 500


@dataclass(frozen=True)
class RowProblem:
    """Why a row cannot be opened, in which line of the table it stands, and which field it is about."""

    line: int
    sentence: str
    field: str | None = None
    code: str = Invalid.code
    rule: str | None = "import.row"


@dataclass(frozen=True)
class PlannedCase:
    """A row that can be opened."""

    line: int
    external_id: str
    values: Mapping[str, Any]
    parties: tuple[NewParty, ...]

    @property
    def opening(self) -> Opening:
        """What it is opened with beside its fields."""
        return Opening(parties=self.parties, external_id=self.external_id)


@dataclass
class ImportPlan:
    """What a table would do: cases, problems by line, how often each column is not known, and how often not read."""

    cases: list[PlannedCase] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    """Filled cells that the mapping leaves out; none, where it has a place for the rest."""
    already_open: int = 0
    """Rows whose cases are there, once that was looked up; they are not among `cases`."""


@dataclass(frozen=True, kw_only=True)
class _TableParty:
    """What a table tells of a party."""

    name: Line
    kind: PartyKind = PartyKind.PERSON
    subject: Annotated[str, StringConstraints(max_length=200)] | None = None
    email: Annotated[str, StringConstraints(max_length=320)] | None = None
    phone: Annotated[str, StringConstraints(max_length=50)] | None = None


_PARTY = FieldSet(_TableParty)


def plan_import(case_type: CaseType[Any], mapping: ImportMapping, path: Path) -> ImportPlan:
    """Check every row of a file, write nothing; raises Invalid when it is not a table of these columns."""
    return plan_rows(case_type, mapping, read_rows(path, mapping.columns))


def plan_rows(case_type: CaseType[Any], mapping: ImportMapping, rows: TableRows) -> ImportPlan:
    """The same of rows that are read already."""
    plan = ImportPlan()
    seen: dict[str, int] = {}
    for line, cells in rows:
        planned = _planned(case_type, mapping, line, cells, plan)
        if planned is None:
            continue
        first = seen.setdefault(planned.external_id, line)
        if first != line:
            message = f"the key {planned.external_id} stands in line {first} already"
            plan.problems.append(RowProblem(line, message, rule="import.key"))
        else:
            plan.cases.append(planned)
    return plan


def _planned(
    case_type: CaseType[Any], mapping: ImportMapping, line: int, cells: Mapping[str, str], plan: ImportPlan
) -> PlannedCase | None:
    values, unknown, unreadable = mapping.values(cells)
    plan.unknown.update(unknown)
    if mapping.rest is None:
        plan.unread.update(mapping.unread(cells))
    if unreadable:
        plan.problems += [RowProblem(line, sentence, name) for name, sentence in unreadable]
        return None
    try:
        case_type.fields.validate(values)
        parties = tuple(_party(mapping, role, cells) for role in mapping.parties)
        return PlannedCase(line, mapping.external_id(cells), values, parties)
    except Invalid as error:
        plan.problems += _problems(line, error)
    return None


def _party(mapping: ImportMapping, role: str, cells: Mapping[str, str]) -> NewParty:
    place = f"parties.{role}"
    try:
        return NewParty(role=role, **vars(_PARTY.validate(mapping.party(role, cells))))
    except ValueError as error:
        raise Invalid(str(error), field=place) from error
    except Invalid as error:
        found = tuple((f"{place}.{name}", sentence) for name, sentence in error.errors)
        raise Invalid(error.message, errors=found, rule=error.rule, field=place) from error


def _problems(line: int, error: CasewrightError) -> Iterator[RowProblem]:
    found = error.errors if isinstance(error, Invalid) else ()
    for name, sentence in found or ((error.field, error.message),):
        told = f"{name}: {sentence}" if name else sentence
        yield RowProblem(line, told, name, error.code, error.rule or RowProblem.rule)


async def check_openings(platform: Platform, actor: Actor, case_type: CaseType[Any], plan: ImportPlan) -> ImportPlan:
    """The plan with only those rows that could be opened now, by this actor and by every rule; nothing is written."""
    known = await _already_open(actor, case_type, [planned.external_id for planned in plan.cases])
    cases, problems = [], list(plan.problems)
    for planned in plan.cases:
        if planned.external_id in known:
            continue
        try:
            await decide_opening(platform, actor, case_type, planned.values, planned.opening)
            cases.append(planned)
        except (Invalid, Refused, Conflict, Forbidden) as error:
            problems += _problems(planned.line, error)
    problems.sort(key=lambda problem: problem.line)
    return replace(plan, cases=cases, problems=problems, already_open=len(known))


async def carry_out(
    platform: Platform, actor: Actor, case_type: CaseType[Any], plan: ImportPlan, progress: Progress
) -> ImportPlan:
    """Open the planned cases, each for good before the next; `progress(done, of)`. Returns the plan as it came out.

    A row that could be opened when it was checked and can be no more is a problem.
    """
    result = replace(plan, cases=[], problems=list(plan.problems))
    for done, planned in enumerate(plan.cases, start=1):
        try:
            await open_case(platform, actor, case_type, planned.values, planned.opening)
            result.cases.append(planned)
        except (Invalid, Refused, Conflict, Forbidden) as error:
            if await _already_open(actor, case_type, [planned.external_id]):  # another run was faster
                result.already_open += 1
            else:
                result.problems += _problems(planned.line, error)
        progress(done, len(plan.cases))
    return result


async def _already_open(actor: Actor, case_type: CaseType[Any], external_ids: list[str]) -> set[str]:
    """Those of the external ids that cases of the type have in the actor's tenant."""
    found: set[str] = set()
    for start in range(0, len(external_ids), _ASKED_AT_ONCE):
        some = external_ids[start : start + _ASKED_AT_ONCE]
        known = models.Case.filter(tenant_id=actor.tenant, case_type=case_type.name, external_id__in=some)
        found |= set(await known.values_list("external_id", flat=True))  # type: ignore[arg-type]
    return found
