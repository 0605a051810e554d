"""Bytes held against what was announced, and the version that they become."""

import logging
from datetime import timedelta

from casewright import models
from casewright.errors import Refused
from casewright.models.document import UploadState
from casewright.operations.change import Draft
from casewright.platform import Platform
from casewright.storage.inspection import Inspection, agrees, inspect

_log = logging.getLogger("casewright.documents")


async def check_bytes(
    platform: Platform, version: models.DocumentVersion, key: str, sha256: str, scanning: timedelta
) -> None:
    """Read what is under the key; raises Refused unless it is what was announced, and clean as far as anybody looked.

    Raises Unavailable when there is a scanner that does not answer within `scanning`.
    """
    _check(version, await inspect(platform.store.read(key)), sha256)
    found = await platform.scanner.scan(platform.store.read(key), scanning)
    if found is not None:
        _log.warning("malware was uploaded")
        raise Refused("the scanner found malware in the bytes; they were not stored", rule="document.malware")


def _check(version: models.DocumentVersion, found: Inspection, sha256: str) -> None:
    if found.size != version.size:
        raise Refused(f"{version.size} bytes were announced, {found.size} came", rule="document.size")
    if found.sha256 != sha256.lower():
        raise Refused("the SHA-256 of the bytes is another one; upload again", rule="document.sha256", field="sha256")
    if not agrees(version.media_type, found.media_type, found.head):
        seen = found.media_type or "something else"
        raise Refused(f"{version.media_type} was announced, the bytes are {seen}", rule="document.media_type")


async def add_version(draft: Draft, version: models.DocumentVersion, key: str, sha256: str) -> bool:
    """Make the proved bytes a part of the case; False when the version is not any more what it was."""
    document = await models.Document.get(id=version.document_id)
    number = document.current + 1
    same = models.DocumentVersion.filter(id=version.id, state=version.state)
    proved = {"state": UploadState.CONFIRMED, "key": key, "number": number, "sha256": sha256, "due_at": None}
    if not await same.update(**proved, confirmed_at=draft.now):
        return False
    await models.Document.filter(id=document.id).update(current=number)
    draft.record(
        "document_added",
        document=str(document.id),
        version=str(version.id),
        number=number,
        name=document.name,
        sha256=sha256,
    )
    return True
