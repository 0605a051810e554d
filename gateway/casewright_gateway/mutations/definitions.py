"""Mutations that bring cases up to what their type declares by now: its definition, and its task templates."""

from typing import Any

import strawberry

from casewright.errors import Invalid
from casewright.operations import migrating, templates
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload
from casewright_gateway.problems import Problem, problems_of

_BATCH = 100


@strawberry.input(description="Some of the running cases of a type that are worked by an earlier definition.")
class MigrateCasesInput:
    """So many, after the batch before."""

    case_type: str = strawberry.field(description="The name of the case type.")
    first: int | None = optional(f"How many at most; {_BATCH} unless said otherwise, and never more.")
    after: str | None = optional("The `next` of the batch before.")


@strawberry.type(description="A case that was not migrated, and why.")
class LeftCase:
    """Which case, and its problems."""

    id: strawberry.ID = strawberry.field(description="The id of the case.")
    number: str = strawberry.field(description="Its number.")
    problems: list[Problem] = strawberry.field(description="Why it was left as it was.")


@strawberry.type(description="What came of migrating some cases.")
class MigrateCasesPayload:
    """Each case for itself."""

    migrated: int = strawberry.field(default=0, description="How many were migrated.")
    left: list[LeftCase] = strawberry.field(default_factory=list, description="Those that cannot be.")
    next: str | None = strawberry.field(
        default=None, description="After which case the next batch begins; empty: this was the last one."
    )
    problems: list[Problem] = strawberry.field(default_factory=list, description="Why nothing was tried.")


@strawberry.type
class DefinitionMutations:
    """Changes of cases whose type has changed."""

    @strawberry.mutation(description="Bring a case to the present definition of its type.")
    async def migrate_case(self, info: Info, input: CaseInput) -> CasePayload:
        """Needs `supervise`."""
        return await attempt(CasePayload, _on_case(info, input, migrating.migrate_case))

    @strawberry.mutation(description="Bring the tasks of its stage up to what the templates of a case's type say.")
    async def apply_task_templates(self, info: Info, input: CaseInput) -> CasePayload:
        """Needs `work`."""
        return await attempt(CasePayload, _on_case(info, input, templates.apply_task_templates))

    @strawberry.mutation(description="Bring running cases of a type to its present definition, those you supervise.")
    async def migrate_cases(self, info: Info, input: MigrateCasesInput) -> MigrateCasesPayload:
        """Needs `supervise` on each; the others are passed over."""
        return await attempt(MigrateCasesPayload, _migrated(info, input))


async def _on_case(info: Info, input: CaseInput, operation: Any) -> dict[str, Any]:
    case_id = ids.row_id(input.id)
    await operation(info.context.platform, info.context.actor, case_id)
    return {"case_id": case_id}


async def _migrated(info: Info, input: MigrateCasesInput) -> dict[str, Any]:
    platform, first = info.context.platform, input.first or _BATCH
    case_type = platform.case_type(input.case_type)
    if not 0 < first <= _BATCH:
        raise Invalid(f"first is 1 to {_BATCH}", rule="migration.first", field="first")
    after = ids.row_id(input.after, case_type.name, field="after") if input.after else None
    batch = await migrating.migrate_cases(platform, info.context.actor, case_type, first=first, after=after)

    def named(case_id: Any) -> strawberry.ID:
        return strawberry.ID(ids.encode(case_type.name, case_id))

    return {
        "migrated": len(batch.migrated),
        "left": [
            LeftCase(id=named(each.case_id), number=each.number, problems=problems_of(each.error))
            for each in batch.left
        ],
        "next": named(batch.next) if batch.next else None,
    }
