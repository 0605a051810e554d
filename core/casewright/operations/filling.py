"""Filling in what rows lack when a database is brought up to date: a round of cases at a time, under their locks."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias
from uuid import UUID

from casewright.db.database import Database
from casewright.db.exclusive import exclusive
from casewright.db.sql import Sql
from casewright.platform import Platform

FillIn: TypeAlias = Callable[[Database, Sequence[UUID]], Awaitable[None]]
"""Writes what the rows of these cases lack."""
_ROUND = 500


async def fill(platform: Platform, lacking: Sql, fill_in: FillIn) -> int:
    """Fill in the cases that `lacking` selects as `case_id`; returns how many.

    Whoever writes rows of a case holds its lock as well. A round that is over stays when one of the next fails. Raises
    Unavailable when the database does not answer.
    """
    async with exclusive(platform.database) as apart:
        cases = [UUID(str(row["case_id"])) for row in await apart.rows(lacking)]
        for begin in range(0, len(cases), _ROUND):
            await _round(apart, cases[begin : begin + _ROUND], fill_in)
    return len(cases)


async def _round(database: Database, cases: Sequence[UUID], fill_in: FillIn) -> None:
    lock = " FOR UPDATE" if database.dialect == "postgres" else ""
    async with database.transaction():
        await database.rows(Sql('SELECT id FROM "case" WHERE ') + Sql.one_of("id", cases) + Sql(f" ORDER BY id{lock}"))
        await fill_in(database, cases)
