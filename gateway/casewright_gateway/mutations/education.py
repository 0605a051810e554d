"""The mutation on what those who are in a case were taught."""

from datetime import datetime
from uuid import UUID

import strawberry

from casewright import models
from casewright.education import Understanding
from casewright.operations import education
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.education import Education


@strawberry.input(description="What somebody in a case was taught.")
class RecordEducationInput(CaseInput):
    """About what, how and to whom, and how well it was understood."""

    topic: str = strawberry.field(description="About what.")
    method: str = strawberry.field(description="How, for instance explained, shown, or practised together.")
    party_id: strawberry.ID = strawberry.field(description="Who was taught; they have a role in the case.")
    understanding: Understanding = strawberry.field(description="How well they understood it.")
    material: str | None = optional("The name of the material.")
    document_id: strawberry.ID | None = optional("The document of the case that was the material.")
    follow_up: str | None = optional("How it is explained again; needed where it was understood in part or badly.")
    follows: strawberry.ID | None = optional("The education whose follow-up this is.")
    given_at: datetime | None = optional("When; left out: now.")


@strawberry.type(description="What came of recording an education.")
class EducationPayload(CasePayload):
    """The education and its case."""

    education_id: strawberry.Private[UUID | None] = None
    education: Education | None = changed(Education, models.Education, "education_id", "The education.")


_EDUCATION = Shown("education", "Education")


@strawberry.type
class EducationMutations:
    """What is taught."""

    @strawberry.mutation(description="Write down what somebody in a case was taught, and how well they understood it.")
    async def record_education(self, info: Info, input: RecordEducationInput) -> EducationPayload:
        """Needs `work`."""
        kinds = {"party_id": "", "document_id": "Document", "follows": "Education"}
        work = on_case(info, input, education.record_education, _EDUCATION, kinds)
        return await attempt(EducationPayload, work)
