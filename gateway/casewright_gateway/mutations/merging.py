"""Mutations that make one of two, cases or parties, and two cases of one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.models.row import CaseRow
from casewright.operations import merging, party_merging
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseReasonInput
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.problems import Problem
from casewright_gateway.types.case import Case
from casewright_gateway.types.people import Party

_MOVING: Mapping[str, type[CaseRow]] = {
    "Note": models.Note,
    "Document": models.Document,
    "Contact": models.Contact,
    "Education": models.Education,
    "Service": models.Service,
    "Appointment": models.Appointment,
    "Task": models.Task,
    "CaseParty": models.CaseParty,
}


@strawberry.input(description="A case that is about the same as another one.")
class MergeCasesInput(CaseReasonInput):
    """The case that ends, and the one that goes on."""

    survivor_id: strawberry.ID = strawberry.field(description="The case that goes on.")


@strawberry.input(description="A case of which a part is another case.")
class SplitCaseInput(CaseReasonInput):
    """What goes where."""

    into_id: strawberry.ID = strawberry.field(description="The other case, opened before.")
    objects: list[strawberry.ID] = strawberry.field(
        description=f"What goes over to it: open tasks that are ad hoc, and any {', '.join(_MOVING)}."
    )


@strawberry.input(description="A party that turned out to be another one.")
class MergePartiesInput:
    """Which party leads to which from now on, and why."""

    id: strawberry.ID = strawberry.field(description="The party that is the other one.")
    survivor_id: strawberry.ID = strawberry.field(description="The party that goes on.")
    reason: str = strawberry.field(description="Why the two are one.")


@strawberry.type(description="What came of merging two parties.")
class MergePartiesPayload:
    """The party that goes on."""

    party_id: strawberry.Private[UUID | None] = None
    party: Party | None = changed(Party, models.Party, "party_id", "The party that goes on; empty with problems.")
    problems: list[Problem] = strawberry.field(
        default_factory=list, description="Why nothing was done; empty: it was done."
    )


@strawberry.type(description="What came of a change of two cases.")
class CasesPayload(CasePayload):
    """The case, and the other one."""

    other_id: strawberry.Private[UUID | None] = None
    other: Case | None = changed(Case, models.Case, "other_id", "The other case as it is now; empty with problems.")


@strawberry.type
class MergingMutations:
    """Changes of two cases or parties at once."""

    @strawberry.mutation(
        description="Take a party for another one: roles, consents, appointments, services and identifiers go over to"
        " it, and the party stays as a pointer to it. It is not undone."
    )
    async def merge_parties(self, info: Info, input: MergePartiesInput) -> MergePartiesPayload:
        """Needs `supervise` on every case of both, and sight of all of it."""

        async def work() -> dict[str, Any]:
            party_id = ids.row_id(input.id)
            survivor_id = ids.row_id(input.survivor_id, field="survivor_id")
            context = info.context
            await party_merging.merge_parties(
                context.platform, context.actor, party_id, survivor_id=survivor_id, reason=input.reason
            )
            return {"party_id": survivor_id}

        return await attempt(MergePartiesPayload, work())

    @strawberry.mutation(
        description="End a case that is about the same as another one of its type: what it has gathered goes over."
    )
    async def merge_cases(self, info: Info, input: MergeCasesInput) -> CasesPayload:
        """Needs `supervise` on both."""

        async def work() -> dict[str, Any]:
            case_id = ids.row_id(input.id)
            survivor_id = ids.row_id(input.survivor_id, field="survivor_id")
            context = info.context
            await merging.merge_cases(
                context.platform, context.actor, case_id, survivor_id=survivor_id, reason=input.reason
            )
            return {"case_id": case_id, "other_id": survivor_id}

        return await attempt(CasesPayload, work())

    @strawberry.mutation(description="Move parts of a case to another one that was opened for them.")
    async def split_case(self, info: Info, input: SplitCaseInput) -> CasesPayload:
        """Needs `work` on both."""

        async def work() -> dict[str, Any]:
            case_id, into_id = ids.row_id(input.id), ids.row_id(input.into_id, field="into_id")
            objects = [_movable(given, place) for place, given in enumerate(input.objects)]
            context = info.context
            await merging.split_case(
                context.platform, context.actor, case_id, into_id=into_id, objects=objects, reason=input.reason
            )
            return {"case_id": case_id, "other_id": into_id}

        return await attempt(CasesPayload, work())


def _movable(global_id: str, place: int) -> tuple[type[CaseRow], UUID]:
    field = f"objects.{place}"
    row_id = ids.row_id(global_id, *_MOVING, field=field)
    type_name, _ = ids.decode(global_id, field)
    return _MOVING[type_name], row_id
