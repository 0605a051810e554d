"""Links between cases."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.fields import check_given
from casewright.models.case_link import LinkKind
from casewright.operations.change import Draft, absent, change
from casewright.operations.parties import case_of
from casewright.platform import Platform

_MADE = frozenset({LinkKind.MERGED_INTO, LinkKind.SPLIT_FROM})
"""Links that tell of a merger and a split."""


async def link_cases(platform: Platform, actor: Actor, case_id: UUID, *, other_id: UUID, kind: str) -> UUID:
    """Link a case to another one the actor may see; returns the id of the link."""
    if kind in _MADE:
        raise Refused("merge or split the cases; this link follows from it", rule="link.made", field="kind")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        link_id = await add_link(draft, other_id, kind, field="other_id")
        if link_id is None:
            raise Invalid("these cases are linked like this already", rule="link.twice", field="kind")
        draft.record("linked", other=str(other_id), kind=kind)
    return link_id


async def unlink_cases(platform: Platform, actor: Actor, link_id: UUID, *, reason: str) -> UUID:
    """Take a link back, which the history of its case keeps; returns the id of that case.

    Raises Refused for a link that tells of a merger or a split.
    """
    check_given(reason, "say why the cases do not belong together", field="reason")
    case_id = await case_of(models.CaseLink, actor, link_id)
    async with change(platform, actor, case_id, Action.WORK, part="case_link") as draft:
        link = await models.CaseLink.get_or_none(id=link_id)
        if link is None:
            raise absent()
        if link.kind in _MADE:
            raise Refused("this link tells of a merger or a split, and stays", rule="link.made")
        await link.delete()
        draft.record("unlinked", other=str(link.other_id), kind=link.kind, reason=reason)
    return case_id


async def add_link(draft: Draft, other_id: UUID, kind: str, *, field: str) -> UUID | None:
    """Link the case of a draft to another one, which `field` of the input names; None: it is linked like this already.

    Raises NotFound, or Invalid for the case itself.
    """
    if draft.row.id == other_id:
        raise Invalid("a case is not linked to itself", rule="link.itself", field=field)
    platform = draft.platform
    visible = Sql('SELECT 1 FROM "case" c WHERE c.id = ? AND ', (other_id,))
    if not await platform.database.rows(visible + platform.policy.predicate(draft.actor, Action.READ)):
        raise absent(field)
    if await models.CaseLink.filter(case_id=draft.row.id, other_id=other_id, kind=kind).exists():
        return None
    by = {"created_by": draft.actor.subject, "created_at": draft.now}
    return draft.insert(models.CaseLink, other_id=other_id, kind=kind, **by)
