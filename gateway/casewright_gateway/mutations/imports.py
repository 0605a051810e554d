"""Many cases opened from one table: each row once, all checked first, and told why one is left."""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import groupby, islice
from typing import Any

import strawberry

from casewright.errors import Invalid
from casewright.import_mapping import mapping_of
from casewright.import_tables import TableFormat, rows_of
from casewright.importing import RowProblem, carry_out, check_openings, plan_rows
from casewright.operations.opening import check_may_open
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.problems import Problem, path_of

_MOST_ROWS = 500
"""In one request, which has ten seconds; a larger table comes in parts."""

strawberry.enum(TableFormat, description="How a table is written.")


@strawberry.input(description="A table whose rows become cases of one type.")
class ImportCasesInput:
    """The table, and how it is read."""

    case_type: str = strawberry.field(description="The name of the case type.")
    file: str = strawberry.field(
        description=f"The table as a text of {_MOST_ROWS} rows at most: CSV with a header, or a JSON array of objects."
    )
    format: TableFormat = strawberry.field(description="How it is written.")
    map: str = strawberry.field(description="How columns become fields: what is in the mapping file, as TOML.")
    dry_run: bool | None = optional("Only check every row, open nothing; no unless said otherwise.")
    skip_bad: bool | None = optional("Open the good rows although there are bad ones; no unless said otherwise.")


@strawberry.type(description="A row of a table that is no case, and why.")
class LeftRow:
    """Which row, and its problems."""

    line: int = strawberry.field(description="The line it ends in (CSV), or its place in the array (JSON), from 1.")
    problems: list[Problem] = strawberry.field(description="Why it cannot be opened.")


@strawberry.type(description="What came of a table.")
class ImportCasesPayload:
    """Each row for itself."""

    opened: int = strawberry.field(default=0, description="How many cases were opened; in a dry run: would be.")
    already_open: int = strawberry.field(default=0, description="How many rows have their case already.")
    left: list[LeftRow] = strawberry.field(default_factory=list, description="The rows that cannot be opened.")
    unread: list[str] = strawberry.field(
        default_factory=list, description="Columns with something in them that the map does not read."
    )
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty: what could be opened is open."
    )


@strawberry.type
class ImportMutations:
    """Many cases at once."""

    @strawberry.mutation(
        description="Open a case for each row of a table. All rows are checked first: with a bad one nothing is opened,"
        " unless bad ones are skipped. A row whose key has a case already is not opened again, so a table may be sent"
        " once more, or in parts. Each row costs a point more."
    )
    async def import_cases(self, info: Info, input: ImportCasesInput) -> ImportCasesPayload:
        """Needs `open`."""
        left: list[LeftRow] = []
        return await attempt(partial(ImportCasesPayload, left=left), _imported(info, input, left))


async def _imported(info: Info, input: ImportCasesInput, left: list[LeftRow]) -> dict[str, Any]:
    """What came of it; the rows that cannot be opened are in `left` even when it is refused for them."""
    platform, actor = info.context.platform, info.context.actor
    case_type = platform.case_type(input.case_type)
    check_may_open(platform, actor, case_type)
    mapping = mapping_of(input.map)
    rows = list(islice(rows_of(input.file, input.format, mapping.columns), _MOST_ROWS + 1))
    if len(rows) > _MOST_ROWS:
        message = f"the table has more than {_MOST_ROWS} rows; send it in parts, each with the header"
        raise Invalid(message, rule="import.size", field="file")
    info.context.execution.charge(len(rows))
    plan = await check_openings(platform, actor, case_type, plan_rows(case_type, mapping, iter(rows)))
    if input.dry_run is not True:
        if plan.problems and input.skip_bad is not True:
            left += _left(plan.problems)
            message = f"{len(plan.problems)} problems, nothing was opened; mend the rows, or skip the bad ones"
            raise Invalid(message, rule="import.rows", field="file")
        plan = await carry_out(platform, actor, case_type, plan, lambda done, of: None)
    left += _left(plan.problems)
    return {"opened": len(plan.cases), "already_open": plan.already_open, "unread": sorted(plan.unread)}


def _left(problems: Iterable[RowProblem]) -> list[LeftRow]:
    by_line = groupby(sorted(problems, key=lambda problem: problem.line), lambda problem: problem.line)
    return [LeftRow(line=line, problems=list(_problems(found))) for line, found in by_line]


def _problems(found: Iterable[RowProblem]) -> Iterator[Problem]:
    for each in found:
        field = f"file.{each.line}.{each.field}" if each.field else f"file.{each.line}"
        yield Problem(code=each.code, message=each.sentence, path=path_of(field), rule=each.rule)
