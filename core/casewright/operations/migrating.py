"""Bringing running cases to the present definition of their type: told beforehand, then each by an event of its own."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.definitions import Asked, Migration, plan_migration
from casewright.errors import CasewrightError, Refused
from casewright.models.approval import ApprovalState
from casewright.operations.change import Draft, change
from casewright.operations.domain_fields import apply_fields
from casewright.operations.stages import enter
from casewright.operations.templates import apply_templates
from casewright.operations.timed_moves import TIMED_MOVE, schedule_moves
from casewright.platform import Platform
from casewright.process import RUNNING, Status
from casewright.task_order import TaskState


@dataclass(frozen=True)
class Refusal:
    """A case that was left as it was, and why."""

    case_id: UUID
    number: str
    error: CasewrightError


@dataclass(frozen=True)
class Batch:
    """What came of some cases: which were migrated, which were left, and after which case the next batch begins."""

    migrated: Sequence[UUID]
    left: Sequence[Refusal]
    next: UUID | None
    """None: no case is behind any more, but those that were left."""


def behind(case_type: CaseType[Any], case: str = "c") -> Sql:
    """The running cases of a type, by the alias of their row, whose definition is an earlier one."""
    of_type = Sql(f"{case}.case_type = ? AND {case}.definition <> ? AND ", (case_type.name, case_type.version))
    return of_type + Sql.one_of(f"{case}.status", RUNNING)


async def simulated(platform: Platform, cases: Collection[models.Case]) -> dict[UUID, Migration]:
    """What a migration would do with each of these cases; nothing is written. One statement for all of them."""
    asked: dict[UUID, list[Asked]] = defaultdict(list)
    waiting = models.Approval.filter(case_id__in=[case.id for case in cases], state=ApprovalState.PENDING)
    for approval in await waiting if cases else ():
        asked[approval.case_id].append(Asked(approval.transition, approval.arguments))
    return {
        case.id: plan_migration(platform.case_types[case.case_type], case.definition, case.stage, asked[case.id])
        for case in cases
    }


async def cases_behind(
    platform: Platform, actor: Actor, case_type: CaseType[Any], *, first: int, after: UUID | None = None
) -> list[models.Case]:
    """Some of the cases that are behind and that the actor supervises, in the order of their ids."""
    chosen = [behind(case_type), platform.policy.predicate(actor, Action.SUPERVISE), Sql("c.id > ?", (_floor(after),))]
    rows = await platform.database.rows(
        Sql('SELECT c.* FROM "case" c WHERE ') + Sql.all_of(chosen) + Sql(" ORDER BY c.id LIMIT ?", (first,))
    )
    return [models.Case._init_from_db(**row) for row in rows]


def _floor(after: UUID | None) -> UUID:
    return after or UUID(int=0)


async def migrate_cases(
    platform: Platform, actor: Actor, case_type: CaseType[Any], *, first: int, after: UUID | None = None
) -> Batch:
    """Migrate so many of the cases that are behind, each in a transaction of its own; what cannot be is left."""
    found = await cases_behind(platform, actor, case_type, first=first, after=after)
    migrated: list[UUID] = []
    left: list[Refusal] = []
    for case in found:
        try:
            await migrate_case(platform, actor, case.id)
        except CasewrightError as error:
            left.append(Refusal(case.id, case.number, error))
        else:
            migrated.append(case.id)
    return Batch(migrated, left, found[-1].id if len(found) == first else None)


async def migrate_case(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Bring one case to the present definition: its stage, the tasks of its stage, its clocks with their pauses.

    Raises Refused for a case that is not behind, that is at its end, or that cannot be mapped.
    """
    async with change(platform, actor, case_id, Action.SUPERVISE) as draft:
        if Status(draft.row.status).final:
            raise Refused(f"{draft.row.number} is {draft.row.status}; only running cases migrate", rule="status.final")
        present = platform.case_types[draft.row.case_type]
        if draft.row.definition == present.version:
            message = f"{draft.row.number} is worked by version {present.version} already"
            raise Refused(message, rule="definition.present")
        plan = (await simulated(platform, [draft.row]))[case_id]
        for reason in plan.reasons:
            raise reason
        await _carry_out(draft, present, plan)


async def _carry_out(draft: Draft, present: CaseType[Any], plan: Migration) -> None:
    assert plan.to_stage is not None
    await models.Timer.filter(case_id=draft.row.id, kind=TIMED_MOVE).update(state="idle")
    draft.case_type = present
    draft.put(definition=present.version)
    open_here = models.Task.filter(case_id=draft.row.id, state=TaskState.OPEN, stage=plan.from_stage)
    await open_here.update(stage=plan.to_stage)
    await _come_to(draft, plan.to_stage, f"migrated to version {present.version}")
    await _drop_clocks(draft)
    case = await draft.case()
    tasks = await apply_templates(draft, case)
    stages = {"from_stage": plan.from_stage, "to_stage": plan.to_stage, "stages": dict(plan.stages)}
    versions = {"version_before": plan.from_version, "version": plan.to_version}
    await apply_fields(draft, case.fields, "migrated", tasks=tasks, **versions, **stages)


async def _come_to(draft: Draft, stage: str, reason: str) -> None:
    """A stage by another name, or of another phase, is a visit of its own; moves in time count from now."""
    phase = draft.case_type.stages[stage]
    if (draft.row.stage, draft.row.phase) == (stage, phase):
        schedule_moves(draft)
        return
    around = await draft.around()
    draft.amend(models.PhaseVisit, Sql("left_at IS NULL"), left_at=draft.now)
    draft.put(stage=stage, phase=phase)
    enter(draft, around.visits_of(phase) + 1, reason)


async def _drop_clocks(draft: Draft) -> None:
    """Clocks that are declared no more are not shown any more, and do not ring."""
    declared = [clock.name for clock in draft.case_type.clocks]
    gone = [row.name for row in await models.Clock.filter(case_id=draft.row.id) if row.name not in declared]
    await models.Timer.filter(case_id=draft.row.id, name__in=gone).update(state="idle")
    await models.Clock.filter(case_id=draft.row.id, name__in=gone).delete()
