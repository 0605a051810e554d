"""What interventions did."""

from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Refused
from casewright.operations.change import Draft, absent, amend, change
from casewright.operations.parties import case_of
from casewright.planning import Effectiveness, PlanState
from casewright.platform import Platform

_AGREED = (PlanState.ACCEPTED, PlanState.SUPERSEDED, PlanState.INVALIDATED)


async def note_effectiveness(
    platform: Platform, actor: Actor, intervention_id: UUID, *, effectiveness: Effectiveness, note: str | None = None
) -> UUID:
    """Say what an intervention did, so that what failed is not tried again; returns the id of the case."""
    case_id = await case_of(models.Intervention, actor, intervention_id)
    async with change(platform, actor, case_id, Action.WORK, part="plan") as draft:
        intervention = await agreed(draft, intervention_id, "id")
        await amend(intervention, effectiveness=effectiveness, effectiveness_note=note)
        draft.record(
            "plan_intervention_rated",
            intervention=str(intervention_id),
            method=intervention.method,
            effectiveness=effectiveness,
            note=note,
        )
    return case_id


async def agreed(draft: Draft, intervention_id: UUID, field: str) -> models.Intervention:
    """An intervention of the case that was agreed upon; raises NotFound, or Refused while its plan is in the making."""
    intervention = await models.Intervention.get_or_none(id=intervention_id, case_id=draft.row.id)
    if intervention is None:
        raise absent(field)
    plan = await models.Plan.get(id=intervention.plan_id)
    if plan.state not in _AGREED:
        raise Refused(f"version {plan.version} of the plan is still a {plan.state}", rule="plan.in_force", field=field)
    return intervention
