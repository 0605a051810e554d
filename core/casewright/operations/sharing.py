"""Documents that are shared: which version with whom, by which way, when and what for.

That is what an accounting of disclosures has to tell (45 CFR 164.528(b)(2)), and a copy of one's own data of those who
received them (GDPR, article 15(1)(c)).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.contacts import Channel
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import FieldSet
from casewright.inputs import Line, Text, happened_at
from casewright.operations.change import Draft, absent, change
from casewright.operations.documents import confirmed_version
from casewright.operations.parties import check_role
from casewright.platform import Platform
from casewright.plugins import call


@dataclass(frozen=True, kw_only=True)
class NewShare:
    """A document, with a party of the case or with somebody by name; its newest version and now, if not said."""

    document_id: UUID
    channel: Channel
    party_id: UUID | None = None
    recipient: Line | None = None
    number: int | None = None
    shared_at: datetime | None = None
    note: Text | None = None


_NEW = FieldSet(NewShare)


async def share_document(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write a `NewShare` down; returns its id. Also when the case has ended: that is when its report is sent.

    Raises NotFound, Invalid for nobody or two, for a party without a role in the case or for a moment to come, and
    Refused where the case type says that they may not have it.
    """
    async with change(platform, actor, case_id, Action.WORK, part="document") as draft:
        new = _NEW.validate(values)
        document = await models.Document.get_or_none(id=new.document_id, case_id=case_id)
        if document is None:
            raise absent("document_id")
        version = await confirmed_version(document, new.number)
        await _check_recipient(draft, new)
        once = "a document is shared before that is recorded"
        shared_at = happened_at(new.shared_at, draft.now, once, rule="share.future", field="shared_at")
        share_id = draft.insert(
            models.DocumentShare,
            document_id=document.id,
            number=version.number,
            party_id=new.party_id,
            recipient=new.recipient,
            channel=new.channel,
            note=new.note,
            shared_by=actor.subject,
            shared_at=shared_at,
            recorded_at=draft.now,
        )
        draft.record("document_shared", share=str(share_id), **_NEW.dump(new) | {"number": version.number})
    return share_id


async def _check_recipient(draft: Draft, new: NewShare) -> None:
    if (new.party_id is None) == (new.recipient is None):
        message = "say with whom: a party of the case, or somebody by name"
        raise Invalid(message, rule="share.recipient", field="recipient")
    name = new.recipient or ""
    if new.party_id is not None:
        name = await check_role(draft, new.party_id, rule="share.role")
        if await _is_about(draft, new.party_id):
            return
    guard = draft.case_type.sharing_guard
    if guard is not None:
        await call(draft.plugin, "the guard of sharing", guard, await draft.case(), recipient=name)


async def _is_about(draft: Draft, party_id: UUID) -> bool:
    held = models.CaseParty.filter(case_id=draft.row.id, party_id=party_id, until=None)
    return await held.filter(role__in=list(draft.case_type.about_roles)).exists()
