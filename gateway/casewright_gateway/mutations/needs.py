"""Mutations on needs."""

from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import needs
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row, values_of
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.plans import Need


@strawberry.input(description="Something that is needed.")
class RecordNeedInput(CaseInput):
    """What, and how it was found."""

    description: str = strawberry.field(description="What is needed.")
    domain: str = strawberry.field(description="In which area, for instance safety at home or coverage.")
    assessment_id: strawberry.ID | None = optional("The assessment that showed it.")


@strawberry.input(description="The open needs of a case, in an order.")
class RankNeedsInput(CaseInput):
    """Which is the most pressing."""

    needs: list[strawberry.ID] = strawberry.field(description="Every open need once, the most pressing first.")


@strawberry.input(description="A need that is met, or that will not be.")
class CloseNeedInput:
    """Which of both."""

    id: strawberry.ID = strawberry.field(description="The need.")
    met: bool = strawberry.field(description="Whether it is met.")
    because: str | None = optional("How it was met, or why it will not be; needed then.")


@strawberry.type(description="What came of a change of a need.")
class NeedPayload(CasePayload):
    """The need and its case."""

    need_id: strawberry.Private[UUID | None] = None
    need: Need | None = changed(Need, models.Need, "need_id", "The need as it is now.")


_NEED = Shown("need", "Need")


@strawberry.type
class NeedMutations:
    """Changes of needs."""

    @strawberry.mutation(description="Write down what is needed, as the least pressing of the open needs.")
    async def record_need(self, info: Info, input: RecordNeedInput) -> NeedPayload:
        """Needs `work`."""
        kinds = {"assessment_id": "Assessment"}
        return await attempt(NeedPayload, on_case(info, input, needs.record_need, _NEED, kinds))

    @strawberry.mutation(description="Put the open needs of a case in the order of how pressing they are.")
    async def rank_needs(self, info: Info, input: RankNeedsInput) -> CasePayload:
        """Needs `work`."""
        return await attempt(CasePayload, _ranked(info, input))

    @strawberry.mutation(description="Write down that a need is met, or that it will not be.")
    async def close_need(self, info: Info, input: CloseNeedInput) -> NeedPayload:
        """Needs `work`."""
        return await attempt(NeedPayload, on_row(info, input, needs.close_need, _NEED))


async def _ranked(info: Info, input: RankNeedsInput) -> dict[str, UUID]:
    values = values_of(input, {"id": "", "needs": ""})
    case_id = values.pop("id")
    return {"case_id": await needs.rank_needs(info.context.platform, info.context.actor, case_id, **values)}
