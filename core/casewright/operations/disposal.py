"""Disposing of cases that were kept long enough: proposed by one person, decided by another, certified."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Forbidden, Refused
from casewright.models.disposal import DisposalState
from casewright.operations.change import absent, change, check_allowed
from casewright.operations.erasure import erase
from casewright.operations.idempotency import check_alone
from casewright.platform import Platform
from casewright.process import Status
from casewright.retention import kept_until


async def propose_disposal(platform: Platform, actor: Actor, case_id: UUID) -> UUID:
    """Ask somebody else to agree that the case goes; returns the id of the disposal.

    Raises Refused while it is open, kept or held, and when it was proposed already.
    """
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        await _check(platform, draft.row)
        if await models.Disposal.filter(case_id=case_id, state=DisposalState.PROPOSED).exists():
            raise Refused("this was proposed already; somebody else decides", rule="disposal.proposed")
        retention, closed_at = draft.case_type.retention, draft.row.closed_at
        assert retention is not None and closed_at is not None
        disposal = models.Disposal(
            id=uuid7(),
            tenant_id=draft.row.tenant_id,
            case_id=case_id,
            case_type=draft.row.case_type,
            number=draft.row.number,
            confidentiality=draft.row.confidentiality,
            closed_at=closed_at,
            kept_until=kept_until(closed_at, retention, draft.row.fields_json),
            rule=retention.because,
            state=DisposalState.PROPOSED,
            proposed_by=actor.subject,
            proposed_at=draft.now,
        )
        draft.add(disposal)
        draft.record("disposal_proposed", disposal=str(disposal.id))
    return disposal.id


async def decide_disposal(platform: Platform, actor: Actor, disposal_id: UUID, *, approve: bool) -> UUID:
    """Decline it, or let the case go for good with all that belongs to it; never one's own proposal.

    Returns the id of the disposal, which stays as the certificate.
    """
    check_alone(platform)
    found = await models.Disposal.get_or_none(id=disposal_id, tenant_id=actor.tenant)
    if found is None:
        raise absent()
    if approve:
        await _dispose(platform, actor, found)
    else:
        await _decline(platform, actor, found)
    return disposal_id


async def _decline(platform: Platform, actor: Actor, found: models.Disposal) -> None:
    async with change(platform, actor, found.case_id, Action.SUPERVISE) as draft:
        disposal = await _undecided(found, actor)
        disposal.state, disposal.decided_by, disposal.decided_at = DisposalState.DECLINED, actor.subject, draft.now
        await disposal.save()
        draft.record("disposal_declined", disposal=str(disposal.id))


async def _dispose(platform: Platform, actor: Actor, found: models.Disposal) -> None:
    """Whether the case is held is looked at again under its lock, so a hold that was placed meanwhile wins.

    The bytes of documents go after the rows; what a crash in between leaves, the sweep finds. Parts of uploads go
    before, since only their row knows of them.
    """
    async with platform.database.transaction():
        await check_allowed(platform, actor, found.case_id, Action.SUPERVISE)
        disposal, case = await _undecided(found, actor), await models.Case.get(id=found.case_id)
        await _check(platform, case)
        disposal.state, disposal.decided_by, disposal.decided_at = DisposalState.DONE, actor.subject, platform.now()
        disposal.events, disposal.head = case.sequence, case.head
        versions = await models.DocumentVersion.filter(case_id=case.id).order_by("id")
        disposal.documents = [version.sha256 for version in versions if version.sha256]
        for version in versions:
            if version.upload is not None:
                await platform.store.parted.drop(version.key, version.upload)
        await erase(platform, case)
        await disposal.save()
    for version in versions:
        await platform.store.delete(version.key)


async def _undecided(found: models.Disposal, actor: Actor) -> models.Disposal:
    """The disposal as it is under the lock of its case; raises Refused, and Forbidden for who proposed it."""
    disposal = await models.Disposal.get(id=found.id)
    if disposal.state != DisposalState.PROPOSED:
        raise Refused(f"this disposal is {disposal.state}", rule="disposal.state")
    if disposal.proposed_by == actor.subject:
        raise Forbidden("somebody else decides what you proposed", rule="disposal.decider")
    return disposal


async def _check(platform: Platform, case: Any) -> None:
    """Whether the case may go; raises Refused."""
    retention = platform.case_types[case.case_type].retention
    if retention is None:
        raise Refused(f"no rule says how long a {case.case_type} is kept, so it is kept", rule="retention.none")
    if not Status(case.status).final or case.closed_at is None:
        raise Refused(f"{case.number} is still open", rule="retention.open")
    until = kept_until(case.closed_at, retention, case.fields_json)
    if platform.now().date() < until:
        raise Refused(f"{case.number} is kept until {until}: {retention.because}", rule="retention.kept")
    if await models.LegalHold.filter(case_id=case.id, released_at=None).exists():
        raise Refused(f"{case.number} is held", rule="retention.held")
