"""From rows to the frozen case that rules and plugins see."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case
from casewright.casetype import CaseType
from casewright.gates import NOTHING_YET, Standing
from casewright.process import Phase, Priority, Risk, Status, behind
from casewright.risk import RiskReading, read_risk
from casewright.working_models import WorkingModel


def case_view(
    case_type: CaseType[Any],
    row: models.Case,
    actor: Actor,
    now: datetime,
    *,
    open_tasks: Collection[str] = (),
    visited: Collection[str] = (),
    standing: Standing = NOTHING_YET,
) -> Case[Any]:
    """The case of a row, for one actor at one moment; its risk level is the one in force, override included."""
    fields = case_type.load(row.fields_json, row.schema_version)
    rules, scale = case_type.risk_rules, case_type.risk_scale
    reading = read_risk(fields, rules, scale, case_type.instruments, standing.assessments)
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
        priority=Priority(row.priority),
        model=WorkingModel(row.model) if row.model else None,
        assignee=row.assignee,
        team=row.team,
        open_tasks=tuple(open_tasks),
        visited=frozenset(visited),
        behind=behind(case_type.stages, row.stage, visited),
        gates=case_type.gates.get(row.stage, ()),
        standing=standing,
    )
