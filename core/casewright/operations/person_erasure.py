"""A person is erased, and the cases they had a part in stay (GDPR, articles 17(1) and 17(3)).

Their roles stay, so that the history of each case still makes sense, and lead to somebody of whom nothing is known.
What was written about a case rather than about them is not rewritten: `docs/security.md` says what and why.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.expressions import Q

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Conflict, Invalid, Refused
from casewright.fields import FieldSet
from casewright.inputs import Line, Text
from casewright.operations.change import Draft, absent, change
from casewright.operations.idempotency import forget_answers
from casewright.operations.names import let_go_of
from casewright.operations.parties import PartyKind, check_known
from casewright.operations.party_cases import check_seen, check_supervised, parties_in_cases
from casewright.platform import Platform

ERASED = "erased person"
"""By this name an erased person is shown."""
_KEPT_OUT = "was kept out as a party, and is erased"


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Why somebody is erased, and who decided that; both stay in the history."""

    reason: Text
    decided_by: Line


@dataclass(frozen=True)
class _Person:
    """Every party that is the same person, and all they are known by."""

    parties: Sequence[models.Party]
    names: Collection[str]
    identifiers: Collection[str]

    @property
    def ids(self) -> list[UUID]:
        return [party.id for party in self.parties]

    @property
    def words(self) -> set[str]:
        """Whatever tells of them, but the subject: it tells who did what, for as long as there is a history."""
        contact = [each for party in self.parties for each in (party.email, party.phone)]
        return {word for word in (*self.names, *self.identifiers, *contact) if word}


_GROUND = FieldSet(Ground)


async def erase_person(platform: Platform, actor: Actor, party_id: UUID, **values: Any) -> UUID:
    """Take away all that is known of a person, by every party they are; returns the id of the one that is left.

    Each case of theirs tells of it, by ids alone. Whoever was kept out of a case as a party of it stays kept out.
    Raises NotFound; Forbidden unless the actor supervises every case; Refused while one is held, and for who is erased
    already; Invalid for an organisation, or for a `Ground` that tells what is to be erased; and Conflict.
    """
    ground = _GROUND.validate(values)
    first = await _first(platform, actor, party_id)
    person = await _person(first)
    cases = await parties_in_cases(platform, person.ids)
    message = "a person is erased by somebody who supervises every case of theirs"
    await check_supervised(platform, actor, cases, message)
    check_known(first.erased_at, "party_id")
    _check_ground(person, ground)
    async with platform.database.transaction():
        for case_id, there in cases.items():
            async with change(platform, actor, case_id, Action.SUPERVISE, part="case_party") as draft:
                await _let_go(draft, person)
                kept_out = await _keep_out(draft, person)
                told = {"parties": list(map(str, there)), "kept_out": kept_out}
                draft.record("party_erased", **told, **_GROUND.dump(ground))
        locked = await _person(first, lock=True)
        if locked.words != person.words or await parties_in_cases(platform, locked.ids) != cases:
            raise Conflict("they were changed at the same moment; look and try again", rule="party.changed")
        await _take_away(platform, locked)
    return first.id


async def _first(platform: Platform, actor: Actor, party_id: UUID) -> models.Party:
    """The party, or the one that it turned out to be; raises NotFound, and Invalid for an organisation."""
    found = await models.Party.get_or_none(id=party_id, tenant_id=actor.tenant)
    if found is None:
        raise absent("party_id")
    first = await models.Party.get(id=found.merged_into or found.id)
    await check_seen(platform, actor, first.id, "party_id")
    if first.kind != PartyKind.PERSON:
        message = "this is an organisation; if a person is meant, say so by updateParty first"
        raise Invalid(message, rule="erasure.person", field="party_id")
    return first


async def _person(first: models.Party, *, lock: bool = False) -> _Person:
    """The party, those by which the same person signs in, and those that turned out to be one of them."""
    same = Q(id=first.id) | Q(subject=first.subject) if first.subject else Q(id=first.id)
    people = models.Party.filter(same, tenant_id=first.tenant_id, kind=PartyKind.PERSON, merged_into=None)
    roots = await people.values_list("id", flat=True)
    every = models.Party.filter(Q(id__in=roots) | Q(merged_into__in=roots)).order_by("id")
    parties = await (every.select_for_update() if lock else every)
    theirs = {"party_id__in": [party.id for party in parties]}
    identifiers = await models.PartyIdentifier.filter(**theirs).values_list("value", flat=True)
    registered = await models.KnownName.filter(**theirs).values_list("name", flat=True)
    names = {party.name for party in parties} | set(map(str, registered))
    return _Person(parties, names, set(map(str, identifiers)))


def _check_ground(person: _Person, ground: Ground) -> None:
    for field in ("reason", "decided_by"):
        told = getattr(ground, field).casefold()
        if any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", told) for word in person.words):
            message = "this stays in the history; say it without what is to be erased"
            raise Invalid(message, rule="erasure.told", field=field)


async def _let_go(draft: Draft, person: _Person) -> None:
    """Take them out of what the case itself keeps of them; raises Refused while it is held."""
    if await models.LegalHold.filter(case_id=draft.row.id, released_at=None).exists():
        raise Refused(f"{draft.row.number} is held; nobody is erased from it", rule="retention.held")
    await let_go_of(draft, person.ids, person.names, person.identifiers)


async def _keep_out(draft: Draft, person: _Person) -> bool:
    """Exclude whom a role has kept out of the case so far, which nothing will tell any more; whether there is one."""
    excluded = draft.platform.case_types[draft.row.case_type].excluded_roles
    roles = models.CaseParty.filter(case_id=draft.row.id, until=None, role__in=list(excluded))
    held = {role.party_id for role in await roles}
    subjects = {party.subject for party in person.parties if party.id in held and party.subject}
    there = await models.Exclusion.filter(case_id=draft.row.id).values_list("subject", flat=True)
    for subject in sorted(subjects - set(map(str, there))):
        by = {"created_by": draft.actor.subject, "created_at": draft.now}
        draft.insert(models.Exclusion, subject=subject, reason=_KEPT_OUT, **by)
    return bool(subjects)


async def _take_away(platform: Platform, person: _Person) -> None:
    known = {"name": ERASED, "search": "", "subject": None, "email": None, "phone": None}
    await models.Party.filter(id__in=person.ids).update(**known, erased_at=platform.now())
    await models.PartyIdentifier.filter(party_id__in=person.ids).delete()
    await models.KnownName.filter(party_id__in=person.ids).delete()
    await forget_answers(platform, person.parties[0].tenant_id, person.words)
