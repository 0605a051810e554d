"""Notes on a case."""

from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.fields import check_given
from casewright.operations.change import change
from casewright.platform import Platform


async def add_note(platform: Platform, actor: Actor, case_id: UUID, *, text: str) -> UUID:
    """Write something down, for good; returns the id of the note."""
    check_given(text, "a note needs a text", field="text")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        note = models.Note(
            id=uuid7(),
            tenant_id=draft.row.tenant_id,
            case_id=case_id,
            text=text,
            author=actor.subject,
            created_at=draft.now,
        )
        draft.add(note)
        draft.record("note_added", note=str(note.id))
    return note.id
