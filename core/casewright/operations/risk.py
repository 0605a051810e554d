"""Risk on the case: read again whenever what it is read from changes, or set by a person with a reason."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given, check_time
from casewright.instruments import Assessment
from casewright.operations.alerts import settle_alerts, settle_priority
from casewright.operations.change import Draft, change
from casewright.operations.obligations import REVIEW, meet_obligations
from casewright.platform import Platform
from casewright.plugins import blaming
from casewright.process import Risk
from casewright.risk import RiskReading, read_risk

OVERRIDE = "risk.override"
"""The timer that ends an override, and its kind."""


async def refresh_risk(
    draft: Draft,
    fields: Any,
    assessments: Mapping[str, Assessment] | None = None,
    *,
    reviewed: bool = False,
    anew: bool = False,
) -> RiskReading:
    """Apply the rules; an override in force keeps the level.

    A changed reading becomes a row, and so does every one that somebody asked for (`reviewed`). A case that begins
    `anew` has its level from now on. `assessments` are what the draft makes of them, where it does.
    """
    reading = _read(draft, fields, (await draft.standing()).assessments if assessments is None else assessments)
    around = await draft.around()
    level = around.override or reading.level
    levelled = draft.new or anew or level != draft.row.risk_level
    if levelled or reading.points != draft.row.risk_points:
        draft.put(risk_level=level, risk_points=reading.points)
    if levelled or reviewed:
        _add(draft, reading, meet_obligations(draft, levelled=levelled))
    elif around.reading != (_factors(reading), list(reading.missing)):
        _add(draft, reading, await _review_due_at(draft))
    await settle_priority(draft)
    return reading


def _read(draft: Draft, fields: Any, assessments: Mapping[str, Assessment]) -> RiskReading:
    case_type = draft.case_type
    with blaming(draft.plugin, "risk"):
        return read_risk(fields, case_type.risk_rules, case_type.risk_scale, case_type.instruments, assessments)


def _factors(reading: RiskReading) -> list[dict[str, Any]]:
    return [asdict(factor) for factor in reading.factors]


async def _review_due_at(draft: Draft) -> datetime | None:
    """When the risk was to be reviewed before this write."""
    if not draft.case_type.obligations:
        return None
    newest = await models.RiskAssessment.filter(case_id=draft.row.id).order_by("-id").first()
    return newest.review_due_at if newest else None


def _add(draft: Draft, reading: RiskReading, review_due_at: datetime | None) -> None:
    draft.insert(
        models.RiskAssessment,
        level=reading.level,
        points=reading.points,
        factors=_factors(reading),
        missing=list(reading.missing),
        assessed_by="rules",
        assessed_at=draft.now,
        review_due_at=review_due_at,
    )


async def assess_risk(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Review the risk: apply the rules now, and schedule the next review."""
    async with change(platform, actor, case_id, Action.WORK) as draft:
        reading = await refresh_risk(draft, _fields(draft), reviewed=True)
        await settle_alerts(draft, REVIEW, "the risk was assessed")
        draft.record("risk_assessed", level=draft.row.risk_level, points=reading.points, missing=list(reading.missing))


def _fields(draft: Draft) -> Any:
    return draft.case_type.load(draft.row.fields_json, draft.row.schema_version)


async def override_risk(
    platform: Platform, actor: Actor, case_id: UUID, *, level: Risk, reason: str, expires_at: datetime | None = None
) -> None:
    """Set the level by hand, with a reason, until it expires; the rules' own reading stays visible."""
    check_given(reason, "say why the level differs from the rules", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if expires_at is not None:
            check_time(expires_at, field="expires_at")
        if expires_at is not None and expires_at <= draft.now:
            message = "the override would already be over; give a later moment"
            raise Invalid(message, rule="risk.expiry", field="expires_at")
        before = draft.row.risk_level
        draft.put(risk_level=level)
        draft.insert(
            models.RiskAssessment,
            level=level,
            points=draft.row.risk_points,
            factors=[],
            missing=[],
            assessed_by=actor.subject,
            assessed_at=draft.now,
            override_reason=reason,
            expires_at=expires_at,
            review_due_at=meet_obligations(draft, levelled=level != before),
        )
        draft.schedule(OVERRIDE, OVERRIDE, expires_at)
        await settle_alerts(draft, REVIEW, "the risk was set by hand")
        draft.record("risk_overridden", level=level, level_before=before, reason=reason, expires_at=expires_at)


async def override_over(draft: Draft) -> None:
    """An override has expired: the rules' own level is in force again."""
    before = draft.row.risk_level
    await refresh_risk(draft, _fields(draft), reviewed=True)
    draft.record("risk_override_ended", level=draft.row.risk_level, level_before=before)
