"""Mutations on holds and disposals, and the one that erases a person."""

from typing import Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import disposal, holds, person_erasure
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row, values_of
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, CaseReasonInput
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.problems import Problem
from casewright_gateway.reads.disposals import disposal_by_id
from casewright_gateway.rows import present
from casewright_gateway.types.people import Party
from casewright_gateway.types.retention import Disposal, LegalHold

_HOLD = Shown("hold", "LegalHold")


@strawberry.input(description="A hold that is over.")
class ReleaseHoldInput:
    """Which hold, and why."""

    id: strawberry.ID = strawberry.field(description="The hold.")
    reason: str = strawberry.field(description="Why the case need not be kept for it any more.")


@strawberry.input(description="What is to become of a proposed disposal.")
class DecideDisposalInput:
    """Whether the case goes."""

    id: strawberry.ID = strawberry.field(description="The disposal.")
    approve: bool = strawberry.field(description="Whether the case is deleted, for good.")


@strawberry.input(description="A person of whom nothing is to be known any more, while their cases are kept.")
class ErasePersonInput:
    """Who, why, and who decided it."""

    party_id: strawberry.ID = strawberry.field(description="The person, by any party they are.")
    reason: str = strawberry.field(description="Why, without anything that is to be erased; it is kept.")
    decided_by: str = strawberry.field(
        description="Who decided it, for instance a data protection officer; it is kept."
    )


@strawberry.type(description="What came of a hold.")
class LegalHoldPayload(CasePayload):
    """The hold and its case."""

    hold_id: strawberry.Private[UUID | None] = None
    hold: LegalHold | None = changed(LegalHold, models.LegalHold, "hold_id", "The hold as it is now.")


@strawberry.type(description="What came of a disposal.")
class DisposalPayload:
    """The disposal, which is the certificate once the case is gone."""

    disposal: Disposal | None = strawberry.field(default=None, description="The disposal as it is now.")
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty: it was done."
    )


@strawberry.type(description="What came of erasing a person.")
class ErasePersonPayload:
    """The party that is left."""

    party_id: strawberry.Private[UUID | None] = None
    party: Party | None = changed(Party, models.Party, "party_id", "What is left of them; empty with problems.")
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty: it was done."
    )


async def _seen(info: Info, disposal_id: UUID) -> dict[str, Any]:
    row = await disposal_by_id(info.context.platform, info.context.actor, disposal_id)
    return {"disposal": row and present(Disposal, row)}


@strawberry.type
class RetentionMutations:
    """Keeping cases, and letting them go; letting go of a person."""

    @strawberry.mutation(description="Keep a case from being disposed of.")
    async def place_hold(self, info: Info, input: CaseReasonInput) -> LegalHoldPayload:
        """Needs `supervise`."""
        return await attempt(LegalHoldPayload, on_case(info, input, holds.place_hold, _HOLD))

    @strawberry.mutation(description="A hold is over.")
    async def release_hold(self, info: Info, input: ReleaseHoldInput) -> LegalHoldPayload:
        """Needs `supervise`."""
        return await attempt(LegalHoldPayload, on_row(info, input, holds.release_hold, _HOLD))

    @strawberry.mutation(description="Propose that a case goes that was kept long enough.")
    async def propose_disposal(self, info: Info, input: CaseInput) -> DisposalPayload:
        """Needs `supervise`."""

        async def work() -> dict[str, Any]:
            context = info.context
            found = await disposal.propose_disposal(context.platform, context.actor, ids.row_id(input.id))
            return await _seen(info, found)

        return await attempt(DisposalPayload, work())

    @strawberry.mutation(description="Decide what somebody else proposed; approved, the case is deleted for good.")
    async def decide_disposal(self, info: Info, input: DecideDisposalInput) -> DisposalPayload:
        """Needs `supervise`."""

        async def work() -> dict[str, Any]:
            context, disposal_id = info.context, ids.row_id(input.id, "Disposal")
            await disposal.decide_disposal(context.platform, context.actor, disposal_id, approve=input.approve)
            return await _seen(info, disposal_id)

        return await attempt(DisposalPayload, work())

    @strawberry.mutation(
        description="Take away all that is known of a person, by every party they are; their cases and roles stay. It"
        " is not undone."
    )
    async def erase_person(self, info: Info, input: ErasePersonInput) -> ErasePersonPayload:
        """Needs `supervise` on every case of theirs, and sight of who is in it."""

        async def work() -> dict[str, Any]:
            values, context = values_of(input, {"party_id": "Party"}), info.context
            party_id = values.pop("party_id")
            return {"party_id": await person_erasure.erase_person(context.platform, context.actor, party_id, **values)}

        return await attempt(ErasePersonPayload, work())
