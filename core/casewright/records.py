"""What a model of working asks to have on record, and which of it cases have."""

from collections.abc import Collection, Mapping
from typing import NamedTuple
from uuid import UUID

from casewright.db.database import Database
from casewright.db.sql import Sql


class Record(NamedTuple):
    """How it is told to whoever lacks it, and the rows of a case `c` that are it, in SQL."""

    told: str
    rows: str


_IN_FORCE = "plan p WHERE p.case_id = c.id AND p.state = 'accepted'"
_SINCE = "(SELECT MAX(v.entered_at) FROM phase_visit v WHERE v.case_id = c.id AND v.left_at IS NULL)"

RECORDS: Mapping[str, Record] = {
    "strengths": Record(
        "the client's strengths, in the plan in force", f"{_IN_FORCE} AND CAST(p.strengths AS text) <> '[]'"
    ),
    "client_goal": Record(
        "a goal of the client's own, in the plan in force",
        f"{_IN_FORCE} AND EXISTS (SELECT 1 FROM goal g WHERE g.plan_id = p.id AND g.set_by = 'client')",  # noqa: S608
    ),
    "treatment_notes": Record(
        "a note since the case came here",
        f"note n WHERE n.case_id = c.id AND n.created_at >= COALESCE({_SINCE}, n.created_at)",
    ),
    "referrals": Record(
        "a service that somebody was asked for",
        "service s WHERE s.case_id = c.id AND s.state NOT IN ('rejected', 'cancelled')",
    ),
    "contacts": Record(
        "a contact in which somebody was reached, since the case came here",
        f"contact k WHERE k.case_id = c.id AND k.reached AND k.made_at >= COALESCE({_SINCE}, k.made_at)",
    ),
}
"""By the names that a practice uses."""


async def kept(database: Database, cases: Collection[UUID]) -> dict[UUID, frozenset[str]]:
    """The names of the records that each case has, all of them in one statement."""
    if not cases:
        return {}
    asked = ", ".join(f"EXISTS (SELECT 1 FROM {record.rows}) AS {name}" for name, record in RECORDS.items())  # noqa: S608
    rows = await database.rows(Sql(f'SELECT c.id, {asked} FROM "case" c WHERE ') + Sql.one_of("c.id", list(cases)))  # noqa: S608
    return {UUID(str(row["id"])): frozenset(name for name in RECORDS if row[name]) for row in rows}
