"""How far a case is kept from others: by whom it was set, and why."""

from uuid import UUID

from casewright.access.actor import Actor
from casewright.declarations import Action, Confidentiality
from casewright.errors import Forbidden, Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, change
from casewright.platform import Platform


async def set_confidentiality(
    platform: Platform, actor: Actor, case_id: UUID, *, level: Confidentiality, reason: str
) -> None:
    """From now on only grants with this clearance reach the case; nobody closes it to themselves.

    Raises Refused when it is at this level already, Forbidden for a level above the actor's own clearance.
    """
    check_given(reason, "say why others may see it, or may not", field="reason")
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        before = draft.row.confidentiality
        if before == level:
            raise Refused(f"{draft.row.number} is {level} already", rule="confidentiality.same", field="level")
        if not platform.policy.cleared(actor, draft.case_type, Action.SUPERVISE, level):
            message = f"your roles do not supervise {level} cases; ask somebody who does"
            raise Forbidden(message, rule="confidentiality.clearance", field="level")
        draft.put(confidentiality=level)
        draft.record("confidentiality_set", level=level, before=before, reason=reason)


def keep_closed(draft: Draft, origin: Draft) -> None:
    """What comes over from another case is kept from others as it was there."""
    there = Confidentiality(origin.row.confidentiality)
    if there.rank > Confidentiality(draft.row.confidentiality).rank:
        draft.put(confidentiality=there)
