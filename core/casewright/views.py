"""From rows to the frozen case that rules and plugins see."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case
from casewright.casetype import CaseType
from casewright.process import Phase, Risk, Status
from casewright.risk import RiskReading, read_risk


def case_view(
    case_type: CaseType[Any],
    row: models.Case,
    actor: Actor,
    now: datetime,
    *,
    open_tasks: Collection[str] = (),
    visited: Collection[str] = (),
) -> Case[Any]:
    """The case of a row, for one actor at one moment; its risk level is the one in force, override included."""
    fields = case_type.load(row.fields_json, row.schema_version)
    reading = read_risk(fields, case_type.risk_rules, case_type.risk_scale)
    return Case(
        id=row.id,
        number=row.number,
        type=row.case_type,
        stage=row.stage,
        phase=Phase(row.phase),
        status=Status(row.status),
        fields=fields,
        actor=actor,
        now=now,
        opened_at=row.opened_at,
        version=row.version,
        risk=RiskReading(Risk(row.risk_level), reading.points, reading.factors, reading.missing),
        assignee=row.assignee,
        team=row.team,
        open_tasks=tuple(open_tasks),
        visited=frozenset(visited),
    )
