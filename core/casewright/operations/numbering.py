"""Giving new cases their numbers, and writing them: the last step of opening.

The numbers of a case type have no gaps, so the row that counts them is locked from the moment a number is taken until
its case is safely on the disk: openings of one type pass one after the other. So the number is taken last, when all
else is decided; and what waits in this process meanwhile goes together in the next round, which takes as many numbers
as it has cases and waits for the disk once. A round is one transaction; when it fails, each of its cases is opened, or
refused, in a transaction of its own. Across processes the lock on the row keeps the count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.db.batch import inserted
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.models.case_link import LinkKind
from casewright.operations.change import Draft, unique
from casewright.operations.clocks import keep_clocks
from casewright.operations.parties import keep_known
from casewright.operations.rows import Rows, fields_of
from casewright.platform import Platform

_MOST_DUPLICATES = 20


@dataclass(frozen=True)
class NewCase:
    """A case that is decided on but for its number, what else search finds it by, and the data of its first event.

    `parties` are those it begins with that were known before.
    """

    draft: Draft
    search: str
    data: dict[str, Any]
    parties: Sequence[UUID] = ()

    @cached_property
    def key(self) -> tuple[Any, ...] | None:
        """What it shares with cases that may be the same; None when it has nothing to compare."""
        case_type, stored = self.draft.case_type, self.draft.row.fields_json
        fields = [case_type.fields.fields[name] for name in case_type.duplicate_key]
        key = tuple(field.operand(stored[field.name]) for field in fields)
        return None if not key or None in key else key


async def number_and_write(new: NewCase) -> None:
    """Give a case its number and write it with all that belongs to it; raises Conflict."""
    platform, row = new.draft.platform, new.draft.row
    if platform.database.in_transaction:
        await _round([new])
    else:
        await platform.rounds.join((row.tenant_id, row.case_type, new.draft.now.year), new, _round)


async def _round(cases: Sequence[NewCase]) -> None:
    """Cases of one tenant, type and year."""
    platform = cases[0].draft.platform
    async with platform.database.transaction():
        await keep_known(platform, [party for new in cases for party in new.parties])
        last = await _count_up(cases[0].draft, len(cases))
        for number, new in enumerate(cases, last - len(cases) + 1):
            _give_number(new, number)
        await _write(platform, cases, await _duplicates(platform, cases))
    platform.committed()


def _give_number(new: NewCase, sequence: int) -> None:
    draft = new.draft
    number = draft.case_type.number.format(year=draft.now.year, sequence=sequence)
    draft.put(number=number, search=f"{number.casefold()} {new.search}")


async def _count_up(draft: Draft, by: int) -> int:
    """The last of so many new numbers; a transaction that rolls back gives them back."""
    row = draft.row
    [counted] = await draft.platform.database.rows(
        Sql(
            "INSERT INTO number_sequence (id, tenant_id, case_type, year, value) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (tenant_id, case_type, year) DO UPDATE SET value = number_sequence.value + excluded.value"
            " RETURNING value",
            (uuid7(), row.tenant_id, row.case_type, draft.now.year, by),
        )
    )
    value: int = counted["value"]
    return value


async def _duplicates(platform: Platform, cases: Sequence[NewCase]) -> list[list[UUID]]:
    """For each case the open ones with its key, those before it in the round included; twenty at most."""
    found = await _open_with_key(platform, cases)
    for place, new in enumerate(cases):
        same = [earlier.draft.row.id for earlier in cases[:place] if new.key is not None and earlier.key == new.key]
        found[place] = [*found[place], *same][:_MOST_DUPLICATES]
    return found


async def _open_with_key(platform: Platform, cases: Sequence[NewCase]) -> list[list[UUID]]:
    found: list[list[UUID]] = [[] for _ in cases]
    asked = [_with_key(platform, place, new) for place, new in enumerate(cases) if new.key is not None]
    if asked:
        for row in await platform.database.rows(Sql.join(" UNION ALL ", asked)):
            found[row["place"]].append(UUID(str(row["id"])))
    return found


def _with_key(platform: Platform, place: int, new: NewCase) -> Sql:
    case_type, row = new.draft.case_type, new.draft.row
    same = [
        Sql(
            f"{json_field(platform.database.dialect, 'fields', name, case_type.fields.fields[name].kind)} = ?", (value,)
        )
        for name, value in zip(case_type.duplicate_key, new.key or (), strict=True)
    ]
    here = Sql(f"tenant_id = ? AND case_type = '{case_type.name}' AND closed_at IS NULL", (row.tenant_id,))
    return (
        Sql(f'SELECT * FROM (SELECT {place} AS place, id FROM "case" WHERE ')  # noqa: S608
        + Sql.all_of([here, *same])
        + Sql(f" LIMIT {_MOST_DUPLICATES}) found")
    )


async def _write(platform: Platform, cases: Sequence[NewCase], duplicates: Sequence[Sequence[UUID]]) -> None:
    """The cases, their events, and the rows that belong to them, in one step."""
    rows, written = Rows(), []
    for new, others in zip(cases, duplicates, strict=True):
        draft = new.draft
        draft.record("opened", number=draft.row.number, possible_duplicates=len(others), **new.data)
        event = draft.event()
        rows.append(event)
        rows.take(draft.rows)
        for other in others:
            rows.insert(models.CaseLink, **_possible_duplicate(draft, other))
        await keep_clocks(platform, draft.row, event, rows)
        written.append({**fields_of(draft.row), "sequence": event.sequence, "head": event.hash})
    database = platform.database
    with unique():
        await database.execute(inserted(database.dialect, models.Case, written), *rows.statements(database.dialect))


def _possible_duplicate(draft: Draft, other: UUID) -> dict[str, Any]:
    return {
        "tenant_id": draft.row.tenant_id,
        "case_id": draft.row.id,
        "other_id": other,
        "kind": LinkKind.POSSIBLE_DUPLICATE,
        "created_by": draft.actor.subject,
        "created_at": draft.now,
    }
