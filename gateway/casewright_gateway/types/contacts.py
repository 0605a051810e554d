"""Contacts, and the programmes that ask for them."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.contacts import Channel, ContactDirection, PlannedState, ProgrammeState, Readiness
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.sources import its_case, many
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, parties_of
from casewright_gateway.types.work import LazyCase

strawberry.enum(ContactDirection, description="Who began a contact.")
strawberry.enum(ProgrammeState, description="Where a contact programme stands.")
strawberry.enum(Readiness, description="How far somebody manages on their own, the least first.")
strawberry.enum(PlannedState, name="PlannedContactState", description="Where a planned contact stands.")

_ISSUES = Children(models.ContactIssue, parent="contact_id")
_PLANNED = Children(models.PlannedContact, parent="programme_id", order=("number",))


@strawberry.type(description="Something that was not well when a contact was made.")
class ContactIssue:
    """Found, and perhaps solved."""

    id: strawberry.ID = strawberry.field(description="The id of the issue.")
    row: strawberry.Private[models.ContactIssue]
    description: str = strawberry.field(description="What was found.")
    solution: str | None = strawberry.field(description="How it was solved.")
    solved_by: str | None = strawberry.field(description="By whom.")
    solved_at: datetime | None = strawberry.field(description="When; empty: not yet.")


@strawberry.type(description="A contact, or the attempt of one.")
class Contact(Node):
    """How, with whom, and what follows."""

    row: strawberry.Private[models.Contact]
    channel: Channel = strawberry.field(description="How.")
    direction: ContactDirection = strawberry.field(description="Who began it.")
    reached: bool = strawberry.field(description="Whether they were reached; no: it was an attempt.")
    readiness: Readiness | None = strawberry.field(description="How far they manage on their own; empty: not read.")
    summary: str = strawberry.field(description="What was said.")
    made_by: str = strawberry.field(description="Who had it.")
    made_at: datetime = strawberry.field(description="When.")
    follow_up_due_at: datetime | None = strawberry.field(description="Until when a follow-up is due.")
    followed_up_at: datetime | None = strawberry.field(description="When it was followed up.")

    @strawberry.field(description="With whom; without those who are hidden from you.")
    async def participants(self, info: Info) -> list[Party]:
        """Loaded with the parties of all other rows."""
        return await parties_of(info, self.row.participants)

    issues: list[ContactIssue] = many(ContactIssue, _ISSUES, "What was not well.", first=10)

    case: LazyCase = its_case("The case it belongs to.")


@strawberry.type(description="A contact that a programme asks for.")
class PlannedContact:
    """The how-manieth, and until when."""

    id: strawberry.ID = strawberry.field(description="The id of the planned contact.")
    row: strawberry.Private[models.PlannedContact]
    number: int = strawberry.field(description="1 is the first.")
    due_at: datetime = strawberry.field(description="Until when it is due.")
    state: PlannedState = strawberry.field(description="Where it stands.")
    attempts: int = strawberry.field(description="How often it was tried.")

    @strawberry.field(description="Whether it is due and was not made in time.")
    def overdue(self, info: Info) -> bool:
        """As of now."""
        return self.row.state == PlannedState.DUE and self.row.due_at < info.context.platform.now()


@strawberry.type(description="The contacts after a transition, as a programme.")
class ContactProgramme(Node):
    """Running, done, or ended with a reason."""

    row: strawberry.Private[models.ContactProgramme]
    state: ProgrammeState = strawberry.field(description="Where it stands.")
    attempts: int = strawberry.field(description="How often a contact is tried before it is over.")
    started_at: datetime = strawberry.field(description="From when.")
    ended_at: datetime | None = strawberry.field(description="Until when; empty: still.")
    end_reason: str | None = strawberry.field(description="Why it ended before it was done.")

    readiness: Readiness | None = strawberry.field(
        description="How far they manage on their own, as it was read last; empty: not yet."
    )

    contacts: list[PlannedContact] = many(PlannedContact, _PLANNED, "The contacts it asks for, in order.")

    case: LazyCase = its_case("The case it belongs to.")
