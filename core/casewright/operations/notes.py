"""Notes on a case."""

from collections.abc import Sequence
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given
from casewright.operations.change import change
from casewright.platform import Platform

_MOST_MENTIONS = 50


async def add_note(platform: Platform, actor: Actor, case_id: UUID, *, text: str, mentions: Sequence[str] = ()) -> UUID:
    """Write something down, for good, and tell those who are mentioned; returns the id of the note."""
    check_given(text, "a note needs a text", field="text")
    if len(mentions) > _MOST_MENTIONS:
        raise Invalid(f"mention {_MOST_MENTIONS} people at most", rule="note.mentions", field="mentions")
    for each in mentions:
        check_given(each, "a mention names somebody", field="mentions")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        named = list(dict.fromkeys(mentions))
        columns = {"text": text, "search": text.casefold(), "author": actor.subject, "created_at": draft.now}
        note_id = draft.insert(models.Note, mentions=named, **columns)
        draft.record("note_added", note=str(note_id), **({"mentions": named} if named else {}))
    return note_id
