"""Documents in two steps: room for the bytes, then proof that they are what was announced."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import CasewrightError, NotFound, Refused
from casewright.models.document import UploadState
from casewright.operations.access_log import log_download
from casewright.operations.announcing import DOCUMENT, Announcement, announce, check_announcement
from casewright.operations.change import absent, change, check_allowed
from casewright.operations.document_proof import add_version, check_bytes
from casewright.operations.idempotency import check_alone
from casewright.operations.parted_uploads import already, hand_over
from casewright.operations.parties import case_of
from casewright.platform import Platform
from casewright.storage import Link
from casewright.storage.keys import new_key

_UPLOAD_TIME = timedelta(minutes=15)
_SCANNING_TIME = timedelta(seconds=8)
"""Below the ten seconds that an operation may take."""
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
    announced = Announcement(name, media_type, size, category, document_id)
    check_announcement(platform, announced)
    key = new_key(actor.tenant)
    link = await platform.store.upload_link(key, media_type=media_type, size=size, expires_in=_UPLOAD_TIME)
    version = await announce(platform, actor, case_id, announced, key=key)
    return Upload(version.id, version.document_id, link)


async def confirm_upload(platform: Platform, actor: Actor, version_id: UUID, *, sha256: str) -> models.DocumentVersion:
    """Prove the bytes in the store against what was announced; only then is the version part of the case.

    What came in parts is handed over to a worker, which adds or refuses it later.
    Returns the version as it was announced. Raises Refused when nothing was uploaded, when size, SHA-256 or media type
    differ, or when the scanner finds malware; Unavailable when there is a scanner that does not answer; NotFound also
    for somebody else's upload, where a grant hides documents.
    """
    check_alone(platform)
    case_id = await case_of(models.DocumentVersion, actor, version_id)
    version = await models.DocumentVersion.get(id=version_id)
    await check_allowed(platform, actor, case_id, Action.WORK, "" if version.created_by == actor.subject else DOCUMENT)
    if version.state != UploadState.PENDING:
        raise already()
    if version.upload is not None:
        await hand_over(platform, actor, version, sha256=sha256)
        return version
    key = await _kept(platform, version)
    try:
        await check_bytes(platform, version, key, sha256, _SCANNING_TIME)
        async with change(platform, actor, case_id, Action.WORK) as draft:
            if not await add_version(draft, version, key, sha256.lower()):
                raise already()
    except CasewrightError:
        await platform.store.delete(key)
        raise
    await platform.store.delete(version.key)
    return version


async def _kept(platform: Platform, version: models.DocumentVersion) -> str:
    """The uploaded bytes under a fresh key: an upload link may be used again while it lasts, this key by nobody."""
    key = new_key(version.tenant_id)
    try:
        await platform.store.write(key, platform.store.read(version.key))
    except NotFound as error:
        raise Refused("nothing was uploaded yet; send the bytes to the link first", rule="document.absent") from error
    return key


async def request_download(
    platform: Platform, actor: Actor, document_id: UUID, *, number: int | None = None
) -> tuple[UUID, Link]:
    """A short-lived link to a confirmed version, the newest unless numbered; the reading is an event of the case."""
    document = await models.Document.get_or_none(id=document_id, tenant_id=actor.tenant)
    if document is None:
        raise absent()
    async with change(platform, actor, document.case_id, Action.READ, part=DOCUMENT) as draft:
        version = await confirmed_version(document, number)
        log_download(draft, document_id)
        draft.record("document_read", document=str(document_id), number=version.number)
    link = await platform.store.download_link(
        version.key, filename=document.name, media_type=version.media_type, expires_in=DOWNLOAD_TIME
    )
    return document_id, link


async def confirmed_version(document: models.Document, number: int | None) -> models.DocumentVersion:
    """A version that is part of the case, the newest unless numbered; raises NotFound."""
    wanted = document.current if number is None else number
    confirmed = models.DocumentVersion.filter(document_id=document.id, state=UploadState.CONFIRMED)
    version = await confirmed.get_or_none(number=wanted)
    if version is None:
        raise NotFound("there is no such version of the document", rule="object.absent", field="number")
    return version
