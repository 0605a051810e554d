"""Mutations on what a case came to."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import strawberry

from casewright import models
from casewright.evaluation import CostKind, Dimension, FeedbackSource
from casewright.operations import evaluation, reports
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, DocumentPayload, changed
from casewright_gateway.types.evaluation import CostEntry, Feedback, Lesson, Outcome


@strawberry.input(description="What a case came to in one respect.")
class RecordOutcomeInput(CaseInput):
    """One measure of one dimension."""

    dimension: Dimension = strawberry.field(description="In which respect.")
    measure: str = strawberry.field(description="What was measured.")
    actual: Decimal = strawberry.field(description="What it is.")
    unit: str | None = optional("The unit of the figures.")
    baseline: Decimal | None = optional("What it was.")
    target: Decimal | None = optional("What it was to be.")
    note: str | None = optional("What is to be said about it.")


@strawberry.input(description="What somebody thinks of a case.")
class GiveFeedbackInput(CaseInput):
    """A rating, in words too."""

    source: FeedbackSource = strawberry.field(description="Whose it is.")
    rating: int = strawberry.field(description="From 1, bad, to 5, good.")
    comment: str | None = optional("In words.")


@strawberry.input(description="An amount of money that a case took or spared.")
class AddCostInput(CaseInput):
    """One amount."""

    kind: CostKind = strawberry.field(description="What the amount is.")
    hard: bool = strawberry.field(description="Whether it is on a bill.")
    amount: Decimal = strawberry.field(description="How much; not below 0.")
    currency: str = strawberry.field(description="In which currency, a code of ISO 4217.")
    description: str = strawberry.field(description="For what.")
    incurred_on: date = strawberry.field(description="On which day.")


@strawberry.input(description="What is to be remembered of a case.")
class AddLessonInput(CaseInput):
    """What worked, or what did not."""

    worked: bool = strawberry.field(description="Whether it worked.")
    text: str = strawberry.field(description="What.")
    intervention_id: strawberry.ID | None = optional("The intervention it is about.")


@strawberry.input(description="A case whose report is to be written.")
class WriteReportInput(CaseInput):
    """Which case."""


@strawberry.type(description="What came of recording an outcome.")
class OutcomePayload(CasePayload):
    """The outcome and its case."""

    outcome_id: strawberry.Private[UUID | None] = None
    outcome: Outcome | None = changed(Outcome, models.Outcome, "outcome_id", "The outcome.")


@strawberry.type(description="What came of giving feedback.")
class FeedbackPayload(CasePayload):
    """The feedback and its case."""

    feedback_id: strawberry.Private[UUID | None] = None
    feedback: Feedback | None = changed(Feedback, models.Feedback, "feedback_id", "The feedback.")


@strawberry.type(description="What came of adding a cost.")
class CostPayload(CasePayload):
    """The cost and its case."""

    cost_id: strawberry.Private[UUID | None] = None
    cost: CostEntry | None = changed(CostEntry, models.CostEntry, "cost_id", "The cost.")


@strawberry.type(description="What came of adding a lesson.")
class LessonPayload(CasePayload):
    """The lesson and its case."""

    lesson_id: strawberry.Private[UUID | None] = None
    lesson: Lesson | None = changed(Lesson, models.Lesson, "lesson_id", "The lesson.")


_OUTCOME = Shown("outcome", "Outcome")
_FEEDBACK = Shown("feedback", "Feedback")
_COST = Shown("cost", "CostEntry")
_LESSON = Shown("lesson", "Lesson")
_DOCUMENT = Shown("document", "Document")


@strawberry.type
class EvaluationMutations:
    """What a case came to, written down."""

    @strawberry.mutation(description="Record what a case came to in one respect.")
    async def record_outcome(self, info: Info, input: RecordOutcomeInput) -> OutcomePayload:
        """Needs `work`."""
        return await attempt(OutcomePayload, on_case(info, input, evaluation.record_outcome, _OUTCOME))

    @strawberry.mutation(description="Say what a client or somebody of the staff thinks of a case.")
    async def give_feedback(self, info: Info, input: GiveFeedbackInput) -> FeedbackPayload:
        """Needs `work`, or to be the client."""
        return await attempt(FeedbackPayload, on_case(info, input, evaluation.give_feedback, _FEEDBACK))

    @strawberry.mutation(description="Add an amount of money that a case took or spared.")
    async def add_cost(self, info: Info, input: AddCostInput) -> CostPayload:
        """Needs `work`."""
        return await attempt(CostPayload, on_case(info, input, evaluation.add_cost, _COST))

    @strawberry.mutation(description="Add what is to be remembered of a case.")
    async def add_lesson(self, info: Info, input: AddLessonInput) -> LessonPayload:
        """Needs `work`."""
        kinds = {"intervention_id": "Intervention"}
        return await attempt(LessonPayload, on_case(info, input, evaluation.add_lesson, _LESSON, kinds))

    @strawberry.mutation(description="Compose the closing report of a case and store it among its documents.")
    async def write_report(self, info: Info, input: WriteReportInput) -> DocumentPayload:
        """Needs `work`, and to see all that the report tells of."""
        return await attempt(DocumentPayload, on_case(info, input, reports.write_report, _DOCUMENT))
