"""Mutations on the case itself: who has it, whether it rests, how serious it is, what it waits for."""

from collections.abc import Awaitable
from datetime import date, datetime
from typing import Any

import strawberry

from casewright.declarations import Confidentiality
from casewright.models.case_link import LinkKind
from casewright.operations import (
    assignments,
    cases,
    confidentiality,
    exclusions,
    links,
    notes,
    parties,
    risk,
    routing,
    tagging,
    waiting,
)
from casewright.operations.parties import PartyKind
from casewright.process import Risk
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.derive import plain
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import (
    CaseInput,
    CaseReasonInput,
    PartyIdentifierInput,
    PartyInput,
    corrected_party,
    new_party,
    optional,
)
from casewright_gateway.mutations.payloads import CasePayload, NotePayload, PartyPayload


@strawberry.input(description="Who is to have a case.")
class AssignCaseInput(CaseInput):
    """A person, a team, or a person of a team."""

    subject: str | None = optional("The person; left out: the team's queue.")
    team: str | None = optional("The team; left out: it stays with its team.")
    reason: str | None = optional("Why.")


@strawberry.input(description="To whom a case is to be routed.")
class RouteCaseInput(CaseInput):
    """To the best of a team."""

    team: str | None = optional("The team; left out: its own, or everybody when it has none.")
    reason: str | None = optional("Why.")


@strawberry.input(description="How long a case rests.")
class SuspendCaseInput(CaseReasonInput):
    """With a reason, and until when."""

    resume_on: date | None = optional("The day with which it is taken up again.")


@strawberry.input(description="A level set by hand.")
class OverrideRiskInput(CaseReasonInput):
    """With a reason, and until when."""

    level: Risk = strawberry.field(description="The level.")
    expires_at: datetime | None = optional("Until when it holds; left out: until the next override.")


@strawberry.input(description="How far a case is kept from others.")
class SetConfidentialityInput(CaseReasonInput):
    """With a reason."""

    level: Confidentiality = strawberry.field(description="The level.")


@strawberry.input(description="What a case waits for.")
class StartWaitingInput(CaseReasonInput):
    """A party, by its role."""

    party_role: str = strawberry.field(description="The role of the party, for instance witness.")


@strawberry.input(description="What a case waits for no longer.")
class EndWaitingInput(CaseInput):
    """A party, by its role."""

    party_role: str = strawberry.field(description="The role of the party.")


@strawberry.input(description="A text about a case.")
class AddNoteInput(CaseInput):
    """What to write down."""

    text: str = strawberry.field(description="The text; it is not edited later.")
    mentions: list[str] | None = optional("Whom to tell of it.")


@strawberry.input(description="The tags of a case.")
class TagCaseInput(CaseInput):
    """Which to add, and which to remove."""

    add: list[str] | None = optional("Words to add; upper and lower case are the same.")
    remove: list[str] | None = optional("Words to remove.")


@strawberry.input(description="A party in a case.")
class AddPartyInput(CaseInput):
    """Who, and in which role."""

    party: PartyInput = strawberry.field(description="The party and its role.")


@strawberry.input(description="What is known of a party, as it is right; what is left out stays.")
class UpdatePartyInput:
    """Which party, by its role in a case, and what was wrong."""

    id: strawberry.ID = strawberry.field(description="The role, a CaseParty.")
    name: str | None = optional("The name.")
    kind: PartyKind | None = optional("Person or organisation.")
    email: str | None = optional("The e-mail address; null: none.")
    phone: str | None = optional("The telephone number; null: none.")
    identifiers: list[PartyIdentifierInput] | None = optional("All of the identifiers; null: they stay.")


@strawberry.input(description="A role that ends.")
class EndPartyRoleInput:
    """Which role."""

    id: strawberry.ID = strawberry.field(description="The role, a CaseParty.")


@strawberry.input(description="Two cases that belong together.")
class LinkCasesInput(CaseInput):
    """From the case to the other one."""

    other_id: strawberry.ID = strawberry.field(description="The other case.")
    kind: LinkKind = strawberry.field(description="How they belong together.")


@strawberry.input(description="A link to be taken back.")
class UnlinkCasesInput:
    """Which link, and why."""

    id: strawberry.ID = strawberry.field(description="The link, a CaseLink.")
    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="A person with a conflict of interest.")
class ExcludePersonInput(CaseReasonInput):
    """Who, and why."""

    subject: str = strawberry.field(description="The person.")


async def _done(info: Info, input: CaseInput, operation: Any) -> dict[str, Any]:
    """Run an operation on the case of an input, with the rest of the input as its arguments."""
    values = plain(input)
    case_id = ids.row_id(values.pop("id"))
    await operation(info.context.platform, info.context.actor, case_id, **values)
    return {"case_id": case_id}


def _case(info: Info, input: CaseInput, operation: Any) -> Awaitable[CasePayload]:
    return attempt(CasePayload, _done(info, input, operation))


@strawberry.type
class CaseMutations:
    """Generic changes of a case."""

    @strawberry.mutation(description="Give a case to a person or a team.")
    async def assign_case(self, info: Info, input: AssignCaseInput) -> CasePayload:
        """Needs `assign`."""

        async def assign(*target: Any, subject: str | None = None, team: str | None = None, **more: Any) -> None:
            await assignments.assign_case(*target, subject=subject, team=team, **more)

        return await _case(info, input, assign)

    @strawberry.mutation(description="Give a case to the person who fits best; the assignment tells why.")
    async def route_case(self, info: Info, input: RouteCaseInput) -> CasePayload:
        """Needs `assign`."""
        return await _case(info, input, routing.route_case)

    @strawberry.mutation(description="Take a case that waits in the queue of one of your teams.")
    async def claim_case(self, info: Info, input: CaseInput) -> CasePayload:
        """Needs `work`."""
        return await _case(info, input, assignments.claim_case)

    @strawberry.mutation(description="Put your case back into the queue of its team.")
    async def release_case(self, info: Info, input: CaseReasonInput) -> CasePayload:
        """Needs `work`."""
        return await _case(info, input, assignments.release_case)

    @strawberry.mutation(description="Let a case rest; its clocks stand still.")
    async def suspend_case(self, info: Info, input: SuspendCaseInput) -> CasePayload:
        """Needs `supervise`."""
        return await _case(info, input, cases.suspend_case)

    @strawberry.mutation(description="Take a suspended case up again.")
    async def resume_case(self, info: Info, input: CaseInput) -> CasePayload:
        """Needs `supervise`."""
        return await _case(info, input, cases.resume_case)

    @strawberry.mutation(description="Take a finished case up again.")
    async def reopen_case(self, info: Info, input: CaseReasonInput) -> CasePayload:
        """Needs `supervise`."""
        return await _case(info, input, cases.reopen_case)

    @strawberry.mutation(description="Apply the risk rules now.")
    async def assess_risk(self, info: Info, input: CaseInput) -> CasePayload:
        """Needs `work`."""
        return await _case(info, input, risk.assess_risk)

    @strawberry.mutation(description="Set the risk level by hand, with a reason and an end.")
    async def override_risk(self, info: Info, input: OverrideRiskInput) -> CasePayload:
        """Needs `supervise`."""
        return await _case(info, input, risk.override_risk)

    @strawberry.mutation(description="The case waits for a party; clocks that say so stand still.")
    async def start_waiting(self, info: Info, input: StartWaitingInput) -> CasePayload:
        """Needs `work`."""
        return await _case(info, input, waiting.start_waiting)

    @strawberry.mutation(description="The case waits for a party no longer.")
    async def end_waiting(self, info: Info, input: EndWaitingInput) -> CasePayload:
        """Needs `work`."""
        return await _case(info, input, waiting.end_waiting)

    @strawberry.mutation(description="Add words by which a case is found again, and remove others.")
    async def tag_case(self, info: Info, input: TagCaseInput) -> CasePayload:
        """Needs `work`."""
        return await _case(info, input, tagging.tag_case)

    @strawberry.mutation(description="Exclude a person with a conflict of interest: they see nothing of the case.")
    async def exclude_person(self, info: Info, input: ExcludePersonInput) -> CasePayload:
        """Needs `supervise`."""
        return await _case(info, input, exclusions.exclude_person)

    @strawberry.mutation(description="Keep a case from others, or open it up.")
    async def set_confidentiality(self, info: Info, input: SetConfidentialityInput) -> CasePayload:
        """Needs `supervise`, and a grant with that clearance."""
        return await _case(info, input, confidentiality.set_confidentiality)

    @strawberry.mutation(description="Link a case to another one.")
    async def link_cases(self, info: Info, input: LinkCasesInput) -> CasePayload:
        """Needs `work`."""

        async def link(*target: Any, other_id: str, kind: LinkKind) -> None:
            await links.link_cases(*target, other_id=ids.row_id(other_id, field="other_id"), kind=kind)

        return await _case(info, input, link)

    @strawberry.mutation(description="Take a link back that was a mistake, or holds no longer.")
    async def unlink_cases(self, info: Info, input: UnlinkCasesInput) -> CasePayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            platform, actor, link_id = info.context.platform, info.context.actor, ids.row_id(input.id, "CaseLink")
            return {"case_id": await links.unlink_cases(platform, actor, link_id, reason=input.reason)}

        return await attempt(CasePayload, work())

    @strawberry.mutation(description="Write something down about a case.")
    async def add_note(self, info: Info, input: AddNoteInput) -> NotePayload:
        """Needs `work`."""
        return await attempt(NotePayload, on_case(info, input, notes.add_note, Shown("note", "Note")))

    @strawberry.mutation(description="Give a party a role in a case.")
    async def add_party(self, info: Info, input: AddPartyInput) -> PartyPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            case_id = ids.row_id(input.id)
            party = new_party(plain(input.party))
            role_id = await parties.add_party(info.context.platform, info.context.actor, case_id, party)
            return {"case_id": case_id, "role_id": role_id}

        return await attempt(PartyPayload, work())

    @strawberry.mutation(description="Correct what is known of a party, for all cases that share it.")
    async def update_party(self, info: Info, input: UpdatePartyInput) -> PartyPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            values = corrected_party(plain(input))
            role_id = ids.row_id(values.pop("id"), "CaseParty")
            case_id = await parties.update_party(info.context.platform, info.context.actor, role_id, **values)
            return {"case_id": case_id, "role_id": role_id}

        return await attempt(PartyPayload, work())

    @strawberry.mutation(description="End a party's role in its case now.")
    async def end_party_role(self, info: Info, input: EndPartyRoleInput) -> PartyPayload:
        """Needs `work`."""
        return await attempt(PartyPayload, on_row(info, input, parties.end_party_role, Shown("role", "CaseParty")))
