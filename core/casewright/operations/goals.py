"""How far goals are, reading after reading."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Refused
from casewright.fields import FieldSet
from casewright.inputs import Quantity, Text
from casewright.operations.change import work
from casewright.operations.parties import case_of
from casewright.planning import GoalStatus, PlanState
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How far a goal is; `value` is in the unit of the goal."""

    status: GoalStatus
    value: Quantity | None = None
    note: Text | None = None


_READING = FieldSet(Reading)


async def record_progress(platform: Platform, actor: Actor, goal_id: UUID, **values: Any) -> UUID:
    """Write down a `Reading` of a goal of the plan in force; returns the id of the case."""
    case_id = await case_of(models.Goal, actor, goal_id)
    async with work(platform, actor, case_id, "plan") as draft:
        reading = _READING.validate(values)
        goal = await models.Goal.get(id=goal_id)
        plan = await models.Plan.get(id=goal.plan_id)
        if plan.state != PlanState.ACCEPTED:
            raise Refused(f"version {plan.version} of the plan is {plan.state}, not in force", rule="plan.in_force")
        by = {"recorded_by": actor.subject, "recorded_at": draft.now}
        draft.insert(models.GoalProgress, goal_id=goal.origin_id, **vars(reading), **by)
        await models.Goal.filter(id=goal_id).update(status=reading.status, value=reading.value, assessed_at=draft.now)
        draft.record("goal_assessed", goal=str(goal_id), status_before=goal.status, **_READING.dump(reading))
    return case_id
