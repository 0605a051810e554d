"""The team of an open task, which is that of its case, so that all the work of a team is read in one order.

Whatever gives a case to a team or brings a task to a case writes it. What is missing is made up for when the database
is brought up to date: in tasks that are older than the column, and where a process of a version before it wrote since.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.operations.filling import fill
from casewright.platform import Platform

_ASTRAY = (
    "SELECT DISTINCT t.case_id FROM task t JOIN \"case\" c ON c.id = t.case_id WHERE t.state = 'open'"
    " AND (t.team <> c.team OR (t.team IS NULL) <> (c.team IS NULL)) ORDER BY t.case_id"
)
_OF_ITS_CASE = (
    "UPDATE task SET team = (SELECT c.team FROM \"case\" c WHERE c.id = task.case_id) WHERE state = 'open' AND "
)


async def fill_task_teams(platform: Platform, progress: Callable[[str], None]) -> None:
    """Give the open tasks of each case to its team where they are not; `progress` hears a sentence.

    Raises Unavailable when the database does not answer.
    """
    if count := await fill(platform, Sql(_ASTRAY), _fill_in):
        progress(f"gave the open tasks of {count} cases to their teams")


async def _fill_in(database: Database, cases: Sequence[UUID]) -> None:
    await database.execute(Sql(_OF_ITS_CASE) + Sql.one_of("case_id", cases))
