"""Links between cases."""

from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.operations.change import absent, change
from casewright.platform import Platform


async def link_cases(platform: Platform, actor: Actor, case_id: UUID, *, other_id: UUID, kind: str) -> UUID:
    """Link a case to another one the actor may see; returns the id of the link."""
    if case_id == other_id:
        raise Invalid("a case is not linked to itself", field="other_id")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        visible = Sql('SELECT 1 FROM "case" c WHERE c.id = ? AND ', (other_id,))
        if not await platform.database.rows(visible + platform.policy.predicate(actor, Action.READ)):
            raise absent("other_id")
        if await models.CaseLink.filter(case_id=case_id, other_id=other_id, kind=kind).exists():
            raise Invalid("these cases are linked like this already", field="kind")
        link = models.CaseLink(
            id=uuid7(),
            tenant_id=draft.row.tenant_id,
            case_id=case_id,
            other_id=other_id,
            kind=kind,
            created_by=actor.subject,
            created_at=draft.now,
        )
        draft.add(link)
        draft.record("linked", other=str(other_id), kind=kind)
    return link.id
