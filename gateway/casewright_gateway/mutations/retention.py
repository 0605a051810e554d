"""Mutations on holds and disposals."""

from typing import Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import disposal, holds
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, CaseReasonInput
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.problems import Problem
from casewright_gateway.reads.disposals import disposal_by_id
from casewright_gateway.rows import present
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


async def _seen(info: Info, disposal_id: UUID) -> dict[str, Any]:
    row = await disposal_by_id(info.context.platform, info.context.actor, disposal_id)
    return {"disposal": row and present(Disposal, row)}


@strawberry.type
class RetentionMutations:
    """Keeping cases, and letting them go."""

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
