"""Parties: people and organisations, and the dated roles they have in cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given
from casewright.operations.change import Draft, absent, change
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A role in a case for a party that exists (`party_id`) or is new (`name`)."""

    role: str
    party_id: UUID | None = None
    name: str = ""
    kind: str = "person"
    subject: str | None = None
    email: str | None = None
    phone: str | None = None


async def attach(draft: Draft, parties: Sequence[NewParty]) -> list[UUID]:
    """Give parties their roles in the draft's case; returns the ids of the role rows."""
    roles = [await _role(draft, party) for party in parties]
    draft.add(*roles)
    return [role.id for role in roles]


async def _role(draft: Draft, new: NewParty) -> models.CaseParty:
    party_id = await _known(draft, new.party_id) if new.party_id else _create(draft, new)
    return models.CaseParty(
        id=uuid7(),
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        party_id=party_id,
        role=new.role,
        since=draft.now,
    )


async def _known(draft: Draft, party_id: UUID) -> UUID:
    platform = draft.platform
    here = Sql("SELECT 1 FROM party p WHERE p.id = ? AND p.tenant_id = ? AND ", (party_id, draft.row.tenant_id))
    if not await platform.database.rows(here + platform.policy.party(draft.actor, "p.id")):
        raise absent("party_id")
    return party_id


def _create(draft: Draft, new: NewParty) -> UUID:
    check_given(new.name, "a new party needs a name", field="name")
    party = models.Party(
        id=uuid7(),
        tenant_id=draft.row.tenant_id,
        kind=new.kind,
        name=new.name,
        search=new.name.casefold(),
        subject=new.subject,
        email=new.email,
        phone=new.phone,
        created_at=draft.now,
    )
    draft.add(party)
    return party.id


async def add_party(platform: Platform, actor: Actor, case_id: UUID, party: NewParty) -> UUID:
    """Give a party a role in the case from now on; returns the id of the role."""
    async with change(platform, actor, case_id, Action.WORK) as draft:
        [role] = await attach(draft, [party])
        draft.record("party_added", role=party.role, name=party.name)
    return role


async def end_party_role(platform: Platform, actor: Actor, role_id: UUID) -> UUID:
    """End a party's role in its case now; returns the id of the case."""
    case_id = await case_of(models.CaseParty, actor, role_id)
    async with change(platform, actor, case_id, Action.WORK, part="case_party") as draft:
        ended = await models.CaseParty.filter(id=role_id, until=None).update(until=draft.now)
        if not ended:
            raise Invalid("this role has ended already", field="id")
        draft.record("party_role_ended", role_id=str(role_id))
    return case_id


async def case_of(
    model: type[models.CaseParty | models.Task | models.Approval | models.DocumentVersion], actor: Actor, row_id: UUID
) -> UUID:
    """The case a row belongs to, in the actor's tenant; raises NotFound. Whether it is visible, `change` decides."""
    found = await model.filter(id=row_id, tenant_id=actor.tenant).values_list("case_id", flat=True)
    if not found:
        raise absent()
    return UUID(str(found[0]))
