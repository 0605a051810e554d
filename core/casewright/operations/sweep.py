"""The sweep: what killed uploads left behind goes, and confirmed documents without their bytes are named.

An upload is announced (row), sent (object), copied to its own key (object), confirmed (row) and tidied up (object).
Whoever dies in between leaves a pending row, an object without a row, or both. Parts that were sent are in no list of
objects: only the pending row knows of them, so it goes after them.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.models.document import UploadState
from casewright.operations.change import change
from casewright.platform import Platform

_PATIENCE = timedelta(hours=24)
"""No upload takes so long: its link lives for minutes."""
_BATCH = 200


@dataclass(frozen=True)
class Finding:
    """`abandoned`: an upload never confirmed; `orphan`: bytes no row knows; `missing`: a document without its bytes.

    The first two are deleted, the last is for a person; `what` names the key.
    """

    kind: Literal["abandoned", "orphan", "missing"]
    what: str


async def sweep(platform: Platform, *, dry_run: bool = False) -> AsyncIterator[Finding]:
    """Reconcile rows and objects of the open platform; a dry run finds the same and deletes nothing.

    Only what is older than 24 hours is touched, so it may run while people work. Uploads of case types that are not
    loaded are left alone. Raises Refused for a database without any case while the store has objects: it is hardly the
    database that belongs to the store. Raises Unavailable.
    """
    await _check_belonging(platform)
    before = platform.now() - _PATIENCE
    async for finding in _abandoned(platform, before, dry_run):
        yield finding
    async for finding in _orphans(platform, before, dry_run):
        yield finding
    async for finding in _missing(platform):
        yield finding


async def _check_belonging(platform: Platform) -> None:
    if await models.Case.all().exists():
        return
    async for _ in platform.store.keys():
        message = "the store has objects and the database has no case; are they the store and database of one platform?"
        raise Refused(message, rule="sweep.belonging")


async def _abandoned(platform: Platform, before: datetime, dry_run: bool) -> AsyncIterator[Finding]:
    known, last = Sql.one_of("c.case_type", list(platform.case_types)), UUID(int=0)
    pending = Sql(
        'SELECT v.* FROM document_version v JOIN "case" c ON c.id = v.case_id'
        " WHERE v.state = 'pending' AND v.created_at <= ? AND ",
        (before,),
    )
    while rows := await platform.database.rows(
        pending + known + Sql(f" AND v.id > ? ORDER BY v.id LIMIT {_BATCH}", (last,))
    ):
        for row in rows:
            version = models.DocumentVersion._init_from_db(**row)
            if dry_run or await _forget(platform, version):
                yield Finding("abandoned", version.key)
            last = version.id


async def _forget(platform: Platform, version: models.DocumentVersion) -> bool:
    """Delete the row under the lock of its case, then the bytes; False when it was confirmed at the last moment."""
    actor = Actor.platform(version.tenant_id)
    try:
        async with change(platform, actor, version.case_id, Action.WORK) as draft:
            if not await models.DocumentVersion.filter(id=version.id, state=UploadState.PENDING).delete():
                raise _Confirmed
            if version.upload is not None:
                await platform.store.parted.drop(version.key, version.upload)
            draft.record("upload_abandoned", document=str(version.document_id), version=str(version.id))
    except _Confirmed:
        return False
    await platform.store.delete(version.key)
    return True


class _Confirmed(Exception):
    """Somebody confirmed the upload meanwhile."""


async def _orphans(platform: Platform, before: datetime, dry_run: bool) -> AsyncIterator[Finding]:
    async for keys in _old_keys(platform, before):
        known = Sql("SELECT key FROM document_version WHERE state <> 'refused' AND ") + Sql.one_of("key", keys)
        rows = await platform.database.rows(known)
        for key in sorted(set(keys) - {row["key"] for row in rows}):
            if not dry_run:
                await platform.store.delete(key)
            yield Finding("orphan", key)


async def _old_keys(platform: Platform, before: datetime) -> AsyncIterator[list[str]]:
    batch: list[str] = []
    async for key in platform.store.keys():
        if _made_at(key) <= before:
            batch.append(key)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _made_at(key: str) -> datetime:
    """The moment in the identifier at the end of the key (RFC 9562, UUID version 7: milliseconds first)."""
    return datetime.fromtimestamp((UUID(key.rpartition("/")[2]).int >> 80) / 1000, UTC)


async def _missing(platform: Platform) -> AsyncIterator[Finding]:
    last = UUID(int=0)
    while page := await _confirmed_after(last):
        for version in page:
            size = await platform.store.size(version.key)
            if size != version.size:
                document = f"document {version.document_id} version {version.number}"
                state = "is absent" if size is None else f"has {size} bytes instead of {version.size}"
                yield Finding("missing", f"{document}: {version.key} {state}")
            last = version.id


async def _confirmed_after(last: UUID) -> list[Any]:
    return await models.DocumentVersion.filter(state=UploadState.CONFIRMED, id__gt=last).order_by("id").limit(_BATCH)
