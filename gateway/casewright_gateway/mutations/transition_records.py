"""Mutations on transitions to another level of service."""

from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import transition_records
from casewright.transition_records import TransitionKind
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.transition_records import TransitionRecord


@strawberry.input(description="A transition to another level of service.")
class RecordTransitionInput(CaseInput):
    """From where to where."""

    kind: TransitionKind = strawberry.field(description="How the case goes there.")
    from_level: str = strawberry.field(description="The level of service before.")
    to_level: str = strawberry.field(description="The level of service after.")
    from_frequency: str | None = optional("How often before.")
    to_frequency: str | None = optional("How often after.")
    receiver_id: strawberry.ID | None = optional("The party that receives the case.")
    consent: str | None = optional("How the client consented, or why not needed; must be given with a receiver.")
    items: list[str] | None = optional("What is handed over beside what the case type names.")


@strawberry.input(description="An item that is handed over.")
class CheckHandoverItemInput:
    """By its words."""

    id: strawberry.ID = strawberry.field(description="The transition record.")
    item: str = strawberry.field(description="The item of its checklist.")


@strawberry.input(description="Somebody who knows about a transition.")
class InformPartyInput:
    """Which party."""

    id: strawberry.ID = strawberry.field(description="The transition record.")
    party_id: strawberry.ID = strawberry.field(description="The party that was informed.")


@strawberry.type(description="What came of a change of a transition record.")
class TransitionRecordPayload(CasePayload):
    """The record and its case."""

    transition_record_id: strawberry.Private[UUID | None] = None
    transition_record: TransitionRecord | None = changed(
        TransitionRecord, models.TransitionRecord, "transition_record_id", "The record as it is now."
    )


_RECORD = Shown("transition_record", "TransitionRecord")


@strawberry.type
class TransitionRecordMutations:
    """Changes of transition records."""

    @strawberry.mutation(description="Record a transition to another level of service, and begin its handover.")
    async def record_transition(self, info: Info, input: RecordTransitionInput) -> TransitionRecordPayload:
        """Needs `work`."""
        work = on_case(info, input, transition_records.record_transition, _RECORD, {"receiver_id": "Party"})
        return await attempt(TransitionRecordPayload, work)

    @strawberry.mutation(description="Tick an item of a handover off.")
    async def check_handover_item(self, info: Info, input: CheckHandoverItemInput) -> TransitionRecordPayload:
        """Needs `work`."""
        work = on_row(info, input, transition_records.check_handover_item, _RECORD)
        return await attempt(TransitionRecordPayload, work)

    @strawberry.mutation(description="Write down that a party knows about a transition.")
    async def inform_party(self, info: Info, input: InformPartyInput) -> TransitionRecordPayload:
        """Needs `work`."""
        work = on_row(info, input, transition_records.inform_party, _RECORD, {"id": "", "party_id": ""})
        return await attempt(TransitionRecordPayload, work)
