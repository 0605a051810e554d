"""Who acts as the client of a case: a party in one of the roles that its type calls the client."""

from collections.abc import Sequence
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.platform import Platform


async def client_roles(platform: Platform, case_id: UUID) -> Sequence[str]:
    """The roles in which a party of the case is its client, as far as its type says."""
    case = await models.Case.get_or_none(id=case_id)
    declared = platform.case_types.get(case.case_type) if case else None
    return declared.plan_rules.client if declared and declared.plan_rules else ()


async def holds_role(actor: Actor, case_id: UUID, roles: Sequence[str]) -> bool:
    """Whether the actor is a party of the case in one of the roles, at present."""
    held = models.CaseParty.filter(case_id=case_id, role__in=list(roles), until=None, party__subject=actor.subject)
    return bool(roles) and await held.exists()


async def action_as_client(actor: Actor, case_id: UUID, roles: Sequence[str]) -> Action:
    """What somebody needs to speak for the client: the client to see the case, everybody else to work on it."""
    return Action.READ if await holds_role(actor, case_id, roles) else Action.WORK
