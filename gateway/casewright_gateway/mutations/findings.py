"""Mutations on what is found about a case: screening, assessments, alerts, the model it is worked by."""

from decimal import Decimal
from typing import Any

import strawberry
from strawberry.scalars import JSON

from casewright.errors import Invalid
from casewright.instruments import Answer
from casewright.operations import alerts, assessments, screening, working
from casewright.process import Verdict
from casewright.working_models import WorkingModel
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.derive import plain
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, CaseReasonInput, optional
from casewright_gateway.mutations.payloads import AlertPayload, AssessmentPayload, CasePayload


@strawberry.input(description="What a screening found.")
class ScreenCaseInput(CaseInput):
    """A verdict with its reasons."""

    verdict: Verdict = strawberry.field(description="What was found; every verdict but the first ends the case.")
    reasons: list[str] | None = optional("By which rules of the case type, by their ids; needed to end the case.")
    remark: str | None = optional("What is to be said about it.")
    duplicate_of: strawberry.ID | None = optional("The other case, for a duplicate.")


@strawberry.input(description="The answer to one item: an option, or a number.")
class AnswerInput:
    """As the item asks."""

    item: str = strawberry.field(description="The item, by its id.")
    option: str | None = optional("The option chosen, by its id.")
    number: Decimal | None = optional("The number given.")


@strawberry.input(description="The answers to an instrument.")
class SubmitAssessmentInput(CaseInput):
    """Which instrument, and its answers."""

    instrument: str = strawberry.field(description="The instrument, by its name.")
    variant: str | None = optional("The variant of the instrument, where it has some.")
    answers: list[AnswerInput] = strawberry.field(description="The answers.")
    incomplete: bool | None = optional("Whether it may stay incomplete, without a score.")
    estimated: bool | None = optional("Whether missing items may be estimated, as many as the instrument allows.")


@strawberry.input(description="The answers to an instrument in a document of another system.")
class ImportAssessmentInput(CaseInput):
    """Which instrument, and the document."""

    instrument: str = strawberry.field(description="The instrument, by its name.")
    variant: str | None = optional("The variant of the instrument, where it has some.")
    document: JSON = strawberry.field(description="The document, in the form that the instrument reads.")
    estimated: bool | None = optional("Whether missing items may be estimated, as many as the instrument allows.")


@strawberry.input(description="What was done about an alert.")
class AnswerAlertInput:
    """Which alert, and what was done."""

    id: strawberry.ID = strawberry.field(description="The alert.")
    answer: str = strawberry.field(description="What was done.")


@strawberry.input(description="How a case is to be worked.")
class ChooseWorkingModelInput(CaseReasonInput):
    """A model that its type allows, and why."""

    model: WorkingModel = strawberry.field(description="The model.")


@strawberry.type
class FindingMutations:
    """Generic changes of what is known about a case."""

    @strawberry.mutation(description="Say whether a case is needed at all, and by which rules.")
    async def screen_case(self, info: Info, input: ScreenCaseInput) -> CasePayload:
        """Needs a role that screens cases of the type."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            case_id, other = ids.row_id(values.pop("id")), values.pop("duplicate_of", None)
            duplicate_of = ids.row_id(other, field="duplicate_of") if other else None
            reasons, context = values.pop("reasons", None) or (), info.context
            await screening.screen_case(
                context.platform, context.actor, case_id, reasons=reasons, duplicate_of=duplicate_of, **values
            )
            return {"case_id": case_id}

        return await attempt(CasePayload, work())

    @strawberry.mutation(description="Store the answers to an instrument: scored, banded, counted for the risk.")
    async def submit_assessment(self, info: Info, input: SubmitAssessmentInput) -> AssessmentPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            case_id = ids.row_id(values.pop("id"))
            values |= {name: bool(values.get(name)) for name in ("incomplete", "estimated")}
            answers, context = [Answer(**answer) for answer in values.pop("answers")], info.context
            assessment_id = await assessments.submit_assessment(
                context.platform, context.actor, case_id, answers=answers, **values
            )
            return {"case_id": case_id, "assessment_id": assessment_id}

        return await attempt(AssessmentPayload, work())

    @strawberry.mutation(description="Store the answers to an instrument that another system wrote down.")
    async def import_assessment(self, info: Info, input: ImportAssessmentInput) -> AssessmentPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            case_id, context = ids.row_id(values.pop("id")), info.context
            if not isinstance(values["document"], dict):
                raise Invalid("the document is an object", rule="assessment.document", field="document")
            values["estimated"] = bool(values.get("estimated"))
            assessment_id = await assessments.import_assessment(context.platform, context.actor, case_id, **values)
            return {"case_id": case_id, "assessment_id": assessment_id}

        return await attempt(AssessmentPayload, work())

    @strawberry.mutation(description="Say what was done about an alert.")
    async def answer_alert(self, info: Info, input: AnswerAlertInput) -> AlertPayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            alert_id, context = ids.row_id(input.id, "Alert"), info.context
            case_id = await alerts.answer_alert(context.platform, context.actor, alert_id, answer=input.answer)
            return {"case_id": case_id, "alert_id": alert_id}

        return await attempt(AlertPayload, work())

    @strawberry.mutation(description="Work a case by another model from now on.")
    async def choose_working_model(self, info: Info, input: ChooseWorkingModelInput) -> CasePayload:
        """Needs `work`."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            case_id, context = ids.row_id(values.pop("id")), info.context
            await working.choose_model(context.platform, context.actor, case_id, **values)
            return {"case_id": case_id}

        return await attempt(CasePayload, work())
