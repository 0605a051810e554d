"""Legal holds: what is held is not disposed of, however long ago it ended."""

from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, absent, change
from casewright.operations.parties import case_of
from casewright.platform import Platform
from casewright.plugins import blaming

_OVER = "the reason for it is over"


async def place_hold(platform: Platform, actor: Actor, case_id: UUID, *, reason: str) -> UUID:
    """From now on the case is not disposed of, also if that was proposed; returns the id of the hold."""
    check_given(reason, "say why the case is to be kept", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        by = {"placed_by": actor.subject, "placed_at": draft.now}
        hold_id = draft.insert(models.LegalHold, reason=reason, **by)
        draft.record("hold_placed", hold=str(hold_id), reason=reason)
    return hold_id


async def release_hold(platform: Platform, actor: Actor, hold_id: UUID, *, reason: str) -> UUID:
    """The hold is over; returns the id of the case, which others may still hold.

    Raises Refused for a hold that a rule of the case type placed: what ends its reason releases it.
    """
    check_given(reason, "say why the case need not be kept any more", field="reason")
    case_id = await case_of(models.LegalHold, actor, hold_id)
    async with change(platform, actor, case_id, Action.SUPERVISE, part="legal_hold") as draft:
        hold = await models.LegalHold.get_or_none(id=hold_id)
        if hold is None:
            raise absent()
        if hold.released_at is not None:
            raise Refused("this hold was released already", rule="hold.released")
        if hold.rule is not None:
            raise Refused(f"the case itself is held by {hold.rule}; end the reason for it", rule="hold.rule")
        released = {"released_by": actor.subject, "released_at": draft.now, "release_reason": reason}
        draft.amend(models.LegalHold, Sql("id = ?", (hold_id,)), **released)
        draft.record("hold_released", hold=str(hold_id), reason=reason)
    return case_id


async def keep_holds(draft: Draft, fields: Any) -> dict[str, list[str]]:
    """Place and release what the rules of the case type say of the new fields; returns what the event tells of it."""
    with blaming(draft.plugin, f"the holds of a {draft.case_type.name}"):
        reasons = {rule: function(fields) for rule, function in draft.case_type.holds.items()}
    in_force = await _held_by(draft) if reasons else set()
    placed = [rule for rule, reason in reasons.items() if reason and rule not in in_force]
    released = sorted(in_force - {rule for rule, reason in reasons.items() if reason})
    for rule in placed:
        by = {"placed_by": draft.actor.subject, "placed_at": draft.now}
        draft.insert(models.LegalHold, reason=reasons[rule], rule=rule, **by)
    for rule in released:
        over = {"released_by": draft.actor.subject, "released_at": draft.now, "release_reason": _OVER}
        draft.amend(models.LegalHold, Sql("rule = ? AND released_at IS NULL", (rule,)), **over)
    told = {"held_by": placed, "released_from": released}
    return {name: rules for name, rules in told.items() if rules}


async def _held_by(draft: Draft) -> set[str]:
    if draft.new:
        return set()
    held = models.LegalHold.filter(case_id=draft.row.id, released_at=None).exclude(rule=None)
    return {hold.rule for hold in await held if hold.rule is not None}
