"""Contacts and attempts of them, what was found, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.contacts import Channel, ContactDirection, Readiness, check_readiness
from casewright.errors import Invalid, Refused
from casewright.fields import FieldSet, check_given
from casewright.inputs import Line, Text, happened_at
from casewright.operations.change import Draft, absent, amend, work
from casewright.operations.parties import case_of, check_party
from casewright.operations.programmes import count_attempt
from casewright.operations.reminders import CONTACT_DUE, forget, remind
from casewright.operations.working import contact_made
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class NewContact:
    """A contact, or an attempt; `follows` is the contact it follows up, `planned_id` the one a programme asked for.

    `readiness` tells how far those who were reached manage on their own.
    """

    channel: Channel
    direction: ContactDirection
    participants: tuple[UUID, ...]
    reached: bool
    summary: Text
    made_at: datetime | None = None
    follow_up_due_at: datetime | None = None
    follows: UUID | None = None
    planned_id: UUID | None = None
    issues: tuple[Line, ...] = ()
    readiness: Readiness | None = None


_NEW = FieldSet(NewContact)


async def record_contact(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write down a `NewContact`; returns its id."""
    async with work(platform, actor, case_id, "contact") as draft:
        new = _NEW.validate(values)
        contact = await _contact(draft, new)
        draft.add(contact)
        for description in new.issues:
            draft.add(models.ContactIssue(**draft.identity(), contact_id=contact.id, description=description))
        if new.follows is not None:
            await _follow_up(draft, new.follows)
        if new.follow_up_due_at is not None:
            remind(draft, CONTACT_DUE, contact.id, new.follow_up_due_at)
        if new.reached:
            await contact_made(draft, contact)
        programme = None
        if new.planned_id is not None:
            programme = await count_attempt(draft, new.planned_id, reached=new.reached, readiness=new.readiness)
        draft.record("contact_recorded", contact=str(contact.id), programme=programme, **_NEW.dump(new))
    return contact.id


async def _contact(draft: Draft, new: NewContact) -> models.Contact:
    for place, party_id in enumerate(new.participants):
        await check_party(draft, party_id, f"participants.{place}")
    if not new.participants:
        raise Invalid("say with whom", rule="contact.participants", field="participants")
    if new.readiness is not None:
        check_readiness(planned=new.planned_id is not None, reached=new.reached)
    once = "a contact is recorded once it was made"
    made_at = happened_at(new.made_at, draft.now, once, rule="contact.future", field="made_at")
    if new.follow_up_due_at is not None and new.follow_up_due_at <= draft.now:
        message = "a follow-up is due at a later moment"
        raise Invalid(message, rule="contact.follow_up_due", field="follow_up_due_at")
    return models.Contact(
        **draft.identity(),
        planned_id=new.planned_id,
        channel=new.channel,
        direction=new.direction,
        participants=[str(party_id) for party_id in new.participants],
        reached=new.reached,
        readiness=new.readiness,
        summary=new.summary,
        made_by=draft.actor.subject,
        made_at=made_at,
        follow_up_due_at=new.follow_up_due_at,
    )


async def _follow_up(draft: Draft, contact_id: UUID) -> None:
    before = await models.Contact.get_or_none(id=contact_id, case_id=draft.row.id)
    if before is None:
        raise absent("follows")
    if before.follow_up_due_at is None or before.followed_up_at is not None:
        raise Refused("no follow-up of this contact is due", rule="contact.follow_up", field="follows")
    await amend(before, followed_up_at=draft.now)
    forget(draft, CONTACT_DUE, contact_id)


async def solve_issue(platform: Platform, actor: Actor, issue_id: UUID, *, solution: str) -> UUID:
    """Write down how something that was found is solved; returns the id of the case."""
    check_given(solution, "say how it was solved", field="solution")
    case_id = await case_of(models.ContactIssue, actor, issue_id)
    async with work(platform, actor, case_id, "contact") as draft:
        issue = await models.ContactIssue.get(id=issue_id)
        if issue.solved_at is not None:
            raise Refused("this is solved already", rule="contact.issue_solved")
        await amend(issue, solution=solution, solved_by=actor.subject, solved_at=draft.now)
        draft.record("contact_issue_solved", issue=str(issue_id), description=issue.description, solution=solution)
    return case_id
