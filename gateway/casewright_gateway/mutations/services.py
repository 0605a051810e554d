"""Mutations on services."""

from datetime import date, datetime
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations import services
from casewright.process import Priority
from casewright_gateway.context import Info
from casewright_gateway.mutations.acting import Shown, on_case, on_row
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import CaseInput, optional
from casewright_gateway.mutations.payloads import CasePayload, changed
from casewright_gateway.types.services import Service


@strawberry.input(description="A service to ask for.")
class RequestServiceInput(CaseInput):
    """What, of whom, until when they answer."""

    what: str = strawberry.field(description="What is asked for.")
    provider_id: strawberry.ID = strawberry.field(description="The party that is asked.")
    answer_due_at: datetime = strawberry.field(description="Until when an answer is due.")
    because: str | None = optional("Why.")
    priority: Priority | None = optional("How soon; routine unless said otherwise.")
    wanted_on: date | None = optional("On which day it is wanted.")
    intervention_id: strawberry.ID | None = optional("The intervention it is for.")


@strawberry.input(description="A service.")
class ServiceInput:
    """Which service."""

    id: strawberry.ID = strawberry.field(description="The service.")


@strawberry.input(description="What the provider answers.")
class AnswerServiceInput(ServiceInput):
    """Yes, or no with a reason."""

    accept: bool = strawberry.field(description="Whether they accept.")
    answer: str | None = optional("What they say; needed when they reject.")


@strawberry.input(description="How an accepted service goes on.")
class ReportServiceInput(ServiceInput):
    """In progress, or completed with what came of it."""

    completed: bool = strawberry.field(description="Whether it is done.")
    report: str | None = optional("What came of it; needed when it is done.")


@strawberry.input(description="A service that is not wanted any more.")
class CancelServiceInput(ServiceInput):
    """And why."""

    reason: str = strawberry.field(description="Why.")


@strawberry.type(description="What came of a change of a service.")
class ServicePayload(CasePayload):
    """The service and its case."""

    service_id: strawberry.Private[UUID | None] = None
    service: Service | None = changed(Service, models.Service, "service_id", "The service as it is now.")


_SERVICE = Shown("service", "Service")


@strawberry.type
class ServiceMutations:
    """Changes of services."""

    @strawberry.mutation(description="Ask a provider for a service.")
    async def request_service(self, info: Info, input: RequestServiceInput) -> ServicePayload:
        """Needs `work`."""
        kinds = {"provider_id": "", "intervention_id": "Intervention"}
        return await attempt(ServicePayload, on_case(info, input, services.request_service, _SERVICE, kinds))

    @strawberry.mutation(description="Write down what the provider answers.")
    async def answer_service(self, info: Info, input: AnswerServiceInput) -> ServicePayload:
        """Needs `work`."""
        return await attempt(ServicePayload, on_row(info, input, services.answer_service, _SERVICE))

    @strawberry.mutation(description="Write down that a service goes on, or what came of it.")
    async def report_service(self, info: Info, input: ReportServiceInput) -> ServicePayload:
        """Needs `work`."""
        return await attempt(ServicePayload, on_row(info, input, services.report_service, _SERVICE))

    @strawberry.mutation(description="Take back what was asked.")
    async def cancel_service(self, info: Info, input: CancelServiceInput) -> ServicePayload:
        """Needs `work`."""
        return await attempt(ServicePayload, on_row(info, input, services.cancel_service, _SERVICE))
