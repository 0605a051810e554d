"""Education: what somebody in a case was taught, how well they understood it, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.education import Understanding, check_follow_up
from casewright.errors import Invalid, Refused
from casewright.fields import FieldSet
from casewright.inputs import Line, Text, happened_at
from casewright.operations.change import Draft, absent, amend, check_part, work
from casewright.operations.parties import check_role
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class NewEducation:
    """About what, how and to whom; `follows` is the one whose follow-up it is. Now, if not said when."""

    topic: Line
    method: Line
    party_id: UUID
    understanding: Understanding
    material: Line | None = None
    document_id: UUID | None = None
    follow_up: Text | None = None
    follows: UUID | None = None
    given_at: datetime | None = None


_NEW = FieldSet(NewEducation)


async def record_education(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write a `NewEducation` down; returns its id.

    Raises NotFound, Invalid for nobody of the case, for a moment to come, or for what was not understood well and has
    no follow-up, and Refused where `follows` needs none.
    """
    async with work(platform, actor, case_id, "education") as draft:
        new = _NEW.validate(values)
        await check_role(draft, new.party_id, rule="education.role")
        check_follow_up(new.understanding, new.follow_up)
        await _check_material(draft, new)
        if new.follows is not None:
            await _follow_up(draft, new.follows)
        once = "an education is recorded once it was given"
        given_at = happened_at(new.given_at, draft.now, once, rule="education.future", field="given_at")
        education_id = draft.insert(
            models.Education,
            party_id=new.party_id,
            document_id=new.document_id,
            topic=new.topic,
            method=new.method,
            material=new.material,
            understanding=new.understanding,
            follow_up=new.follow_up,
            given_by=actor.subject,
            given_at=given_at,
        )
        draft.record("education_given", education=str(education_id), **_NEW.dump(new))
    return education_id


async def _check_material(draft: Draft, new: NewEducation) -> None:
    if new.document_id is None:
        return
    if new.material is not None:
        message = "the material is a document of the case or has a name, not both"
        raise Invalid(message, rule="education.material", field="material")
    await check_part(draft, models.Document, new.document_id, "document_id")


async def _follow_up(draft: Draft, education_id: UUID) -> None:
    before = await models.Education.get_or_none(id=education_id, case_id=draft.row.id)
    if before is None:
        raise absent("follows")
    if before.follow_up is None or before.followed_up_at is not None:
        raise Refused("no follow-up of this education is needed", rule="education.followed_up", field="follows")
    await amend(before, followed_up_at=draft.now)
