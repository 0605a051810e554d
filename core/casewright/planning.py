"""Plans: goals that are measured, interventions, who accepts them, and what a plan must have. Pure.

The states of a goal are the codes of FHIR R4 `goal-achievement`, with underscores.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from casewright.declarations import PlanRules
from casewright.errors import Refused
from casewright.fields import FieldSet
from casewright.inputs import Line, Quantity, Text


class PlanState(StrEnum):
    """Where a version of a plan stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"
    """A later version was accepted."""
    INVALIDATED = "invalidated"
    """The case went back, so what the plan rested on has to be looked at again."""


class GoalSetter(StrEnum):
    """Whose goal it is."""

    CLIENT = "client"
    CARE = "care"
    BUSINESS = "business"


class GoalStatus(StrEnum):
    """How far a goal is reached."""

    IN_PROGRESS = "in_progress"
    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no_change"
    ACHIEVED = "achieved"
    SUSTAINING = "sustaining"
    NOT_ACHIEVED = "not_achieved"
    NO_PROGRESS = "no_progress"
    NOT_ATTAINABLE = "not_attainable"

    @property
    def reached(self) -> bool:
        """Whether the goal is met."""
        return self in (GoalStatus.ACHIEVED, GoalStatus.SUSTAINING)


class Effectiveness(StrEnum):
    """What an intervention did."""

    EFFECTIVE = "effective"
    PARTLY_EFFECTIVE = "partly_effective"
    INEFFECTIVE = "ineffective"
    HARMFUL = "harmful"


class AcceptedAs(StrEnum):
    """On whose side somebody accepts a plan."""

    CLIENT = "client"
    APPROVER = "approver"


@dataclass(frozen=True, kw_only=True)
class NewGoal:
    """Something to be reached; `continues` is the goal of an earlier version that goes on with its progress.

    `need_id` is the need it is for; left out, that of the goal it continues.
    """

    description: Line
    set_by: GoalSetter
    measure: Line
    unit: Line | None = None
    baseline: Quantity | None = None
    target: Quantity | None = None
    due_on: date
    continues: UUID | None = None
    need_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewIntervention:
    """Something to be done for the goals; `recurrence` is an RRULE of RFC 5545 that counts from `starts_on`."""

    method: Line
    responsible: Line
    party_id: UUID | None = None
    starts_on: date | None = None
    recurrence: Line | None = None
    resources: Text | None = None


@dataclass(frozen=True, kw_only=True)
class PlanContent:
    """What a version of a plan says."""

    goals: tuple[NewGoal, ...]
    interventions: tuple[NewIntervention, ...] = ()
    strengths: tuple[Line, ...] = ()
    expected_outcomes: tuple[Line, ...] = ()


PLAN_CONTENT = FieldSet(PlanContent)


def check_sufficient(
    rules: PlanRules, *, setters: Collection[str], interventions: int, strengths: Collection[str]
) -> None:
    """Whether a plan says enough to be agreed upon; raises Refused."""
    if not setters:
        raise Refused("a plan needs a goal", rule="plan.goals")
    if not interventions:
        raise Refused("the plan says nothing that is done", rule="plan.interventions")
    if rules.client_goal and GoalSetter.CLIENT not in setters:
        raise Refused("the plan needs a goal of the client's own", rule="plan.client_goal")
    if rules.strengths and not strengths:
        raise Refused("record the client's strengths first", rule="plan.strengths")


def missing_acceptances(rules: PlanRules, given: Sequence[str]) -> list[AcceptedAs]:
    """Who has still to accept; a case type that names nobody needs any one acceptance."""
    wanted = [AcceptedAs.CLIENT] if rules.client else []
    wanted += [AcceptedAs.APPROVER] if rules.approver else []
    if not wanted:
        return [] if given else [AcceptedAs.CLIENT]
    return [side for side in wanted if side not in given]


def attainment(baseline: Decimal | None, target: Decimal | None, actual: Decimal | None) -> Decimal | None:
    """The part of the way from baseline to target that was gone: 1 is reached, below 0 is worse than before.

    None when one of the three is missing, or when baseline and target are the same.
    """
    if baseline is None or target is None or actual is None or baseline == target:
        return None
    return (actual - baseline) / (target - baseline)
