"""Mutations for what cannot wait."""

from typing import Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import emergencies
from casewright_gateway.context import Info
from casewright_gateway.derive import plain
from casewright_gateway.mutations.acting import Shown, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.emergencies import EmergencyAccess

_SHOWN = Shown("access", "EmergencyAccess")


@strawberry.input(description="A case that cannot wait.")
class BreakGlassInput:
    """Which, why, and for how long."""

    number: str = strawberry.field(description="The number of the case.")
    reason: str = strawberry.field(description="Why it cannot wait.")
    case_type: str | None = optional("The type of the case, where cases of several types have the number.")
    minutes: int | None = optional("For how many minutes, 1440 at most; left out: 60.")


@strawberry.input(description="What was found about somebody who broke the glass.")
class ReviewEmergencyAccessInput:
    """Whether they were right, and why."""

    id: strawberry.ID = strawberry.field(description="The access.")
    justified: bool = strawberry.field(description="Whether it was right.")
    finding: str = strawberry.field(description="What was found.")


@strawberry.type(description="What came of breaking the glass, or of the review.")
class EmergencyAccessPayload(CasePayload):
    """The access and its case."""

    access_id: strawberry.Private[UUID | None] = None
    access: EmergencyAccess | None = changed(
        EmergencyAccess, models.EmergencyAccess, "access_id", "The access as it is now."
    )


@strawberry.type
class EmergencyMutations:
    """Breaking the glass, and looking at it afterwards."""

    @strawberry.mutation(description="See a case at once that cannot wait; for hours at most, and reviewed afterwards.")
    async def break_glass(self, info: Info, input: BreakGlassInput) -> EmergencyAccessPayload:
        """Needs a grant with the scope emergency."""

        async def work() -> dict[str, Any]:
            context, values = info.context, plain(input)
            case_id, access_id = await emergencies.break_glass(context.platform, context.actor, **values)
            return _SHOWN.answered(case_id, access_id)

        return await attempt(EmergencyAccessPayload, work())

    @strawberry.mutation(description="Say whether somebody was right to break the glass.")
    async def review_emergency_access(self, info: Info, input: ReviewEmergencyAccessInput) -> EmergencyAccessPayload:
        """Needs `supervise`; never about oneself."""
        return await attempt(EmergencyAccessPayload, on_row(info, input, emergencies.review_emergency_access, _SHOWN))
