"""Uploads in parts: announced, sent part by part, resumed, and handed over to be proved.

What is too large for one request is too large to be proved in one, so a worker does that (`proving.py`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import CasewrightError, Invalid, NotFound, Refused
from casewright.models.document import UploadState
from casewright.operations.announcing import DOCUMENT, Announcement, announce, check_announcement
from casewright.operations.change import change, check_allowed
from casewright.operations.parties import case_of
from casewright.platform import Platform
from casewright.storage import Link, new_key
from casewright.storage.store import MOST_PARTS

PART_SIZE = 64 * 1024 * 1024
"""Bytes of each part but the last."""
_AT_ONCE = 20
_UPLOAD_TIME = timedelta(minutes=15)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class PartLink:
    """Where the bytes of a part go: `size` of them, from `(number - 1) * part_size` on."""

    number: int
    size: int
    link: Link


async def request_parted_upload(
    platform: Platform, actor: Actor, case_id: UUID, announced: Announcement
) -> models.DocumentVersion:
    """Announce a document that comes in parts of `part_size` bytes; `next_parts` says where each goes.

    Raises Invalid for what is larger than a document may be, Refused where there is no room for it.
    """
    check_announcement(platform, announced)
    if announced.size > MOST_PARTS * PART_SIZE:
        raise Invalid(f"a document has at most {MOST_PARTS * PART_SIZE} bytes", rule="document.size", field="size")
    await check_allowed(platform, actor, case_id, Action.WORK)  # the store is not asked for those who may not
    key, parted = new_key(actor.tenant), platform.store.parted
    upload = await parted.begin(key, media_type=announced.media_type)
    try:
        return await announce(platform, actor, case_id, announced, key=key, upload=upload, part_size=PART_SIZE)
    except CasewrightError:
        await parted.drop(key, upload)
        raise


async def next_parts(platform: Platform, actor: Actor, version_id: UUID) -> list[PartLink]:
    """Where parts go that are not there yet, a few at a time; none: everything is there, to be confirmed.

    Raises Refused for what does not come in parts or was confirmed, NotFound also for somebody else's upload, where a
    grant hides documents.
    """
    version = await _uploading(platform, actor, version_id)
    there, sizes = await _sent(platform, version), part_sizes(version)
    links = []
    for number in sorted(number for number, size in sizes.items() if there.get(number) != size)[:_AT_ONCE]:
        link = await platform.store.parted.link(
            version.key, str(version.upload), number, size=sizes[number], expires_in=_UPLOAD_TIME
        )
        links.append(PartLink(number, sizes[number], link))
    return links


async def _uploading(platform: Platform, actor: Actor, version_id: UUID) -> models.DocumentVersion:
    case_id = await case_of(models.DocumentVersion, actor, version_id)
    version = await models.DocumentVersion.get(id=version_id)
    await check_allowed(platform, actor, case_id, Action.WORK, "" if version.created_by == actor.subject else DOCUMENT)
    if version.upload is None:
        raise Refused("this upload does not come in parts; send it to its link", rule="document.parts")
    if version.state != UploadState.PENDING:
        raise already()
    return version


def already() -> Refused:
    """What is said to whoever confirms twice."""
    return Refused("this upload is confirmed already", rule="document.pending")


def part_sizes(version: models.DocumentVersion) -> dict[int, int]:
    """How many bytes each part has, by number from 1 on."""
    size = int(version.part_size or version.size)
    starts = range(0, version.size, size)
    return {number: min(size, version.size - start) for number, start in enumerate(starts, 1)}


async def _sent(platform: Platform, version: models.DocumentVersion) -> Mapping[int, int]:
    try:
        return await platform.store.parted.sent(version.key, str(version.upload))
    except NotFound as error:
        raise Refused("the parts of this upload are gone; announce it again", rule="document.absent") from error


async def hand_over(platform: Platform, actor: Actor, version: models.DocumentVersion, *, sha256: str) -> None:
    """Have a worker prove the parts that are there; raises Refused when some are not, or have another size."""
    if not _SHA256.fullmatch(sha256.lower()):
        raise Invalid("a SHA-256 has 64 hexadecimal digits", rule="document.sha256", field="sha256")
    there, sizes = await _sent(platform, version), part_sizes(version)
    if there != sizes:
        missing = sum(there.get(number) != size for number, size in sizes.items())
        raise Refused(f"{missing} of {len(sizes)} parts are not there yet; send them first", rule="document.absent")
    async with change(platform, actor, version.case_id, Action.WORK) as draft:
        pending = models.DocumentVersion.filter(id=version.id, state=UploadState.PENDING)
        if not await pending.update(state=UploadState.PROVING, sha256=sha256.lower(), due_at=draft.now):
            raise already()
        told = {"document": str(version.document_id), "version": str(version.id)}
        draft.record("upload_sent", **told, sha256=sha256.lower())
