"""Mutations on plans, goals and interventions."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import goals, interventions, plans
from casewright.planning import AcceptedAs, Effectiveness, GoalSetter, GoalStatus
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.plans import Goal, Intervention, Plan


@strawberry.input(description="Something to be reached.")
class GoalInput:
    """A goal with its measure."""

    description: str = strawberry.field(description="What is to be reached.")
    set_by: GoalSetter = strawberry.field(description="Whose goal it is.")
    measure: str = strawberry.field(description="What is measured.")
    unit: str | None = optional("The unit of baseline, target and readings.")
    baseline: Decimal | None = optional("What is measured now.")
    target: Decimal | None = optional("What is to be measured in the end.")
    due_on: date = strawberry.field(description="Until when.")
    continues: strawberry.ID | None = optional("The goal of an earlier version that goes on, with its readings.")
    need_id: strawberry.ID | None = optional("The need it is for; left out: that of the goal it continues.")


@strawberry.input(description="Something to be done for the goals.")
class InterventionInput:
    """An intervention with its schedule."""

    method: str = strawberry.field(description="What is done.")
    responsible: str = strawberry.field(description="Who is responsible.")
    party_id: strawberry.ID | None = optional("The party that is responsible.")
    starts_on: date | None = optional("From which day; needed with a recurrence.")
    recurrence: str | None = optional("How often: an RRULE of RFC 5545, for instance FREQ=WEEKLY;BYDAY=MO;COUNT=12.")
    resources: str | None = optional("What it takes.")


@strawberry.input(description="The first version of a plan.")
class DraftPlanInput(CaseInput):
    """What it says."""

    goals: list[GoalInput] = strawberry.field(description="What is to be reached.")
    interventions: list[InterventionInput] = strawberry.field(description="What is to be done.")
    strengths: list[str] | None = optional("What the client can build on.")
    expected_outcomes: list[str] | None = optional("What is expected to come of it.")


@strawberry.input(description="The next version of a plan: what it says in place of the one before.")
class AmendPlanInput(DraftPlanInput):
    """And why."""

    reason: str = strawberry.field(description="Why the plan changes.")


@strawberry.input(description="A plan.")
class PlanInput:
    """Which version."""

    id: strawberry.ID = strawberry.field(description="The plan.")


@strawberry.input(description="A draft to be accepted.")
class ProposePlanInput(PlanInput):
    """Which version."""


@strawberry.input(description="What a draft says instead.")
class RevisePlanInput(PlanInput):
    """The whole content."""

    goals: list[GoalInput] = strawberry.field(description="What is to be reached.")
    interventions: list[InterventionInput] = strawberry.field(description="What is to be done.")
    strengths: list[str] | None = optional("What the client can build on.")
    expected_outcomes: list[str] | None = optional("What is expected to come of it.")


@strawberry.input(description="A proposal to be accepted.")
class AcceptPlanInput(PlanInput):
    """On whose side."""

    side: AcceptedAs = strawberry.field(description="On whose side it is accepted.")
    note: str | None = optional("How the client accepted; needed when somebody else records it.")


@strawberry.input(description="A proposal to be revised.")
class DeclinePlanInput(PlanInput):
    """And why."""

    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="How far a goal is.")
class RecordProgressInput:
    """One reading."""

    id: strawberry.ID = strawberry.field(description="The goal, of the plan in force.")
    status: GoalStatus = strawberry.field(description="How far it is reached.")
    value: Decimal | None = optional("What was measured, in the unit of the goal.")
    note: str | None = optional("What is to be said about it.")


@strawberry.input(description="What an intervention did.")
class NoteEffectivenessInput:
    """A judgement."""

    id: strawberry.ID = strawberry.field(description="The intervention.")
    effectiveness: Effectiveness = strawberry.field(description="What it did.")
    note: str | None = optional("What is to be said about it.")


@strawberry.type(description="What came of a change of a plan.")
class PlanPayload(CasePayload):
    """The plan and its case."""

    plan_id: strawberry.Private[UUID | None] = None
    plan: Plan | None = changed(Plan, models.Plan, "plan_id", "The plan as it is now.")


@strawberry.type(description="What came of a reading of a goal.")
class GoalPayload(CasePayload):
    """The goal and its case."""

    goal_id: strawberry.Private[UUID | None] = None
    goal: Goal | None = changed(Goal, models.Goal, "goal_id", "The goal as it is now.")


@strawberry.type(description="What came of a change of an intervention.")
class InterventionPayload(CasePayload):
    """The intervention and its case."""

    intervention_id: strawberry.Private[UUID | None] = None
    intervention: Intervention | None = changed(
        Intervention, models.Intervention, "intervention_id", "The intervention as it is now."
    )


_PLAN = Shown("plan", "Plan")
_GOAL = Shown("goal", "Goal")
_INTERVENTION = Shown("intervention", "Intervention")
_CONTENT = {"continues": "Goal", "need_id": "Need", "party_id": "Party"}


@strawberry.type
class PlanMutations:
    """Changes of plans."""

    @strawberry.mutation(description="Write the first version of the plan of a case.")
    async def draft_plan(self, info: Info, input: DraftPlanInput) -> PlanPayload:
        """Needs `work`."""
        return await attempt(PlanPayload, on_case(info, input, plans.draft_plan, _PLAN, _CONTENT))

    @strawberry.mutation(
        description="Write the next version of a plan; the one in force stays so until it is accepted."
    )
    async def amend_plan(self, info: Info, input: AmendPlanInput) -> PlanPayload:
        """Needs `work`."""
        return await attempt(PlanPayload, on_case(info, input, plans.amend_plan, _PLAN, _CONTENT))

    @strawberry.mutation(description="Write a draft anew.")
    async def revise_plan(self, info: Info, input: RevisePlanInput) -> PlanPayload:
        """Needs `work`."""
        return await attempt(PlanPayload, on_row(info, input, plans.revise_plan, _PLAN, {"id": "", **_CONTENT}))

    @strawberry.mutation(description="Ask for a draft to be accepted.")
    async def propose_plan(self, info: Info, input: ProposePlanInput) -> PlanPayload:
        """Needs `work`."""
        return await attempt(PlanPayload, on_row(info, input, plans.propose_plan, _PLAN))

    @strawberry.mutation(description="Accept a proposal as the client or as the approver.")
    async def accept_plan(self, info: Info, input: AcceptPlanInput) -> PlanPayload:
        """Needs `work`, or to be the client; as approver the role the case type names."""
        return await attempt(PlanPayload, on_row(info, input, plans.accept_plan, _PLAN))

    @strawberry.mutation(description="Send a proposal back to be revised.")
    async def decline_plan(self, info: Info, input: DeclinePlanInput) -> PlanPayload:
        """Needs `work`."""
        return await attempt(PlanPayload, on_row(info, input, plans.decline_plan, _PLAN))

    @strawberry.mutation(description="Write down how far a goal of the plan in force is.")
    async def record_progress(self, info: Info, input: RecordProgressInput) -> GoalPayload:
        """Needs `work`."""
        return await attempt(GoalPayload, on_row(info, input, goals.record_progress, _GOAL))

    @strawberry.mutation(description="Say what an intervention did.")
    async def note_effectiveness(self, info: Info, input: NoteEffectivenessInput) -> InterventionPayload:
        """Needs `work`."""
        work = on_row(info, input, interventions.note_effectiveness, _INTERVENTION)
        return await attempt(InterventionPayload, work)
