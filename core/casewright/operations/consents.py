"""What those who are in a case consent to: recorded with scope and period, taken back with a reason."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.consents import check_period
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.fields import FieldSet, check_given, check_time
from casewright.inputs import Line
from casewright.operations.change import change, work
from casewright.operations.parties import case_of, check_role
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """To what, how it was given, and from when until when; from now on and until it is taken back, if not said."""

    party_id: UUID
    scope: Line
    how: Line
    since: datetime | None = None
    until: datetime | None = None


_NEW = FieldSet(NewConsent)


async def record_consent(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write down a `NewConsent` of a party that has a role in the case; returns its id.

    Raises NotFound, Invalid for nobody of the case or a period that ends before it begins, Refused.
    """
    async with work(platform, actor, case_id, "case_party") as draft:
        new = _NEW.validate(values)
        await check_role(draft, new.party_id, rule="consent.role")
        for field, moment in (("since", new.since), ("until", new.until)):
            if moment is not None:
                check_time(moment, field=field)
        since = new.since or draft.now
        check_period(since, new.until)
        consent_id = draft.insert(
            models.Consent,
            party_id=new.party_id,
            scope=new.scope,
            how=new.how,
            since=since,
            until=new.until,
            recorded_by=actor.subject,
            recorded_at=draft.now,
        )
        draft.record("consent_recorded", consent=str(consent_id), **_NEW.dump(new))
    return consent_id


async def revoke_consent(platform: Platform, actor: Actor, consent_id: UUID, *, reason: str) -> UUID:
    """The party takes a consent back, from now on; returns the id of the case. Raises Refused for one that was.

    Also when the case has ended: nobody is held to what they do not want any more.
    """
    check_given(reason, "say why, or how the consent was taken back", field="reason")
    case_id = await case_of(models.Consent, actor, consent_id)
    async with change(platform, actor, case_id, Action.WORK, part="case_party") as draft:
        consent = await models.Consent.get(id=consent_id)
        if consent.revoked_at is not None:
            raise Refused("this consent was taken back already", rule="consent.revoked")
        revoked = {"revoked_by": actor.subject, "revoked_at": draft.now, "revoked_because": reason}
        draft.amend(models.Consent, Sql("id = ?", (consent_id,)), **revoked)
        draft.record("consent_revoked", consent=str(consent_id), scope=consent.scope, reason=reason)
    return case_id
