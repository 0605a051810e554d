"""Announcing a document: the row of a version whose bytes are to come, and room for them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given
from casewright.models.document import UploadState
from casewright.operations.change import Draft, absent, change
from casewright.operations.document_room import check_room
from casewright.platform import Platform
from casewright.storage.headers import check_media_type

DOCUMENT = "document"
"""The part of a case that a grant may hide."""


@dataclass(frozen=True)
class Announcement:
    """What will come: `size` bytes of `media_type`, as a document of that name or a new version of one."""

    name: str
    media_type: str
    size: int
    category: str | None = None
    document_id: UUID | None = None


def check_announcement(platform: Platform, announced: Announcement) -> None:
    """Raise Invalid for what is no document, or larger than one may be."""
    check_given(announced.name, "a document needs a name", field="name")
    check_media_type(announced.media_type)
    largest = platform.settings.max_document_size
    if not 0 < announced.size <= largest:
        raise Invalid(f"a document has 1 to {largest} bytes", rule="document.size", field="size")


async def announce(
    platform: Platform, actor: Actor, case_id: UUID, announced: Announcement, **where: Any
) -> models.DocumentVersion:
    """The version that waits for its bytes; `where` has the columns that say where they will be.

    Raises Refused where there is no room for them.
    """
    part = DOCUMENT if announced.document_id else ""
    async with change(platform, actor, case_id, Action.WORK, part=part, field=part and "document_id") as draft:
        await check_room(platform, draft, announced.size)
        version = models.DocumentVersion(
            **draft.identity(),
            document_id=await _document(draft, announced),
            state=UploadState.PENDING,
            media_type=announced.media_type,
            size=announced.size,
            created_by=actor.subject,
            created_at=draft.now,
            **where,
        )
        draft.add(version)
        told = {"document": str(version.document_id), "version": str(version.id)}
        draft.record("upload_requested", **told, name=announced.name, size=announced.size)
    return version


async def _document(draft: Draft, announced: Announcement) -> UUID:
    if announced.document_id is not None:
        if not await models.Document.filter(id=announced.document_id, case_id=draft.row.id).exists():
            raise absent("document_id")
        return announced.document_id
    by = {"created_by": draft.actor.subject, "created_at": draft.now}
    return draft.insert(models.Document, name=announced.name, category=announced.category, **by)
