"""Breaking the glass: seeing a case that cannot wait, with a reason, for hours, and reviewed afterwards."""

from datetime import timedelta
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Forbidden, Invalid, Refused
from casewright.fields import check_given, check_text
from casewright.operations.change import absent, change
from casewright.operations.parties import case_of
from casewright.platform import Platform

_USUAL = 60
_LONGEST = 24 * 60
"""Minutes."""


async def break_glass(
    platform: Platform,
    actor: Actor,
    *,
    number: str,
    reason: str,
    minutes: int | None = None,
    case_type: str | None = None,
) -> tuple[UUID, UUID]:
    """Have the rights of one's emergency grants on the case of this number, for an hour unless said otherwise.

    Returns the ids of the case and of the access. A case that no emergency grant of the actor reaches is absent; so is
    one from which they are excluded. Raises Invalid when cases of several types have the number and none is named, and
    Forbidden for a program.
    """
    check_given(reason, "say why it cannot wait", field="reason")
    for field, text in (("reason", reason), ("number", number), ("case_type", case_type)):
        check_text(text, field=field)
    lasts = _USUAL if minutes is None else minutes
    if not 1 <= lasts <= _LONGEST:
        raise Invalid(f"the glass is broken for 1 to {_LONGEST} minutes", rule="emergency.minutes", field="minutes")
    if actor.service:
        raise Forbidden("only people break the glass", rule="emergency.person")
    case_id = await _reached(platform, actor, number, case_type)
    async with change(platform, Actor.platform(actor.tenant, actor.subject), case_id, Action.READ) as draft:
        held = await models.EmergencyAccess.filter(case_id=case_id, subject=actor.subject, expires_at__gt=draft.now)
        if held:
            raise Refused("you have broken the glass of this case already", rule="emergency.open")
        expires_at = draft.now + timedelta(minutes=lasts)
        access_id = draft.insert(
            models.EmergencyAccess,
            subject=actor.subject,
            reason=reason,
            opened_at=draft.now,
            expires_at=expires_at,
        )
        draft.record("glass_broken", access=str(access_id), reason=reason, expires_at=expires_at.isoformat())
    return case_id, access_id


async def review_emergency_access(
    platform: Platform, actor: Actor, access_id: UUID, *, justified: bool, finding: str
) -> UUID:
    """Say whether somebody was right to break the glass; returns the id of the case. Never about oneself."""
    check_given(finding, "say what you found", field="finding")
    case_id = await case_of(models.EmergencyAccess, actor, access_id)
    async with change(platform, actor, case_id, Action.SUPERVISE, part="emergency_access") as draft:
        access = await models.EmergencyAccess.get(id=access_id)
        if access.subject == actor.subject:
            raise Forbidden("somebody else says whether you were right", rule="emergency.reviewer")
        if access.reviewed_at is not None:
            raise Refused(f"{access.reviewed_by} has reviewed this already", rule="emergency.reviewed")
        draft.amend(
            models.EmergencyAccess,
            Sql("id = ?", (access_id,)),
            reviewed_by=actor.subject,
            reviewed_at=draft.now,
            justified=justified,
            finding=finding,
        )
        draft.record("glass_reviewed", access=str(access_id), justified=justified, finding=finding)
    return case_id


async def _reached(platform: Platform, actor: Actor, number: str, case_type: str | None) -> UUID:
    asked = Sql('SELECT c.id FROM "case" c WHERE c.number = ? AND ', (number,))
    if case_type is not None:
        asked += Sql("c.case_type = ? AND ", (case_type,))
    rows = await platform.database.rows(asked + platform.policy.breakable(actor))
    if not rows:
        raise absent("number")
    if len(rows) > 1:
        message = "cases of several types have this number; name the type"
        raise Invalid(message, rule="emergency.number", field="case_type")
    return UUID(str(rows[0]["id"]))
