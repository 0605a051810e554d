"""Proving a copy: the history of every case, and the bytes of every document against its row."""

from collections.abc import AsyncIterator

from casewright import models
from casewright.archive import Progress
from casewright.archive.tally import Tally
from casewright.errors import NotFound
from casewright.events import verify
from casewright.models.document import UploadState
from casewright.platform import Platform
from casewright.storage import ObjectStore
from casewright.storage.inspection import inspect

_PAGE = 200


async def differences(platform: Platform, progress: Progress) -> AsyncIterator[str]:
    """One sentence for each case or document of the open platform that is not what was written; none is the proof."""
    tally = Tally(progress, "cases proved", await models.Case.all().count())
    async for case, found in verify(platform.database):
        tally.add()
        if found is not None:
            yield f"{case.tenant_id} {case.number} event {found.sequence}: {found.finding}"
    async for sentence in _documents(platform.store, progress):
        yield sentence


async def _documents(store: ObjectStore, progress: Progress) -> AsyncIterator[str]:
    confirmed = models.DocumentVersion.filter(state=UploadState.CONFIRMED).order_by("id")
    tally = Tally(progress, "documents proved", await confirmed.count())
    page = await confirmed.limit(_PAGE)
    while page:
        for version in page:
            finding = await _finding(store, version)
            tally.add()
            if finding is not None:
                yield f"document {version.document_id} version {version.number}: {finding}"
        page = await confirmed.filter(id__gt=page[-1].id).limit(_PAGE)


async def _finding(store: ObjectStore, version: models.DocumentVersion) -> str | None:
    try:
        found = await inspect(store.read(version.key))
    except NotFound:
        return "its bytes are missing"
    if (found.size, found.sha256) != (version.size, version.sha256):
        return "its bytes are not those that were confirmed"
    return None
