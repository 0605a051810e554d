"""Opening cases from a table: the whole file is checked first, then each row is opened once, in its own transaction.

A run that was interrupted is simply started again: what is open already is recognised by its external id.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.errors import Conflict, Invalid
from casewright.import_mapping import ImportMapping
from casewright.import_tables import read_rows
from casewright.operations.opening import Opening, open_case
from casewright.operations.parties import NewParty
from casewright.platform import Platform

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RowProblem:
    """Why a row cannot be opened, and in which line of the file it stands."""

    line: int
    sentence: str


@dataclass(frozen=True)
class PlannedCase:
    """A row that can be opened."""

    line: int
    external_id: str
    values: Mapping[str, Any]
    parties: tuple[NewParty, ...]


@dataclass
class ImportPlan:
    """What a file would do: cases, problems by line, how often each column is not known, and how often not read."""

    cases: list[PlannedCase] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    """Filled cells that the mapping leaves out; none, where it has a place for the rest."""


@dataclass(frozen=True)
class ImportResult:
    """How many cases were opened now, and how many were open already."""

    opened: int
    already_open: int


def plan_import(case_type: CaseType[Any], mapping: ImportMapping, path: Path) -> ImportPlan:
    """Check every row of a file, write nothing; raises Invalid when it is not a table of these columns."""
    plan = ImportPlan()
    seen: dict[str, int] = {}
    for line, cells in read_rows(path, mapping.columns):
        planned = _planned(case_type, mapping, line, cells, plan)
        if planned is None:
            continue
        first = seen.setdefault(planned.external_id, line)
        if first != line:
            plan.problems.append(RowProblem(line, f"the key {planned.external_id} stands in line {first} already"))
        else:
            plan.cases.append(planned)
    return plan


def _planned(
    case_type: CaseType[Any], mapping: ImportMapping, line: int, cells: Mapping[str, str], plan: ImportPlan
) -> PlannedCase | None:
    values, unknown, sentences = mapping.values(cells)
    plan.unknown.update(unknown)
    if mapping.rest is None:
        plan.unread.update(mapping.unread(cells))
    if not sentences:
        try:
            case_type.fields.validate(values)
            parties = tuple(NewParty(role=role, **mapping.party(role, cells)) for role in mapping.parties)
            return PlannedCase(line, mapping.external_id(cells), values, parties)
        except Invalid as error:
            sentences = [f"{name}: {sentence}" for name, sentence in error.errors] or [error.message]
        except TypeError as error:
            raise Invalid("a party in the mapping has name, kind, subject, email and phone", field="map") from error
    plan.problems += [RowProblem(line, sentence) for sentence in sentences]
    return None


async def carry_out(
    platform: Platform, actor: Actor, case_type: CaseType[Any], plan: ImportPlan, progress: Progress
) -> ImportResult:
    """Open the planned cases that are not open yet, each for good before the next; `progress(done, of)`."""
    taken = await already_open(actor, case_type)
    waiting = [planned for planned in plan.cases if planned.external_id not in taken]
    opened = 0
    for done, planned in enumerate(waiting, start=1):
        opening = Opening(parties=planned.parties, external_id=planned.external_id)
        try:
            await open_case(platform, actor, case_type, planned.values, opening)
            opened += 1
        except Conflict:
            pass  # another run of the same import was faster
        progress(done, len(waiting))
    return ImportResult(opened, len(plan.cases) - opened)


async def already_open(actor: Actor, case_type: CaseType[Any]) -> set[str]:
    """The external ids that cases of the type have in the actor's tenant."""
    known = models.Case.filter(tenant_id=actor.tenant, case_type=case_type.name).exclude(external_id=None)
    return set(await known.values_list("external_id", flat=True))  # type: ignore[arg-type]
