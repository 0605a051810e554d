"""What a case has spent in its phases: written whenever a stay at a stage is over, by the same change.

What is missing is made up for when the database is brought up to date: stays that were over before there was such a
table, and those that a process of a version before it ended afterwards.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.db.batch import inserted
from casewright.db.database import Database
from casewright.db.dialect import Dialect, whole_seconds
from casewright.db.sql import Sql
from casewright.operations.filling import fill
from casewright.operations.rows import Rows
from casewright.platform import Platform
from casewright.process import FINAL, Visit, time_in

OVER = frozenset({"stage", "closed_at"})
"""The columns of a case that change when a stay is over: it goes to a stage, or it ends or is taken up again."""

_ENDED = ", ".join(f"'{status}'" for status in FINAL)


def keep_phase_times(
    rows: Rows, case: models.Case, columns: Mapping[str, Any], visits: Sequence[Visit], now: datetime
) -> None:
    """Add the new times of the phases in which a stay is over by the change of these columns of the case.

    `visits` are as they were before it.
    """
    left = [replace(visit, left_at=now) for visit in visits if visit.left_at is None]
    if "stage" in columns and columns.get("closed_at"):
        left.append(Visit(case.stage, case.phase, now, now))  # it ends where it has just come to
    over = [*(visit for visit in visits if visit.left_at is not None), *left]
    for phase in dict.fromkeys(visit.phase for visit in left):
        seconds = time_in(phase, over)
        if seconds is None:
            continue
        until_now = Sql("case_id = ? AND phase = ? AND until IS NULL", (case.id, phase))
        rows.amend(models.PhaseTime, until_now, until=now)
        rows.insert(
            models.PhaseTime,
            tenant_id=case.tenant_id,
            case_id=case.id,
            case_type=case.case_type,
            phase=phase,
            seconds=seconds,
            since=now,
            until=None,
        )


async def fill_phase_times(platform: Platform, progress: Callable[[str], None]) -> None:
    """Make the times anew of cases that lack one for a stay that is over; `progress` hears a sentence.

    Raises Unavailable when the database does not answer.
    """
    kept = "SELECT 1 FROM phase_time p WHERE p.case_id = stay.case_id AND p.phase = stay.phase AND p.since = stay.since"
    lacking = (
        Sql("SELECT DISTINCT stay.case_id FROM (")
        + _stays_over(platform.database.dialect, Sql("1 = 1"))
        + Sql(f") stay WHERE NOT EXISTS ({kept}) ORDER BY stay.case_id")
    )
    if count := await fill(platform, lacking, _fill_in):
        progress(f"counted the time in phases of {count} cases")


async def _fill_in(database: Database, cases: Sequence[UUID]) -> None:
    times = (
        "SELECT tenant_id, case_id, case_type, phase,"
        " sum(whole) OVER (PARTITION BY case_id, phase ORDER BY since, id) + part AS seconds, since,"
        " lead(since) OVER (PARTITION BY case_id, phase ORDER BY since, id) AS until FROM ("
    )
    await database.execute(Sql("DELETE FROM phase_time WHERE ") + Sql.one_of("case_id", cases))
    stays = _stays_over(database.dialect, Sql.one_of("c.id", cases))
    rows = [{"id": uuid7(), **row} for row in await database.rows(Sql(times) + stays + Sql(") stay"))]
    await database.execute(inserted(database.dialect, models.PhaseTime, rows))


def _stays_over(dialect: Dialect, chosen: Sql) -> Sql:
    """What was spent in a phase when a stay is over, or the case ends at it; of the cases `c` that are chosen.

    An end counts what was over before, and the stay until then.
    """
    entered, left, ended = (whole_seconds(dialect, moment) for moment in ("v.entered_at", "v.left_at", "r.since"))
    columns = "v.tenant_id, v.case_id, c.case_type, v.phase"
    visits = 'FROM phase_visit v JOIN "case" c ON c.id = v.case_id'
    return (
        Sql(f"SELECT v.id, {columns}, {left} - {entered} AS whole, 0 AS part, v.left_at AS since {visits}")
        + Sql(" WHERE v.left_at >= v.entered_at AND ")
        + chosen
        + Sql(f" UNION ALL SELECT r.id, {columns}, 0, {ended} - {entered}, r.since {visits}")
        + Sql(f" JOIN rest r ON r.case_id = v.case_id AND r.status IN ({_ENDED})")
        + Sql(" WHERE r.since >= v.entered_at AND (v.left_at IS NULL OR r.since < v.left_at) AND ")
        + chosen
    )
