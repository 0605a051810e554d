"""Rows that say of which type their case is, for figures: filled in where a process of a version before wrote them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from casewright import models
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.models.row import TypedRow
from casewright.operations.filling import fill
from casewright.platform import Platform

TABLES: tuple[type[TypedRow], ...] = (models.Assignment, models.Clock, models.Task)

_BEFORE = "SELECT b.subject FROM assignment b WHERE b.case_id = a.case_id AND b.id < a.id AND b.subject IS NOT NULL"
_HOLDERS = (
    "UPDATE assignment SET holders = (SELECT count(*) FROM assignment a"  # noqa: S608
    " WHERE a.case_id = assignment.case_id AND a.id <= assignment.id"
    f" AND a.subject <> coalesce(({_BEFORE} ORDER BY b.id DESC LIMIT 1), '')) WHERE "
)
"""Whoever has a case after somebody else is one more; to be put back into a queue and to be taken again is none."""


async def fill_typed_rows(platform: Platform, progress: Callable[[str], None]) -> None:
    """Fill in what such rows lack, and count the holders of their cases anew; `progress` hears a sentence.

    Raises Unavailable when the database does not answer.
    """
    without = [Sql(f"SELECT case_id FROM {model._meta.db_table} WHERE case_type = ''") for model in TABLES]  # noqa: S608
    if count := await fill(platform, Sql.join(" UNION ", without), _fill_in):
        progress(f"noted the type of {count} cases in their rows")


async def _fill_in(database: Database, cases: Sequence[UUID]) -> None:
    theirs = Sql.one_of("case_id", cases)
    own = '(SELECT c.case_type FROM "case" c WHERE c.id = case_id)'
    await database.execute(Sql(_HOLDERS) + theirs)
    for model in TABLES:
        table = model._meta.db_table
        await database.execute(Sql(f"UPDATE {table} SET case_type = {own} WHERE case_type = '' AND ") + theirs)  # noqa: S608
