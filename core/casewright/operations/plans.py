"""Plans: drafted, proposed, accepted on every side that has to, amended as new versions, invalidated on a way back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action, PlanRules
from casewright.errors import Forbidden, Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, change, work
from casewright.operations.clients import action_as_client, client_roles, holds_role
from casewright.operations.parties import case_of
from casewright.operations.plan_content import add_content
from casewright.planning import (
    PLAN_CONTENT,
    AcceptedAs,
    GoalSetter,
    PlanState,
    check_sufficient,
    missing_acceptances,
)
from casewright.platform import Platform
from casewright.process import Phase, goes_back
from casewright.working_models import WorkingModel, check_plan

_IN_THE_MAKING = (PlanState.DRAFT, PlanState.PROPOSED)


async def draft_plan(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write the first version of a plan, with the content of `PlanContent`; returns its id."""
    async with work(platform, actor, case_id, "plan") as draft:
        if await models.Plan.filter(case_id=case_id).exists():
            raise Refused("there is a plan already; amend it", rule="plan.exists")
        plan = await _new_version(draft, 1, values, None)
    return plan.id


async def amend_plan(platform: Platform, actor: Actor, case_id: UUID, *, reason: str, **values: Any) -> UUID:
    """Write the next version, with the reason for it; the version in force stays so until this one is accepted."""
    check_given(reason, "say why the plan changes", field="reason")
    async with work(platform, actor, case_id, "plan") as draft:
        newest = await models.Plan.filter(case_id=case_id).order_by("-version").first()
        plan = await _new_version(draft, newest.version + 1 if newest else 1, values, reason)
        if newest is None:
            raise Refused("there is no plan yet; draft one", rule="plan.missing")
        if newest.state in _IN_THE_MAKING:
            raise Refused(f"version {newest.version} is still a {newest.state}; revise it", rule="plan.unfinished")
    return plan.id


async def _new_version(draft: Draft, version: int, values: Mapping[str, Any], reason: str | None) -> models.Plan:
    content = PLAN_CONTENT.validate(values)
    plan = models.Plan(
        **draft.identity(),
        version=version,
        state=PlanState.DRAFT,
        strengths=list(content.strengths),
        expected_outcomes=list(content.expected_outcomes),
        amended_because=reason,
        created_by=draft.actor.subject,
        created_at=draft.now,
        acceptances=[],
    )
    draft.add(plan)
    await add_content(draft, plan, content)
    name = "plan_drafted" if reason is None else "plan_amended"
    draft.record(name, plan=str(plan.id), version=version, reason=reason, content=PLAN_CONTENT.dump(content))
    return plan


async def revise_plan(platform: Platform, actor: Actor, plan_id: UUID, **values: Any) -> UUID:
    """Write a draft anew; returns the id of the case. What it said before stays in the events."""
    case_id = await case_of(models.Plan, actor, plan_id)
    async with change(platform, actor, case_id, Action.WORK, part="plan") as draft:
        plan = await _in_state(plan_id, PlanState.DRAFT)
        content = PLAN_CONTENT.validate(values)
        await models.Goal.filter(plan_id=plan_id).delete()
        await models.Intervention.filter(plan_id=plan_id).delete()
        await add_content(draft, plan, content)
        await models.Plan.filter(id=plan_id).update(
            strengths=list(content.strengths), expected_outcomes=list(content.expected_outcomes)
        )
        draft.record("plan_revised", plan=str(plan_id), version=plan.version, content=PLAN_CONTENT.dump(content))
    return case_id


async def propose_plan(platform: Platform, actor: Actor, plan_id: UUID) -> UUID:
    """Ask for a draft to be accepted; raises Refused when it says too little. Returns the id of the case."""
    case_id = await case_of(models.Plan, actor, plan_id)
    async with work(platform, actor, case_id, "plan") as draft:
        plan = await _in_state(plan_id, PlanState.DRAFT)
        await _check_sufficient(draft, plan)
        await models.Plan.filter(id=plan_id).update(
            state=PlanState.PROPOSED, proposed_by=actor.subject, proposed_at=draft.now
        )
        draft.record("plan_proposed", plan=str(plan_id), version=plan.version)
    return case_id


async def _check_sufficient(draft: Draft, plan: models.Plan) -> None:
    setters: Any = await models.Goal.filter(plan_id=plan.id).values_list("set_by", flat=True)
    model = WorkingModel(draft.row.model) if draft.row.model else None
    check_plan(model, client_goals=list(setters).count(GoalSetter.CLIENT), strengths=plan.strengths)
    check_sufficient(
        _rules(draft),
        setters=setters,
        interventions=await models.Intervention.filter(plan_id=plan.id).count(),
        strengths=plan.strengths,
    )


async def decline_plan(platform: Platform, actor: Actor, plan_id: UUID, *, reason: str) -> UUID:
    """Send a proposal back to be revised, with the reason; returns the id of the case."""
    check_given(reason, "say why the plan is declined", field="reason")
    case_id = await case_of(models.Plan, actor, plan_id)
    async with change(platform, actor, case_id, Action.WORK, part="plan") as draft:
        plan = await _in_state(plan_id, PlanState.PROPOSED)
        await models.Plan.filter(id=plan_id).update(state=PlanState.DRAFT, acceptances=[])
        draft.record("plan_declined", plan=str(plan_id), version=plan.version, reason=reason)
    return case_id


async def accept_plan(
    platform: Platform, actor: Actor, plan_id: UUID, *, side: AcceptedAs, note: str | None = None
) -> UUID:
    """Accept a proposal as the client or as the approver; the last one needed puts it in force.

    A client who signs in accepts themselves; for another one somebody records it, and notes how it was given. An
    approver has a role that the case type names and did not propose the plan. Returns the id of the case.
    """
    case_id = await case_of(models.Plan, actor, plan_id)
    roles = await client_roles(platform, case_id)
    action = await action_as_client(actor, case_id, roles) if side is AcceptedAs.CLIENT else Action.WORK
    async with work(platform, actor, case_id, "plan", action=action) as draft:
        plan = await _in_state(plan_id, PlanState.PROPOSED)
        await _check_sufficient(draft, plan)
        if side is AcceptedAs.APPROVER:
            _check_approver(draft, plan)
        elif not await holds_role(actor, case_id, roles):
            check_given(note, "note how the client accepted", field="note")
        await _accept(draft, plan, side, note)
    return case_id


def _check_approver(draft: Draft, plan: models.Plan) -> None:
    wanted, actor = _rules(draft).approver, draft.actor
    if wanted and not actor.roles.intersection(wanted):
        raise Forbidden(f"a plan is approved by the role {' or '.join(wanted)}", rule="plan.approver")
    if plan.proposed_by == actor.subject:
        raise Refused("whoever proposes a plan does not approve it", rule="plan.four_eyes")


async def _accept(draft: Draft, plan: models.Plan, side: AcceptedAs, note: str | None) -> None:
    if any(given["as"] == side for given in plan.acceptances):
        raise Refused(f"the {side} has accepted already", rule="plan.accepted_already")
    step = {"as": side.value, "by": draft.actor.subject, "note": note, "at": draft.now.isoformat()}
    acceptances = [*plan.acceptances, step]
    in_force = not missing_acceptances(_rules(draft), [str(given["as"]) for given in acceptances])
    if in_force:
        before = models.Plan.filter(case_id=draft.row.id, state=PlanState.ACCEPTED)
        await before.update(state=PlanState.SUPERSEDED, ended_at=draft.now)
        await models.Plan.filter(id=plan.id).update(state=PlanState.ACCEPTED, accepted_at=draft.now)
    await models.Plan.filter(id=plan.id).update(acceptances=acceptances)
    draft.record("plan_accepted", plan=str(plan.id), version=plan.version, side=side, in_force=in_force)


async def invalidate_plan(draft: Draft, phase: Phase) -> str | None:
    """Undo the plan in force and the one proposed when the case goes back to planning, or to what comes before it.

    Returns what was undone, in words.
    """
    if goes_back(phase, Phase.PLANNING):
        return None
    resting = models.Plan.filter(case_id=draft.row.id, state__in=[PlanState.ACCEPTED, PlanState.PROPOSED])
    plans = await resting.order_by("version")
    if not plans:
        return None
    await resting.update(state=PlanState.INVALIDATED, ended_at=draft.now)
    return ", ".join(f"plan version {plan.version}" for plan in plans)


async def _in_state(plan_id: UUID, state: PlanState) -> models.Plan:
    plan = await models.Plan.get(id=plan_id)
    if plan.state != state:
        raise Refused(f"version {plan.version} of the plan is {plan.state}, not {state}", rule="plan.state")
    return plan


def _rules(draft: Draft) -> PlanRules:
    return draft.case_type.plan_rules or PlanRules()
