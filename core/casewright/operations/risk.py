"""Risk on the case: read again whenever the fields change, or overridden by a person with a reason."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given, check_time
from casewright.operations.change import Draft, change
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Risk
from casewright.risk import RiskReading, read_risk


async def refresh_risk(draft: Draft, fields: Any) -> RiskReading:
    """Apply the rules to the fields; a changed reading becomes a row, an override in force keeps the level."""
    with blaming(draft.plugin, "risk"):
        reading = read_risk(fields, draft.case_type.risk_rules, draft.case_type.risk_scale)
    last = await models.RiskAssessment.filter(case_id=draft.row.id, override_reason=None).order_by("-id").first()
    if last is None or not _same(last, reading):
        draft.add(_row(draft, reading))
    level = await _override(draft) or reading.level
    if (level, reading.points) != (draft.row.risk_level, draft.row.risk_points):
        draft.put(risk_level=level, risk_points=reading.points)
    return reading


def _same(last: models.RiskAssessment, reading: RiskReading) -> bool:
    factors = [asdict(factor) for factor in reading.factors]
    return (last.factors, last.missing) == (factors, list(reading.missing))


def _row(draft: Draft, reading: RiskReading) -> models.RiskAssessment:
    return models.RiskAssessment(
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        level=reading.level,
        points=reading.points,
        factors=[asdict(factor) for factor in reading.factors],
        missing=list(reading.missing),
        assessed_by="rules",
        assessed_at=draft.now,
    )


async def _override(draft: Draft) -> Risk | None:
    last = await (
        models.RiskAssessment.filter(case_id=draft.row.id).exclude(override_reason=None).order_by("-id").first()
    )
    in_force = last is not None and (last.expires_at is None or last.expires_at > draft.now)
    return Risk(last.level) if last is not None and in_force else None


async def assess_risk(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Apply the risk rules now, and let go of an override that has expired."""
    async with change(platform, actor, case_id, Action.WORK) as draft:
        fields = draft.case_type.load(draft.row.fields_json, draft.row.schema_version)
        reading = await refresh_risk(draft, fields)
        draft.record("risk_assessed", level=draft.row.risk_level, points=reading.points)


async def override_risk(
    platform: Platform, actor: Actor, case_id: UUID, *, level: Risk, reason: str, expires_at: datetime | None = None
) -> None:
    """Set the level by hand, with a reason, until it expires; the rules' own reading stays visible."""
    check_given(reason, "say why the level differs from the rules", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if expires_at is not None:
            check_time(expires_at, field="expires_at")
        if expires_at is not None and expires_at <= draft.now:
            raise Invalid("the override would already be over; give a later moment", field="expires_at")
        draft.add(
            models.RiskAssessment(
                tenant_id=draft.row.tenant_id,
                case_id=draft.row.id,
                level=level,
                points=draft.row.risk_points,
                factors=[],
                missing=[],
                assessed_by=actor.subject,
                assessed_at=draft.now,
                override_reason=reason,
                expires_at=expires_at,
            )
        )
        draft.record("risk_overridden", level=level, level_before=draft.row.risk_level, reason=reason)
        draft.put(risk_level=level)
