"""Sealing anew what an earlier key sealed, or what was stored before there was one: after it, the old key may go.

What a case says does not change by it, so there is no event, and nobody's edit conflicts with it. The history keeps
what it was given: its texts are lost with their key.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.casetype import CaseType
from casewright.db.batch import updated
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.models.row import Row
from casewright.operations.sealing import about
from casewright.platform import Platform

_BATCH = 500


@dataclass(frozen=True)
class _Place:
    """Where texts are kept by the names of fields, and which rows are of a case type."""

    model: type[Row]
    column: str
    of_type: str


_PLACES = (
    _Place(models.Case, "fields_json", "case_type = ?"),
    _Place(
        models.Approval,
        "arguments",
        """state = 'pending' AND case_id IN (SELECT id FROM "case" WHERE case_type = ?)""",
    ),
)
_TEXTS: Sequence[tuple[type[Row], str]] = (
    (models.Webhook, "secret"),
    (models.Webhook, "previous_secret"),
    (models.IdempotencyKey, "answer"),
)
"""What is sealed beside fields of cases, each about its table."""


async def rekey(platform: Platform, done: Callable[[int], None]) -> None:
    """Seal everything by the first key, batch by batch; `done` hears of how many rows. Raises Invalid without a key.

    What is written meanwhile, by processes that seal by the same key, is left as it is. To run it again does no harm.
    """
    if not platform.keyring.mark:
        raise Invalid("there is no key to seal by; name one in CASEWRIGHT_SEALING_KEYS", field="sealing_keys")
    for case_type in platform.case_types.values():
        for name in sorted(case_type.fields.sealed):
            for place in _PLACES:
                await _field(platform, place, case_type, name, done)
    for model, column in _TEXTS:
        await _column(platform, model, column, done)


async def _field(
    platform: Platform, place: _Place, case_type: CaseType[Any], name: str, done: Callable[[int], None]
) -> None:
    column = place.model._meta.fields_db_projection[place.column]
    text_of = json_field(platform.database.dialect, column, name, "text")
    async for rows in _stale(platform, place.model, text_of, Sql(place.of_type, (case_type.name,))):
        for row in rows:
            text = platform.keyring.again(row["text"], about(row["tenant_id"], case_type.name))
            await _replace(platform, place, name, row, text)
        done(len(rows))


async def _replace(platform: Platform, place: _Place, name: str, found: Mapping[str, Any], text: str) -> None:
    """Under the lock of the row, unless somebody has changed the text."""
    async with platform.database.transaction():
        row = await place.model.filter(id=found["id"]).select_for_update().get()
        kept = getattr(row, place.column)
        if kept.get(name) == found["text"]:
            changed = {place.column: {**kept, name: text}}
            await platform.database.execute(updated(place.model, changed, Sql("id = ?", (row.id,))))


async def _column(platform: Platform, model: type[Row], column: str, done: Callable[[int], None]) -> None:
    async for rows in _stale(platform, model, column, Sql("1 = 1")):
        for row in rows:
            text = platform.keyring.again(row["text"], about(row["tenant_id"], model._meta.db_table))
            same = Sql(f"id = ? AND {column} = ?", (row["id"], row["text"]))
            await platform.database.execute(updated(model, {column: text}, same))
        done(len(rows))


async def _stale(platform: Platform, model: type[Row], place: str, which: Sql) -> AsyncIterator[list[dict[str, Any]]]:
    """The rows whose text is not sealed by the first key, in batches."""
    after = UUID(int=0)
    select = Sql(f'SELECT id, tenant_id, {place} AS text FROM "{model._meta.db_table}" WHERE ')  # noqa: S608
    mark = platform.keyring.mark
    other = Sql(f"substr({place}, 1, {len(mark)}) <> ?", (mark,))
    while True:
        chosen = Sql.all_of([which, other, Sql("id > ?", (after,))])
        rows = await platform.database.rows(select + chosen + Sql(" ORDER BY id LIMIT ?", (_BATCH,)))
        if not rows:
            return
        yield rows
        after = UUID(str(rows[-1]["id"]))
