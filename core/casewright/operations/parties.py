"""Parties: people and organisations, what is known of them, and the dated roles they have in cases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid, Refused
from casewright.fields import check_given
from casewright.models.row import CaseRow
from casewright.operations.change import Draft, absent, change
from casewright.operations.names import register_new_party, register_parties, register_renamed_party
from casewright.platform import Platform

MOST_IDENTIFIERS = 20


class PartyKind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, kw_only=True)
class NewParty:
    """A role in a case for a party that exists (`party_id`) or is new (`name`)."""

    role: str
    party_id: UUID | None = None
    name: str = ""
    kind: str = PartyKind.PERSON
    subject: str | None = None
    email: str | None = None
    phone: str | None = None
    identifiers: Sequence[tuple[str, str]] = ()
    """System and value of each."""


async def attach(draft: Draft, parties: Sequence[NewParty]) -> list[tuple[UUID, UUID]]:
    """Give parties their roles in the draft's case; returns the ids of each role and of its party."""
    return [await _role(draft, party) for party in parties]


async def _role(draft: Draft, new: NewParty) -> tuple[UUID, UUID]:
    if new.party_id:
        party_id = new.party_id
        await check_party(draft, party_id, "party_id")
        await register_parties(draft, [party_id])
    else:
        party_id = _create(draft, new)
        await register_new_party(draft, party_id, new.name, [value for _, value in new.identifiers])
    return draft.insert(models.CaseParty, party_id=party_id, role=new.role, since=draft.now), party_id


async def check_party(draft: Draft, party_id: UUID, field: str) -> str:
    """Whether a party is one of the tenant that the actor may see, by its name; raises NotFound, Refused if erased.

    Until the write ends nobody erases it; before it has begun, as when a case is opened, somebody may.
    """
    platform = draft.platform
    asked = "SELECT p.name, p.erased_at FROM party p WHERE p.id = ? AND p.tenant_id = ? AND "
    here = Sql(asked, (party_id, draft.row.tenant_id)) + platform.policy.party(draft.actor, "p.id")
    rows = await platform.database.rows(here + _kept(platform.database))
    if not rows:
        raise absent(field)
    check_known(rows[0]["erased_at"], field)
    return str(rows[0]["name"])


async def keep_known(platform: Platform, parties: Collection[UUID]) -> None:
    """Keep parties from being erased until the write ends; raises Refused for one that was."""
    if parties:
        here = Sql("SELECT p.erased_at FROM party p WHERE ") + Sql.one_of("p.id", list(parties))
        for row in await platform.database.rows(here + Sql(" ORDER BY p.id") + _kept(platform.database)):
            check_known(row["erased_at"], "parties")


def _kept(database: Database) -> Sql:
    """For parties that are read: whoever erases one waits for the transaction. On SQLite everybody does who writes."""
    return Sql(" FOR KEY SHARE OF p" if database.dialect == "postgres" and database.in_transaction else "")


def check_known(erased_at: object, field: str | None = None) -> None:
    """Nothing new is written about somebody who was erased; raises Refused."""
    if erased_at is not None:
        raise Refused("this person was erased; nothing is kept of them any more", rule="party.erased", field=field)


async def check_role(draft: Draft, party_id: UUID, *, rule: str) -> str:
    """Whether the `party_id` of an input has a role in the case now, by its name; raises NotFound, and Invalid."""
    name = await check_party(draft, party_id, "party_id")
    if not await models.CaseParty.filter(case_id=draft.row.id, party_id=party_id, until=None).exists():
        raise Invalid(f"{name} has no role in this case", rule=rule, field="party_id")
    return name


def _create(draft: Draft, new: NewParty) -> UUID:
    check_given(new.name, "a new party needs a name", field="name")
    party_id = draft.rows.insert(
        models.Party,
        tenant_id=draft.row.tenant_id,
        kind=new.kind,
        name=new.name,
        search=new.name.casefold(),
        subject=new.subject,
        email=new.email,
        phone=new.phone,
        created_at=draft.now,
    )
    _identify(draft, party_id, new.identifiers)
    return party_id


def _identify(draft: Draft, party_id: UUID, identifiers: Sequence[tuple[str, str]]) -> None:
    if len(identifiers) > MOST_IDENTIFIERS:
        message = f"a party has {MOST_IDENTIFIERS} identifiers at most"
        raise Invalid(message, rule="party.identifiers", field="identifiers")
    for system, value in identifiers:
        check_given(system, "say whose identifier it is", field="system")
        check_given(value, "an identifier needs a value", field="value")
        columns = {"system": system, "value": value, "key": identifier_key(value)}
        draft.rows.insert(models.PartyIdentifier, tenant_id=draft.row.tenant_id, party_id=party_id, **columns)


def identifier_key(value: str) -> str:
    """What makes two identifiers of a system the same one: letters and digits, upper and lower case alike."""
    return "".join(filter(str.isalnum, value.casefold())) or value


async def add_party(platform: Platform, actor: Actor, case_id: UUID, party: NewParty) -> UUID:
    """Give a party a role in the case from now on; returns the id of the role."""
    async with change(platform, actor, case_id, Action.WORK) as draft:
        [(role_id, party_id)] = await attach(draft, [party])
        draft.record("party_added", role=party.role, party=str(party_id))
    return role_id


async def update_party(
    platform: Platform,
    actor: Actor,
    role_id: UUID,
    *,
    identifiers: Sequence[tuple[str, str]] | None = None,
    **columns: Any,
) -> UUID:
    """Correct what is known of a party, from a case in which it has a role; returns the id of that case.

    `columns` are new values of name, kind, email and phone; `identifiers` take the place of those there were. Every
    case that shares the party sees it so from now on; who may sign in as the party does not change. The event tells
    what was corrected and by whom, not the values: they can still be erased. Raises Refused when the role has ended.
    """
    case_id = await case_of(models.CaseParty, actor, role_id)
    async with change(platform, actor, case_id, Action.WORK, part="case_party") as draft:
        role = await models.CaseParty.get(id=role_id)
        if role.until is not None:
            raise Refused("this role has ended; correct the party from a case it is in", rule="party.ended")
        party = await models.Party.filter(id=role.party_id).select_for_update().get()
        known = [(each.system, each.value) for each in await models.PartyIdentifier.filter(party_id=party.id)]
        check_known(party.erased_at)
        corrected = _corrected(party, columns)
        if corrected:
            draft.rows.amend(models.Party, Sql("id = ?", (party.id,)), **corrected)
        if identifiers is not None and sorted(identifiers) != sorted(known):
            await models.PartyIdentifier.filter(party_id=party.id).delete()
            _identify(draft, party.id, identifiers)
            corrected["identifiers"] = known = list(identifiers)
        if not corrected:
            raise Invalid("nothing of the party would change", rule="party.unchanged")
        name = corrected.get("name", party.name)
        await register_renamed_party(draft, party.id, [name], [value for _, value in known])
        draft.record(
            "party_updated", role=role.role, party=str(party.id), corrected=sorted(corrected.keys() - {"search"})
        )
    return case_id


def _corrected(party: models.Party, columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns whose values change."""
    corrected = {name: value for name, value in columns.items() if value != getattr(party, name)}
    if "name" in corrected:
        check_given(corrected["name"] or "", "a party needs a name", field="name")
        corrected["search"] = corrected["name"].casefold()
    return corrected


async def end_party_role(platform: Platform, actor: Actor, role_id: UUID) -> UUID:
    """End a party's role in its case now; returns the id of the case."""
    case_id = await case_of(models.CaseParty, actor, role_id)
    async with change(platform, actor, case_id, Action.WORK, part="case_party") as draft:
        ended = await models.CaseParty.filter(id=role_id, until=None).update(until=draft.now)
        if not ended:
            raise Invalid("this role has ended already", rule="party.ended", field="id")
        draft.record("party_role_ended", role_id=str(role_id))
    return case_id


async def case_of(model: type[CaseRow], actor: Actor, row_id: UUID) -> UUID:
    """The case a row belongs to, in the actor's tenant; raises NotFound. Whether it is visible, `change` decides."""
    found = await model.filter(id=row_id, tenant_id=actor.tenant).values_list("case_id", flat=True)
    if not found:
        raise absent()
    return UUID(str(found[0]))
