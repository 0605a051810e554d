"""Services asked of others."""

from datetime import date, datetime

import strawberry

from casewright import models
from casewright.process import Priority
from casewright.referrals import ServiceState
from casewright_gateway.context import Info
from casewright_gateway.sources import its_case, one
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, party_by
from casewright_gateway.types.plans import Intervention
from casewright_gateway.types.work import LazyCase

strawberry.enum(ServiceState, description="Where a service stands.")


@strawberry.type(description="A service asked of somebody else: a referral.")
class Service(Node):
    """Asked, answered, done, reported."""

    row: strawberry.Private[models.Service]
    what: str = strawberry.field(description="What is asked for.")
    because: str | None = strawberry.field(description="Why.")
    priority: Priority = strawberry.field(description="How soon.")
    wanted_on: date | None = strawberry.field(description="On which day it is wanted.")
    state: ServiceState = strawberry.field(description="Where it stands.")
    requested_by: str = strawberry.field(description="Who asked.")
    requested_at: datetime = strawberry.field(description="When.")
    answer_due_at: datetime = strawberry.field(description="Until when an answer is due.")
    answered_at: datetime | None = strawberry.field(description="When it was answered.")
    answer: str | None = strawberry.field(description="What the provider answered.")
    ended_at: datetime | None = strawberry.field(description="When it was rejected, completed or cancelled.")
    report: str | None = strawberry.field(description="What came of it, or why it was cancelled.")

    @strawberry.field(description="Whether an answer is due and has not come.")
    def overdue(self, info: Info) -> bool:
        """As of now."""
        waits = self.row.state == ServiceState.REQUESTED
        return waits and self.row.answer_due_at < info.context.platform.now()

    provider: Party | None = party_by("provider_id", "Who is asked; empty when they are hidden from you.")

    intervention: Intervention | None = one(Intervention, "intervention_id", "The intervention it is for.")

    case: LazyCase = its_case("The case it belongs to.")
