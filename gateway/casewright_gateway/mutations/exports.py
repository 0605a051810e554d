"""A case as a whole, and all that is kept of a person: what leaves, each with a record of who took it and why."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from casewright.operations.exporting import export_case
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseReasonInput
from casewright_gateway.problems import Problem
from casewright_gateway.reads.person import export_person


@strawberry.input(description="Which case is exported.")
class ExportCaseInput(CaseReasonInput):
    """And why."""


@strawberry.input(description="Of whom a copy of the data is made.")
class ExportPersonInput:
    """Who, and why."""

    party_id: strawberry.ID = strawberry.field(description="The person, by any party they are.")
    reason: str = strawberry.field(description="For whom it is made, or why; it is kept.")


@strawberry.type(description="A case as a whole.")
class CaseExportPayload:
    """The export."""

    export: JSON | None = strawberry.field(
        default=None, description="Every row of the case, and short-lived links to the bytes of its documents."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="Why there is none; empty: there is.")


@strawberry.type(description="A copy of the data of one person.")
class PersonExportPayload:
    """The copy."""

    export: JSON | None = strawberry.field(default=None, description="Who they are, and each case with what is theirs.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="Why there is none; empty: there is.")


@strawberry.type
class ExportMutations:
    """Both are mutations, because they leave records."""

    @strawberry.mutation(
        description="A case as a whole, for those who supervise it and from whom nothing of it is hidden. That it was"
        " exported, and why, is in its history."
    )
    async def export_case(self, info: Info, input: ExportCaseInput) -> CaseExportPayload:
        """The record is an event of the case."""

        async def work() -> dict[str, Any]:
            case_id = ids.row_id(input.id, *info.context.platform.case_types)
            made = await export_case(info.context.platform, info.context.actor, case_id, reason=input.reason)
            return {"export": JSON(made)}

        return await attempt(CaseExportPayload, work())

    @strawberry.mutation(
        description="All that is kept of a person in cases you read and supervise, or of yourself in those you read,"
        " without what is of other people. That it was made is in the log of reads of every case."
    )
    async def export_person(self, info: Info, input: ExportPersonInput) -> PersonExportPayload:
        """The records are in the log of reads."""

        async def work() -> dict[str, Any]:
            party_id = ids.row_id(input.party_id, "Party", field="party_id")
            made = await export_person(info.context.platform, info.context.actor, party_id, reason=input.reason)
            return {"export": JSON(made)}

        return await attempt(PersonExportPayload, work())
