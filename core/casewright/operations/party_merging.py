"""Two parties that turn out to be one: what led to one of them leads to the other from then on."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Conflict, Invalid, Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, change
from casewright.operations.names import register_renamed_party
from casewright.operations.parties import MOST_IDENTIFIERS, check_known
from casewright.operations.party_cases import check_seen, check_supervised, leading_to_parties, parties_in_cases
from casewright.platform import Platform

_MOST_CASES = 100
_TOLD_IN = frozenset({"appointment", "case_party", "document", "education", "plan", "service", "transition_record"})
"""The parts of a case in which a party has a place."""


async def merge_parties(platform: Platform, actor: Actor, party_id: UUID, *, survivor_id: UUID, reason: str) -> None:
    """Take a party for another one: roles, consents, appointments, services and identifiers go over to the survivor.

    So does what is known of how to reach them, and who signs in, where the survivor has none. The party stays as a
    pointer to the survivor, with its name and without a role; contacts that were recorded with it still name it. Every
    case of either of them tells of it, and whoever is excluded from one stays so. It is not undone. Raises NotFound,
    Invalid, Forbidden unless the actor supervises and sees all of these cases, and Refused for two who sign in, or who
    have different roles in one case.
    """
    check_given(reason, "say why the two are one", field="reason")
    if party_id == survivor_id:
        raise Invalid("name another party than this one", rule="party.itself", field="survivor_id")
    both = (party_id, survivor_id)
    await check_seen(platform, actor, party_id, "id")
    await check_seen(platform, actor, survivor_id, "survivor_id")
    async with platform.database.transaction(), _cases(platform, actor, both) as drafts:
        rows = await models.Party.filter(id__in=both).order_by("id").select_for_update()
        parties = {row.id: row for row in rows}
        if list(await parties_in_cases(platform, both)) != [draft.row.id for draft in drafts]:
            raise Conflict("one of them came into another case at the same moment; try again", rule="party.cases")
        _check_alike(parties[party_id], parties[survivor_id])
        for draft in drafts:
            await _join_roles(draft, party_id, survivor_id)
        for model, column in leading_to_parties():
            await model.filter(**{column: party_id}).update(**{column: survivor_id})
        identifiers = await _join_identifiers(party_id, survivor_id)
        await _join_known(parties[party_id], parties[survivor_id])
        names = [parties[survivor_id].name, parties[party_id].name]
        await register_renamed_party(drafts[0], survivor_id, names, identifiers)
        for draft in drafts:
            draft.record("party_merged", party=str(party_id), into=str(survivor_id), reason=reason)


@asynccontextmanager
async def _cases(platform: Platform, actor: Actor, both: Sequence[UUID]) -> AsyncIterator[list[Draft]]:
    """Every case of either party, changed together, in the order of their ids so that no two such changes wait."""
    case_ids = list(await parties_in_cases(platform, both))
    if len(case_ids) > _MOST_CASES:
        message = f"the two are in {len(case_ids)} cases, and {_MOST_CASES} at most are changed together"
        raise Refused(message, rule="party.many")
    message = "two parties are merged by somebody who supervises every case of both, and sees all of it"
    await check_supervised(platform, actor, case_ids, message, told_in=_TOLD_IN)
    async with AsyncExitStack() as stack:
        made = [change(platform, actor, case_id, Action.SUPERVISE, part="case_party") for case_id in case_ids]
        yield [await stack.enter_async_context(each) for each in made]


def _check_alike(party: models.Party, survivor: models.Party) -> None:
    check_known(party.erased_at, "id")
    check_known(survivor.erased_at, "survivor_id")
    if party.kind != survivor.kind:
        message = f"{party.name} is a {party.kind} and {survivor.name} a {survivor.kind}"
        raise Invalid(message, rule="party.kind", field="survivor_id")
    if party.subject and survivor.subject and party.subject != survivor.subject:
        raise Refused("the two sign in as two people", rule="party.subjects", field="survivor_id")


async def _join_roles(draft: Draft, party_id: UUID, survivor_id: UUID) -> None:
    """Both in one role are there once; in two roles they may be two sides, which nobody is at once: raises Refused."""
    current = await models.CaseParty.filter(case_id=draft.row.id, party_id__in=[party_id, survivor_id], until=None)
    roles = {row.role for row in current if row.party_id == party_id}
    others = {row.role for row in current if row.party_id == survivor_id}
    if roles and others and roles != others:
        told = f"{', '.join(sorted(roles))} and {', '.join(sorted(others))}"
        message = f"in {draft.row.number} the two are {told}; end the roles of one of them there first"
        raise Refused(message, rule="party.roles")
    if roles and others:
        twice = [row.id for row in current if row.party_id == party_id]
        await models.CaseParty.filter(id__in=twice).update(until=draft.now)


async def _join_identifiers(party_id: UUID, survivor_id: UUID) -> list[str]:
    """Those of both, each once; returns their values."""
    known = {(each.system, each.key): each for each in await models.PartyIdentifier.filter(party_id=survivor_id)}
    for each in await models.PartyIdentifier.filter(party_id=party_id):
        if (each.system, each.key) in known:
            await each.delete()
        else:
            known[each.system, each.key] = each
    if len(known) > MOST_IDENTIFIERS:
        message = f"together the two have {len(known)} identifiers; a party has {MOST_IDENTIFIERS} at most"
        raise Refused(message, rule="party.identifiers")
    await models.PartyIdentifier.filter(party_id=party_id).update(party_id=survivor_id)
    return [each.value for each in known.values()]


async def _join_known(party: models.Party, survivor: models.Party) -> None:
    """What the survivor lacks it has from the party; who signs in is the same for both."""
    lacking = ("email", "phone", "subject")
    found: dict[str, Any] = {name: getattr(survivor, name) or getattr(party, name) for name in lacking}
    await models.Party.filter(id=survivor.id).update(**found)
    await models.Party.filter(id=party.id).update(merged_into=survivor.id, subject=found["subject"])
    await models.Party.filter(merged_into=party.id).update(merged_into=survivor.id)
