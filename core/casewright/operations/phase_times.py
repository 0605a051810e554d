"""What a case has spent in its phases: written whenever a stay at a stage is over, by the same change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from casewright import models
from casewright.db.sql import Sql
from casewright.operations.rows import Rows
from casewright.process import Visit, time_in

OVER = frozenset({"stage", "closed_at"})
"""The columns of a case that change when a stay is over: it goes to a stage, or it ends or is taken up again."""


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
