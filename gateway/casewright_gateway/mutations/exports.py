"""A case handed to another system."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from casewright.operations.exporting import export_case
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseReasonInput
from casewright_gateway.problems import Problem


@strawberry.input(description="Which case is exported.")
class ExportCaseInput(CaseReasonInput):
    """And why."""


@strawberry.type(description="A case as a whole.")
class CaseExportPayload:
    """The export."""

    export: JSON | None = strawberry.field(
        default=None, description="Every row of the case, and short-lived links to the bytes of its documents."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="Why there is none; empty: there is.")


@strawberry.type
class ExportMutations:
    """Cases that leave."""

    @strawberry.mutation(
        description="A case as a whole, for those who supervise it and from whom nothing of it is hidden. That it was"
        " exported, and why, is in its history."
    )
    async def export_case(self, info: Info, input: ExportCaseInput) -> CaseExportPayload:
        """A mutation, because it leaves records."""

        async def work() -> dict[str, Any]:
            case_id = ids.row_id(input.id, *info.context.platform.case_types)
            made = await export_case(info.context.platform, info.context.actor, case_id, reason=input.reason)
            return {"export": JSON(made)}

        return await attempt(CaseExportPayload, work())
