"""The mutation that searches names in all cases."""

from typing import Any

import strawberry

from casewright.names import NameMatch
from casewright.operations import names
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput
from casewright_gateway.mutations.payloads import CasePayload

strawberry.enum(NameMatch, description="How a name was found, the surest first.")


@strawberry.type(description="That somebody is known, and nothing about where from.")
class NameHit:
    """One searched name."""

    searched: str = strawberry.field(description="The name or number that was searched, as it is in this case.")
    match: NameMatch = strawberry.field(description="How it was found, at its surest.")
    cases: int = strawberry.field(description="In how many other cases, whether you may see them or not.")


@strawberry.type(description="What came of a search for names.")
class NameSearchPayload(CasePayload):
    """The hits and the case."""

    hits: list[NameHit] = strawberry.field(
        default_factory=list, description="The searched names that are known, in the order they came into the case."
    )


@strawberry.type
class NameMutations:
    """Finding out whether somebody is known."""

    @strawberry.mutation(
        description="Search everybody who is in a case in all others, seen or not. The history keeps who searched."
    )
    async def search_names(self, info: Info, input: CaseInput) -> NameSearchPayload:
        """Needs `search_names`."""

        async def work() -> dict[str, Any]:
            context, case_id = info.context, ids.row_id(input.id)
            found = await names.search_names(context.platform, context.actor, case_id)
            hits = [NameHit(searched=hit.searched, match=hit.match, cases=hit.cases) for hit in found]
            return {"case_id": case_id, "hits": hits}

        return await attempt(NameSearchPayload, work())
