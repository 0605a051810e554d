"""Whom notes mention, where a version before did not write it beside their texts: their events tell it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from casewright import models
from casewright.db.batch import updated
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.events import data_of
from casewright.models.case_link import LinkKind
from casewright.operations.filling import fill
from casewright.platform import Platform

_LACKING = "SELECT DISTINCT case_id FROM note WHERE mentions IS NULL ORDER BY case_id"
_ORIGINS = (
    " UNION SELECT CASE l.kind WHEN ? THEN l.case_id ELSE l.other_id END FROM origin o JOIN case_link l"
    " ON (l.kind = ? AND l.other_id = o.case_id) OR (l.kind = ? AND l.case_id = o.case_id))"
    " SELECT e.* FROM event e JOIN origin o ON o.case_id = e.case_id WHERE e.name = 'note_added'"
)
"""Notes move with what two cases have gathered, and their events stay."""


async def fill_note_mentions(platform: Platform, progress: Callable[[str], None]) -> None:
    """Write beside each note whom it mentions; `progress` hears a sentence.

    Raises Unavailable when the database does not answer.
    """
    if count := await fill(platform, Sql(_LACKING), _fill_in):
        progress(f"noted whom the notes of {count} cases mention")


async def _fill_in(database: Database, cases: Sequence[UUID]) -> None:
    begin = Sql('WITH RECURSIVE origin(case_id) AS (SELECT id FROM "case" WHERE ') + Sql.one_of("id", cases)
    kinds = (LinkKind.MERGED_INTO, LinkKind.MERGED_INTO, LinkKind.SPLIT_FROM)
    rows = await database.rows(begin + Sql(_ORIGINS, kinds))
    for told in (data_of(models.Event._init_from_db(**row)) for row in rows):
        if told.get("mentions"):
            note = Sql("id = ? AND mentions IS NULL", (UUID(told["note"]),))
            await database.execute(updated(models.Note, {"mentions": told["mentions"]}, note))
    others = Sql("mentions IS NULL AND ") + Sql.one_of("case_id", cases)
    await database.execute(updated(models.Note, {"mentions": []}, others))
