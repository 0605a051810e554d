"""What a version of a plan says, as rows: its goals and interventions."""

from casewright import models
from casewright.operations.change import Draft, absent, check_part
from casewright.operations.parties import check_party
from casewright.planning import NewGoal, NewIntervention, PlanContent
from casewright.recurrence import check_recurrence


async def add_content(draft: Draft, plan: models.Plan, content: PlanContent) -> None:
    """Add the goals and interventions of a version; raises Invalid, or NotFound for a goal or party of elsewhere."""
    draft.add(*[await _goal(draft, plan, goal, f"goals.{place}") for place, goal in enumerate(content.goals)])
    for place, intervention in enumerate(content.interventions):
        await _add_intervention(draft, plan, intervention, f"interventions.{place}")


async def _goal(draft: Draft, plan: models.Plan, new: NewGoal, path: str) -> models.Goal:
    goal = models.Goal(
        **draft.identity(),
        plan_id=plan.id,
        description=new.description,
        set_by=new.set_by,
        measure=new.measure,
        unit=new.unit,
        baseline=new.baseline,
        target=new.target,
        due_on=new.due_on,
        need_id=new.need_id,
    )
    goal.origin_id = goal.id
    if new.need_id is not None:
        await check_part(draft, models.Need, new.need_id, f"{path}.need_id")
    if new.continues is not None:
        before = await models.Goal.get_or_none(id=new.continues, case_id=draft.row.id)
        if before is None or before.plan_id == plan.id:
            raise absent(f"{path}.continues")
        goal.origin_id = before.origin_id
        goal.need_id = new.need_id or before.need_id
        goal.status, goal.value, goal.assessed_at = before.status, before.value, before.assessed_at
    return goal


async def _add_intervention(draft: Draft, plan: models.Plan, new: NewIntervention, path: str) -> None:
    check_recurrence(new.recurrence, new.starts_on, field=f"{path}.recurrence")
    if new.party_id is not None:
        await check_party(draft, new.party_id, f"{path}.party_id")
    draft.insert(models.Intervention, plan_id=plan.id, **vars(new))
