"""What stands around a case and decides what may happen to it: tasks, visits, requests, and how its risk was read."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.process import Risk, Visit

_STATEMENT = """
SELECT 'visit' AS what, stage AS a, phase AS b, id, CAST(entered_at AS text) AS since, CAST(left_at AS text) AS until
  FROM phase_visit WHERE case_id = ?
UNION ALL SELECT 'task', stage, title, id, NULL, NULL FROM task WHERE case_id = ? AND state = 'open' AND required
UNION ALL SELECT 'request', transition, asked_by, id, NULL, NULL FROM approval
  WHERE case_id = ? AND state = 'pending'
UNION ALL SELECT 'reading', factors, missing, id, NULL, NULL FROM (
  SELECT CAST(factors AS text) AS factors, CAST(missing AS text) AS missing, id FROM risk_assessment
  WHERE case_id = ? AND override_reason IS NULL ORDER BY id DESC LIMIT 1) reading
UNION ALL SELECT 'override', level, '', id, NULL, NULL FROM (
  SELECT level, expires_at, id FROM risk_assessment
  WHERE case_id = ? AND override_reason IS NOT NULL ORDER BY id DESC LIMIT 1) override
  WHERE expires_at IS NULL OR expires_at > ?
ORDER BY id
"""


@dataclass(frozen=True, kw_only=True)
class Around:
    """How things stood when it was read; a case that is being opened has nothing around it."""

    required_tasks: Collection[tuple[str, str]] = ()
    """Stage and title of each required task that is open."""
    visits: Sequence[Visit] = ()
    """Each stay at a stage, oldest first."""
    requests: Collection[tuple[str, str]] = ()
    """Transition and asker of each approval that waits for a decision."""
    reading: tuple[list[Any], list[Any]] | None = None
    """Factors and missing data of the last reading of the risk rules."""
    override: Risk | None = None
    """The risk level somebody has set, while that is in force."""

    def open_tasks(self, stage: str) -> list[str]:
        """Titles of the required tasks of a stage that are open, oldest first."""
        return [title for place, title in self.required_tasks if place == stage]

    def stages(self) -> list[str]:
        """The stages the case has been at."""
        return [visit.stage for visit in self.visits]

    def visits_of(self, phase: str) -> int:
        """How often the case has entered a phase."""
        return sum(visit.phase == phase for visit in self.visits)


async def look_around(database: Database, case_id: UUID, now: datetime) -> Around:
    """All of it, in one statement.

    Not in the one that locks the case: what that reads from other tables may be older than the case it waited for.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    visits: list[Visit] = []
    for row in await database.rows(Sql(_STATEMENT, (*[case_id] * 5, now))):
        if row["what"] == "visit":
            visits.append(Visit(row["a"], row["b"], datetime.fromisoformat(row["since"]), _moment(row["until"])))
        else:
            found[row["what"]].append((row["a"], row["b"]))
    readings = [(json.loads(factors), json.loads(missing)) for factors, missing in found["reading"]]
    overrides = [Risk(level) for level, _ in found["override"]]
    return Around(
        required_tasks=found["task"],
        visits=visits,
        requests=found["request"],
        reading=next(iter(readings), None),
        override=next(iter(overrides), None),
    )


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
