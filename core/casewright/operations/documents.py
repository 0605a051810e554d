"""Documents in two steps: room for the bytes, then proof that they are what was announced."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import CasewrightError, Invalid, NotFound, Refused
from casewright.fields import check_given
from casewright.operations.access_log import log_download
from casewright.operations.change import Draft, absent, change, check_allowed
from casewright.operations.document_room import check_room
from casewright.operations.idempotency import check_alone
from casewright.operations.parties import case_of
from casewright.platform import Platform
from casewright.storage import Link
from casewright.storage.headers import check_media_type
from casewright.storage.inspection import Inspection, agrees, inspect
from casewright.storage.keys import new_key

_log = logging.getLogger("casewright.documents")
_DOCUMENT = "document"
"""The part of a case that a grant may hide."""
_UPLOAD_TIME = timedelta(minutes=15)
DOWNLOAD_TIME = timedelta(minutes=5)
"""How long a link to the bytes of a document is good."""


@dataclass(frozen=True)
class Upload:
    """Where the bytes of a new version go, and the version to confirm afterwards."""

    version_id: UUID
    document_id: UUID
    link: Link


async def request_upload(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    name: str,
    media_type: str,
    size: int,
    category: str | None = None,
    document_id: UUID | None = None,
) -> Upload:
    """Announce a document, or a new version of one; the bytes then go to the link, and `confirm_upload` proves them.

    Raises Invalid for what is larger than a document may be or the store takes, Refused where there is no room for it.
    """
    check_given(name, "a document needs a name", field="name")
    check_media_type(media_type)
    _check_size(platform, size)
    key = new_key(actor.tenant)
    link = await platform.store.upload_link(key, media_type=media_type, size=size, expires_in=_UPLOAD_TIME)
    part = _DOCUMENT if document_id else ""
    async with change(platform, actor, case_id, Action.WORK, part=part, field=part and "document_id") as draft:
        await check_room(platform, draft, size)
        document = await _document(draft, document_id, name, category)
        version = models.DocumentVersion(
            id=uuid7(),
            tenant_id=draft.row.tenant_id,
            case_id=case_id,
            document_id=document,
            key=key,
            state="pending",
            media_type=media_type,
            size=size,
            created_by=actor.subject,
            created_at=draft.now,
        )
        draft.add(version)
        draft.record("upload_requested", document=str(document), version=str(version.id), name=name, size=size)
    return Upload(version.id, document, link)


def _check_size(platform: Platform, size: int) -> None:
    largest = platform.settings.max_document_size
    if not 0 < size <= largest:
        raise Invalid(f"a document has 1 to {largest} bytes", rule="document.size", field="size")


async def _document(draft: Draft, document_id: UUID | None, name: str, category: str | None) -> UUID:
    if document_id is not None:
        if not await models.Document.filter(id=document_id, case_id=draft.row.id).exists():
            raise absent("document_id")
        return document_id
    document = models.Document(
        id=uuid7(),
        tenant_id=draft.row.tenant_id,
        case_id=draft.row.id,
        name=name,
        category=category,
        created_by=draft.actor.subject,
        created_at=draft.now,
    )
    draft.add(document)
    return document.id


async def confirm_upload(platform: Platform, actor: Actor, version_id: UUID, *, sha256: str) -> models.DocumentVersion:
    """Prove the bytes in the store against what was announced; only then is the version part of the case.

    Returns the version as it was announced. Raises Refused when nothing was uploaded, when size, SHA-256 or media type
    differ, or when the scanner finds malware; Unavailable when there is a scanner that does not answer; NotFound also
    for somebody else's upload, where a grant hides documents.
    """
    check_alone(platform)
    case_id = await case_of(models.DocumentVersion, actor, version_id)
    own = await models.DocumentVersion.filter(id=version_id, created_by=actor.subject).exists()
    await check_allowed(platform, actor, case_id, Action.WORK, "" if own else _DOCUMENT)
    version = await _pending(version_id)
    key = await _kept(platform, version)
    try:
        inspection = await inspect(platform.store.read(key))
        _check(version, inspection, sha256)
        await _check_clean(platform, key)
        async with change(platform, actor, case_id, Action.WORK) as draft:
            await _confirm(draft, version_id, key, inspection.sha256)
    except CasewrightError:
        await platform.store.delete(key)
        raise
    await platform.store.delete(version.key)
    return version


async def _confirm(draft: Draft, version_id: UUID, key: str, sha256: str) -> None:
    version = await _pending(version_id)
    document = await models.Document.get(id=version.document_id)
    number = document.current + 1
    await models.DocumentVersion.filter(id=version_id).update(
        state="confirmed", key=key, number=number, sha256=sha256, confirmed_at=draft.now
    )
    await models.Document.filter(id=document.id).update(current=number)
    draft.record(
        "document_added",
        document=str(document.id),
        version=str(version_id),
        number=number,
        name=document.name,
        sha256=sha256,
    )


async def _pending(version_id: UUID) -> models.DocumentVersion:
    version = await models.DocumentVersion.get(id=version_id)
    if version.state != "pending":
        raise Refused("this upload is confirmed already", rule="document.pending")
    return version


async def _kept(platform: Platform, version: models.DocumentVersion) -> str:
    """The uploaded bytes under a fresh key: an upload link may be used again while it lasts, this key by nobody."""
    key = new_key(version.tenant_id)
    try:
        await platform.store.write(key, platform.store.read(version.key))
    except NotFound as error:
        raise Refused("nothing was uploaded yet; send the bytes to the link first", rule="document.absent") from error
    return key


def _check(version: models.DocumentVersion, found: Inspection, sha256: str) -> None:
    if found.size != version.size:
        raise Refused(f"{version.size} bytes were announced, {found.size} came", rule="document.size")
    if found.sha256 != sha256.lower():
        raise Refused("the SHA-256 of the bytes is another one; upload again", rule="document.sha256", field="sha256")
    if not agrees(version.media_type, found.media_type, found.head):
        seen = found.media_type or "something else"
        raise Refused(f"{version.media_type} was announced, the bytes are {seen}", rule="document.media_type")


async def _check_clean(platform: Platform, key: str) -> None:
    found = await platform.scanner.scan(platform.store.read(key))
    if found is not None:
        _log.warning("malware was uploaded")
        raise Refused("the scanner found malware in the bytes; they were not stored", rule="document.malware")


async def request_download(
    platform: Platform, actor: Actor, document_id: UUID, *, number: int | None = None
) -> tuple[UUID, Link]:
    """A short-lived link to a confirmed version, the newest unless numbered; the reading is an event of the case."""
    document = await models.Document.get_or_none(id=document_id, tenant_id=actor.tenant)
    if document is None:
        raise absent()
    async with change(platform, actor, document.case_id, Action.READ, part=_DOCUMENT) as draft:
        wanted = document.current if number is None else number
        version = await models.DocumentVersion.get_or_none(document_id=document_id, number=wanted, state="confirmed")
        if version is None:
            raise NotFound("there is no such version of the document", rule="object.absent", field="number")
        log_download(draft, document_id)
        draft.record("document_read", document=str(document_id), number=wanted)
    link = await platform.store.download_link(
        version.key, filename=document.name, media_type=version.media_type, expires_in=DOWNLOAD_TIME
    )
    return document_id, link
