"""Proving what came in parts, in a worker: the document becomes part of the case, or is refused.

The parts are joined first; nobody can change what was joined, so the bytes that are proved are the bytes that stay.
Whoever takes a version has it until its lease passes. Proved twice it is added once.
"""

from datetime import timedelta
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.dialect import skip_locked
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import NotFound, Refused, Unavailable
from casewright.models.document import UploadState
from casewright.operations.change import change
from casewright.operations.document_proof import add_version, check_bytes
from casewright.platform import Platform

_AT_LEAST = timedelta(seconds=30)
_BYTES_A_SECOND = 10_000_000
"""Slower than stores are: a lease that passes too soon has the same bytes read twice."""


async def take_proofs(platform: Platform, limit: int) -> list[UUID]:
    """The versions to prove now, at most so many; they are the caller's until their lease passes."""
    now = platform.now()
    due = Sql("SELECT id, size FROM document_version WHERE due_at <= ? ORDER BY due_at, id LIMIT ?", (now, limit))
    if not await platform.database.rows(due):
        return []
    lock = skip_locked(platform.database.dialect)
    async with platform.database.transaction():
        taken = await platform.database.rows(due + Sql(lock))
        for row in taken:
            await models.DocumentVersion.filter(id=row["id"]).update(due_at=now + _time_for(row["size"]))
    return [UUID(str(row["id"])) for row in taken]


def _time_for(size: int) -> timedelta:
    return _AT_LEAST + timedelta(seconds=size / _BYTES_A_SECOND)


async def prove(platform: Platform, version_id: UUID) -> None:
    """Make the bytes part of the case, or delete them and say why; an event either way.

    Raises Unavailable when store or scanner do not answer; it is tried again before the lease passes.
    """
    version = await models.DocumentVersion.get(id=version_id)
    if version.state != UploadState.PROVING:
        return
    sha256 = str(version.sha256)
    try:
        await platform.store.parted.join(version.key, str(version.upload))
        await check_bytes(platform, version, version.key, sha256, _time_for(version.size))
    except NotFound:
        gone = Refused("the parts of this upload are gone; announce it again", rule="document.absent")
        await _refuse(platform, version, gone)
    except Refused as refusal:
        await _refuse(platform, version, refusal)
    except Unavailable:
        proving = models.DocumentVersion.filter(id=version.id, state=UploadState.PROVING)
        await proving.update(due_at=platform.now() + _AT_LEAST)
        raise
    else:
        await _add(platform, version, sha256)


async def _add(platform: Platform, version: models.DocumentVersion, sha256: str) -> None:
    try:
        async with change(platform, Actor.platform(version.tenant_id), version.case_id, Action.WORK) as draft:
            if not await add_version(draft, version, version.key, sha256):
                raise _Settled
    except _Settled:
        return


async def _refuse(platform: Platform, version: models.DocumentVersion, why: Refused) -> None:
    """The row first: until it says so, the bytes may be those of a version that was added meanwhile."""
    try:
        async with change(platform, Actor.platform(version.tenant_id), version.case_id, Action.WORK) as draft:
            proving = models.DocumentVersion.filter(id=version.id, state=UploadState.PROVING)
            if not await proving.update(state=UploadState.REFUSED, sha256=None, due_at=None):
                raise _Settled
            told = {"document": str(version.document_id), "version": str(version.id)}
            draft.record("upload_refused", **told, rule=why.rule, because=why.message)
    except _Settled:
        return
    await platform.store.delete(version.key)


class _Settled(Exception):
    """Somebody else whose lease had passed was faster."""
