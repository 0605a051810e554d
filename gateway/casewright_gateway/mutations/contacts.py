"""Mutations on contacts and contact programmes."""

from datetime import datetime
from uuid import UUID

import strawberry

from casewright import models
from casewright.contacts import Channel, ContactDirection, Readiness
from casewright.operations import contacts, programmes
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.contacts import Contact, ContactIssue, ContactProgramme


@strawberry.input(description="A contact, or the attempt of one.")
class RecordContactInput(CaseInput):
    """How, with whom, and what follows."""

    channel: Channel = strawberry.field(description="How.")
    direction: ContactDirection = strawberry.field(description="Who began it.")
    participants: list[strawberry.ID] = strawberry.field(description="The parties it was with.")
    reached: bool = strawberry.field(description="Whether they were reached; no: it was an attempt.")
    summary: str = strawberry.field(description="What was said.")
    made_at: datetime | None = optional("When; now unless said otherwise.")
    follow_up_due_at: datetime | None = optional("Until when a follow-up is due.")
    follows: strawberry.ID | None = optional("The contact that this one follows up.")
    planned_id: strawberry.ID | None = optional("The planned contact of a programme that this one is.")
    issues: list[str] | None = optional("What was not well.")
    readiness: Readiness | None = optional(
        "How far they manage on their own, where they were reached by a planned contact."
    )


@strawberry.input(description="How something that was found is solved.")
class SolveIssueInput:
    """An issue of a contact."""

    id: strawberry.ID = strawberry.field(description="The issue.")
    solution: str = strawberry.field(description="How it was solved.")


@strawberry.input(description="A programme that ends before it is done.")
class EndContactProgrammeInput:
    """And why."""

    id: strawberry.ID = strawberry.field(description="The programme.")
    reason: str = strawberry.field(description="Why.")
    readiness: Readiness | None = optional("How far they manage on their own.")


@strawberry.type(description="What came of recording a contact.")
class ContactPayload(CasePayload):
    """The contact and its case."""

    contact_id: strawberry.Private[UUID | None] = None
    contact: Contact | None = changed(Contact, models.Contact, "contact_id", "The contact.")


@strawberry.type(description="What came of a change of an issue.")
class ContactIssuePayload(CasePayload):
    """The issue and its case."""

    issue_id: strawberry.Private[UUID | None] = None
    issue: ContactIssue | None = changed(ContactIssue, models.ContactIssue, "issue_id", "The issue as it is now.")


@strawberry.type(description="What came of a change of a contact programme.")
class ContactProgrammePayload(CasePayload):
    """The programme and its case."""

    programme_id: strawberry.Private[UUID | None] = None
    programme: ContactProgramme | None = changed(
        ContactProgramme, models.ContactProgramme, "programme_id", "The programme as it is now."
    )


_CONTACT = Shown("contact", "Contact")
_ISSUE = Shown("issue", "ContactIssue")
_PROGRAMME = Shown("programme", "ContactProgramme")


@strawberry.type
class ContactMutations:
    """Changes of contacts and contact programmes."""

    @strawberry.mutation(description="Write down a contact, or the attempt of one.")
    async def record_contact(self, info: Info, input: RecordContactInput) -> ContactPayload:
        """Needs `work`."""
        kinds = {"participants": "", "follows": "Contact", "planned_id": ""}
        return await attempt(ContactPayload, on_case(info, input, contacts.record_contact, _CONTACT, kinds))

    @strawberry.mutation(description="Write down how something that was found is solved.")
    async def solve_issue(self, info: Info, input: SolveIssueInput) -> ContactIssuePayload:
        """Needs `work`."""
        return await attempt(ContactIssuePayload, on_row(info, input, contacts.solve_issue, _ISSUE, {"id": ""}))

    @strawberry.mutation(description="End a contact programme before it is done.")
    async def end_contact_programme(self, info: Info, input: EndContactProgrammeInput) -> ContactProgrammePayload:
        """Needs `work`."""
        return await attempt(ContactProgrammePayload, on_row(info, input, programmes.end_programme, _PROGRAMME))
