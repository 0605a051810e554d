"""By which definition a case is worked, and what a migration and the templates of its stage would do with it."""

from datetime import datetime
from typing import Any

import strawberry

from casewright import models
from casewright.definitions import Asked, Migration, plan_migration
from casewright.operations.templates import steps
from casewright.process import Status
from casewright.templates import Effect, Step
from casewright.views import case_view
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.problems import Problem, problems_of
from casewright_gateway.reads.children import Children
from casewright_gateway.reads.keyset import LARGEST_PAGE
from casewright_gateway.sources import Computed, column, source
from casewright_gateway.types.description import RequiredDocument

VIEWED = (
    "id", "number", "case_type", "definition", "stage", "phase", "status", "fields_json", "schema_version",
    "opened_at", "version", "risk_level", "priority", "model", "assignee", "team",
)  # fmt: skip
"""What rules, templates and transitions see of a case."""

_WAITING = Children(models.Approval, only=(("state", "pending"),))
_TASKS = Children(models.Task, newest=True)
_DOCUMENTS = Children(models.Document)
_VISITS = Children(models.PhaseVisit, only=(("left_at", None),))

strawberry.enum(Effect, name="TemplateEffect", description="What templates do to a task.")


@strawberry.type(description="What a migration to the present definition of its type would do with a case.")
class CaseMigration:
    """From where to where; with problems it cannot be done."""

    from_version: int = strawberry.field(description="The version by which the case is worked.")
    to_version: int = strawberry.field(description="The present version.")
    from_stage: str = strawberry.field(description="The stage it is at.")
    to_stage: str | None = strawberry.field(description="The stage it would be at; empty: there is none.")
    problems: list[Problem] = strawberry.field(description="What cannot be mapped, and why.")


@strawberry.type(description="A column of a task that a template would change.")
class TemplateChange:
    """Before and after."""

    field: str = strawberry.field(description="Its name.")
    before: str | None = strawberry.field(description="What the task has.")
    after: str | None = strawberry.field(description="What it would have.")


@strawberry.type(description="What applying the templates of its stage to a case would do to one task.")
class TemplateStep:
    """Add, change or keep."""

    effect: Effect = strawberry.field(description="What becomes of the task.")
    title: str = strawberry.field(description="Its title.")
    task_id: strawberry.ID | None = strawberry.field(description="The task; empty: it would be added.")
    changes: list[TemplateChange] = strawberry.field(description="What would change of it.")


@strawberry.type(description="A document that a stage of the case asks for, and whether it is there.")
class DocumentCheck(RequiredDocument):
    """An item of the checklist."""

    present: bool = strawberry.field(description="Whether a document of the category is part of the case.")


@strawberry.type
class CaseDefinition:
    """The part of a case that follows from how its type is defined."""

    row: strawberry.Private[models.Case]
    definition_version: int = column("definition", "The version of its type's definition by which it is worked.")

    @strawberry.field(
        description="What a migration would do with it; empty: it is at its end, or up to date.",
        metadata=source(Computed(("id", "case_type", "definition", "stage", "status"))),
    )
    async def migration(self, info: Info) -> CaseMigration | None:
        """Simulated; nothing is written."""
        case_type = info.context.platform.case_types[self.row.case_type]
        if self.row.definition == case_type.version or Status(self.row.status).final:
            return None
        waiting = await info.context.reader.children(_WAITING, self.row.id, LARGEST_PAGE)
        asked = [Asked(approval.transition, approval.arguments) for approval in waiting]
        return _shown(plan_migration(case_type, self.row.definition, self.row.stage, asked))

    @strawberry.field(
        description="The documents its stages ask for, in their order; empty when you see no documents.",
        metadata=source(Computed(("id", "case_type", "definition", "stage"))),
    )
    async def document_checklist(self, info: Info) -> list[DocumentCheck]:
        """Of the definition by which it is worked."""
        if "document" in info.context.hidden(self.row.case_type):
            return []
        definition = info.context.platform.case_types[self.row.case_type].definition(self.row.definition)
        documents = await info.context.reader.every(_DOCUMENTS, self.row.id) if definition.documents else []
        present = {document.category for document in documents if document.current}
        return [
            DocumentCheck(title=each.title, category=each.category, stage=each.stage, present=each.category in present)
            for stage in definition.stages
            for each in definition.documents
            if each.stage == stage
        ]

    @strawberry.field(
        description="What applying the templates of its stage again would do; empty when you see no tasks.",
        metadata=source(Computed(VIEWED)),
    )
    async def task_templates(self, info: Info) -> list[TemplateStep]:
        """A preview; nothing is written."""
        reader, platform = info.context.reader, info.context.platform
        if "task" in info.context.hidden(self.row.case_type) or Status(self.row.status).final:
            return []
        definition = platform.case_types[self.row.case_type].definition(self.row.definition)
        tasks = await reader.children(_TASKS, self.row.id, LARGEST_PAGE)
        visits = await reader.children(_VISITS, self.row.id, LARGEST_PAGE)
        case = case_view(definition, self.row, info.context.actor, platform.now())
        return [_step(step) for step in steps(platform, definition, case, tasks[::-1], visits)]


def _shown(migration: Migration) -> CaseMigration:
    return CaseMigration(
        from_version=migration.from_version,
        to_version=migration.to_version,
        from_stage=migration.from_stage,
        to_stage=migration.to_stage,
        problems=[problem for reason in migration.reasons for problem in problems_of(reason)],
    )


def _step(step: Step) -> TemplateStep:
    return TemplateStep(
        effect=step.effect,
        title=step.title,
        task_id=strawberry.ID(ids.encode("Task", step.task_id)) if step.task_id else None,
        changes=[
            TemplateChange(field=name, before=_text(before), after=_text(after))
            for name, (before, after) in step.changes.items()
        ],
    )


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(value) or None
    return None if value is None else str(value)
