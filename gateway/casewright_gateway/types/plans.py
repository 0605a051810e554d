"""Needs, and the plans for them with their goals and interventions."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from casewright import models
from casewright.errors import Invalid
from casewright.needs import NeedState
from casewright.planning import AcceptedAs, Effectiveness, GoalSetter, GoalStatus, PlanState, attainment
from casewright.recurrence import next_dates
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.reads.keyset import LARGEST_PAGE
from casewright_gateway.rows import present
from casewright_gateway.sources import Many, its_case, many, one, rows_of, source
from casewright_gateway.types.assessments import Assessment
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, party_by
from casewright_gateway.types.work import LazyCase

strawberry.enum(NeedState, description="Where a need stands.")
strawberry.enum(PlanState, description="Where a version of a plan stands.")
strawberry.enum(GoalSetter, description="Whose goal it is.")
strawberry.enum(GoalStatus, description="How far a goal is reached (FHIR R4 goal-achievement).")
strawberry.enum(Effectiveness, description="What an intervention did.")
strawberry.enum(AcceptedAs, description="On whose side a plan is accepted.")

_GOALS_FOR_IT = Children(models.Goal, parent="need_id", newest=True)
_GOALS = Children(models.Goal, parent="plan_id")
_INTERVENTIONS = Children(models.Intervention, parent="plan_id")
_READINGS = Children(models.GoalProgress, parent="goal_id", newest=True)


@strawberry.type(description="Something that whoever a case is about needs.")
class Need(Node):
    """Found, ranked, and met in the end, or not."""

    row: strawberry.Private[models.Need]
    description: str = strawberry.field(description="What is needed.")
    domain: str = strawberry.field(description="In which area, for instance safety at home or coverage.")
    rank: int = strawberry.field(description="How pressing it is among the open ones: 1 is the most.")
    state: NeedState = strawberry.field(description="Where it stands.")
    found_by: str = strawberry.field(description="Who found it.")
    found_at: datetime = strawberry.field(description="When.")
    closed_by: str | None = strawberry.field(description="Who wrote down that it is met, or will not be.")
    closed_at: datetime | None = strawberry.field(description="When.")
    closed_because: str | None = strawberry.field(description="Why it will not be met, or how it was.")

    assessment: Assessment | None = one(
        Assessment, "assessment_id", "The assessment that showed it; empty when it is none, or hidden from you."
    )

    @strawberry.field(
        description="The goals that are for it, of all versions of the plan, newest first.",
        metadata=source(Many(lambda given: _GOALS_FOR_IT)),
    )
    async def goals(self, info: Info, first: int = 20) -> list["Goal"]:
        """Without those of a plan that is hidden from you."""
        return await rows_of(info, Goal, _GOALS_FOR_IT, self, first)

    case: LazyCase = its_case("The case it belongs to.")


@strawberry.type(description="How far a goal was at one moment.")
class GoalProgress:
    """One reading."""

    id: strawberry.ID = strawberry.field(description="The id of the reading.")
    row: strawberry.Private[models.GoalProgress]
    status: GoalStatus = strawberry.field(description="How far the goal was reached.")
    value: Decimal | None = strawberry.field(description="What was measured, in the unit of the goal.")
    note: str | None = strawberry.field(description="What is to be said about it.")
    recorded_by: str = strawberry.field(description="Who recorded it.")
    recorded_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="Something a plan is to reach.")
class Goal(Node):
    """A goal of one version of the plan."""

    row: strawberry.Private[models.Goal]
    description: str = strawberry.field(description="What is to be reached.")
    set_by: GoalSetter = strawberry.field(description="Whose goal it is.")
    measure: str = strawberry.field(description="What is measured.")
    unit: str | None = strawberry.field(description="The unit of baseline, target and readings.")
    baseline: Decimal | None = strawberry.field(description="What was measured in the beginning.")
    target: Decimal | None = strawberry.field(description="What is to be measured in the end.")
    due_on: date = strawberry.field(description="Until when.")
    status: GoalStatus | None = strawberry.field(description="How far it is; empty: not looked at yet.")
    value: Decimal | None = strawberry.field(description="What was measured last.")
    assessed_at: datetime | None = strawberry.field(description="When it was looked at last.")

    @strawberry.field(description="The part of the way from baseline to target that is gone; 1 is reached.")
    def attainment(self) -> Decimal | None:
        """From the last reading, to four places."""
        part = attainment(self.row.baseline, self.row.target, self.row.value)
        return None if part is None else round(part, 4)

    need: Need | None = one(Need, "need_id", "The need it is for; empty when it is none, or hidden from you.")

    @strawberry.field(description="The readings, newest first, those of earlier versions of the plan included.")
    async def progress(self, info: Info, first: int = 20) -> list[GoalProgress]:
        """Loaded with the readings of all other goals."""
        rows = await info.context.reader.children(_READINGS, self.row.origin_id, first)
        return [present(GoalProgress, row) for row in rows]


@strawberry.type(description="Something a plan says is done.")
class Intervention(Node):
    """An intervention of one version of the plan."""

    row: strawberry.Private[models.Intervention]
    method: str = strawberry.field(description="What is done.")
    responsible: str = strawberry.field(description="Who is responsible.")
    starts_on: date | None = strawberry.field(description="From which day.")
    recurrence: str | None = strawberry.field(description="How often: an RRULE of RFC 5545.")
    resources: str | None = strawberry.field(description="What it takes.")
    effectiveness: Effectiveness | None = strawberry.field(description="What it did; empty: not judged yet.")
    effectiveness_note: str | None = strawberry.field(description="What is to be said about that.")

    party: Party | None = party_by("party_id", "The party that is responsible.")

    @strawberry.field(description="The next days of its recurrence, from a day on.")
    def next_dates(self, after: date, first: int = 5) -> list[date]:
        """Without a recurrence, none."""
        if not 0 <= first <= LARGEST_PAGE:
            raise Invalid(f"first is 0 to {LARGEST_PAGE}", field="first")
        if self.row.recurrence is None or self.row.starts_on is None:
            return []
        return next_dates(self.row.recurrence, self.row.starts_on, after, first)


@strawberry.type(description="One side that accepted a plan.")
class PlanAcceptance:
    """Who accepted, and how."""

    side: AcceptedAs = strawberry.field(description="On whose side.")
    by: str = strawberry.field(description="Who accepted, or recorded it.")
    note: str | None = strawberry.field(description="How it was given.")
    at: datetime = strawberry.field(description="When.")


@strawberry.type(description="A version of what is to be done, and to reach what.")
class Plan(Node):
    """One version of the plan of a case."""

    row: strawberry.Private[models.Plan]
    version: int = strawberry.field(description="1 is the first version.")
    state: PlanState = strawberry.field(description="Where the version stands.")
    strengths: list[str] = strawberry.field(description="What the client can build on.")
    expected_outcomes: list[str] = strawberry.field(description="What is expected to come of it.")
    amended_because: str | None = strawberry.field(description="Why this version was made.")
    created_by: str = strawberry.field(description="Who wrote it.")
    created_at: datetime = strawberry.field(description="When.")
    proposed_by: str | None = strawberry.field(description="Who proposed it.")
    proposed_at: datetime | None = strawberry.field(description="When.")
    accepted_at: datetime | None = strawberry.field(description="Since when it is or was in force.")
    ended_at: datetime | None = strawberry.field(description="When it was superseded or invalidated.")

    @strawberry.field(description="Who accepted it so far.")
    def acceptances(self) -> list[PlanAcceptance]:
        """In order."""
        return [_acceptance(given) for given in self.row.acceptances]

    goals: list[Goal] = many(Goal, _GOALS, "The goals.")

    interventions: list[Intervention] = many(Intervention, _INTERVENTIONS, "The interventions.")

    case: LazyCase = its_case("The case it belongs to.")


def _acceptance(given: dict[str, Any]) -> PlanAcceptance:
    at = datetime.fromisoformat(given["at"])
    return PlanAcceptance(side=AcceptedAs(given["as"]), by=given["by"], note=given["note"], at=at)
