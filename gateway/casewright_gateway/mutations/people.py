"""Mutations on what is kept of people."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.problems import Problem
from casewright_gateway.reads.person import export_person


@strawberry.input(description="Of whom a copy of the data is made.")
class ExportPersonInput:
    """Who, and why."""

    party_id: strawberry.ID = strawberry.field(description="The person, by any party they are.")
    reason: str = strawberry.field(description="For whom it is made, or why; it is kept.")


@strawberry.type(description="A copy of the data of one person.")
class PersonExportPayload:
    """The copy."""

    export: JSON | None = strawberry.field(default=None, description="Who they are, and each case with what is theirs.")
    problems: list[Problem] = strawberry.field(default_factory=list, description="Why there is none; empty: there is.")


@strawberry.type
class PersonMutations:
    """Copies of one person's data."""

    @strawberry.mutation(
        description="All that is kept of a person in cases you read and supervise, or of yourself in those you read,"
        " without what is of other people. That it was made is in the log of reads of every case."
    )
    async def export_person(self, info: Info, input: ExportPersonInput) -> PersonExportPayload:
        """A mutation, because it leaves records."""

        async def work() -> dict[str, Any]:
            party_id = ids.row_id(input.party_id, "Party", field="party_id")
            made = await export_person(info.context.platform, info.context.actor, party_id, reason=input.reason)
            return {"export": JSON(made)}

        return await attempt(PersonExportPayload, work())
