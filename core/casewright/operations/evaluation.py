"""What a case came to: outcomes, feedback, costs and lessons, each written down for good."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from casewright import models
from casewright.access.actor import Actor
from casewright.evaluation import CostKind, Dimension, FeedbackSource
from casewright.fields import FieldSet
from casewright.inputs import Line, Quantity, Text
from casewright.operations.change import work
from casewright.operations.clients import action_as_client, client_roles
from casewright.operations.interventions import agreed
from casewright.platform import Platform

Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""A code of ISO 4217."""
Rating = Annotated[int, Field(ge=1, le=5)]
Amount = Annotated[Quantity, Field(ge=0)]


@dataclass(frozen=True, kw_only=True)
class NewOutcome:
    """What was measured in one respect."""

    dimension: Dimension
    measure: Line
    actual: Quantity
    unit: Line | None = None
    baseline: Quantity | None = None
    target: Quantity | None = None
    note: Text | None = None


@dataclass(frozen=True, kw_only=True)
class NewFeedback:
    """What somebody thinks of it."""

    source: FeedbackSource
    rating: Rating
    comment: Text | None = None


@dataclass(frozen=True, kw_only=True)
class NewCost:
    """An amount; hard when it is on a bill."""

    kind: CostKind
    hard: bool
    amount: Amount
    currency: Currency
    description: Line
    incurred_on: date


@dataclass(frozen=True, kw_only=True)
class NewLesson:
    """What worked, or what did not."""

    worked: bool
    text: Text
    intervention_id: UUID | None = None


_OUTCOME, _FEEDBACK = FieldSet(NewOutcome), FieldSet(NewFeedback)
_COST, _LESSON = FieldSet(NewCost), FieldSet(NewLesson)


async def record_outcome(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write a `NewOutcome` down; returns its id."""
    async with work(platform, actor, case_id, "outcome") as draft:
        new = _OUTCOME.validate(values)
        outcome_id = draft.insert(models.Outcome, **vars(new), recorded_by=actor.subject, recorded_at=draft.now)
        draft.record("outcome_recorded", outcome=str(outcome_id), **_OUTCOME.dump(new))
    return outcome_id


async def give_feedback(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write `NewFeedback` down; a client who signs in gives it themselves. Returns its id."""
    by_client = values.get("source") == FeedbackSource.CLIENT
    roles = await client_roles(platform, case_id) if by_client else ()
    action = await action_as_client(actor, case_id, roles)
    async with work(platform, actor, case_id, "feedback", action=action) as draft:
        new = _FEEDBACK.validate(values)
        feedback_id = draft.insert(models.Feedback, **vars(new), given_by=actor.subject, given_at=draft.now)
        draft.record("feedback_given", feedback=str(feedback_id), **_FEEDBACK.dump(new))
    return feedback_id


async def add_cost(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write a `NewCost` down; returns its id."""
    async with work(platform, actor, case_id, "cost_entry") as draft:
        new = _COST.validate(values)
        cost_id = draft.insert(models.CostEntry, **vars(new), entered_by=actor.subject, entered_at=draft.now)
        draft.record("cost_added", cost=str(cost_id), **_COST.dump(new))
    return cost_id


async def add_lesson(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write a `NewLesson` down; returns its id."""
    async with work(platform, actor, case_id, "lesson") as draft:
        new = _LESSON.validate(values)
        if new.intervention_id is not None:
            await agreed(draft, new.intervention_id, "intervention_id")
        lesson_id = draft.insert(models.Lesson, **vars(new), written_by=actor.subject, written_at=draft.now)
        draft.record("lesson_added", lesson=str(lesson_id), **_LESSON.dump(new))
    return lesson_id
