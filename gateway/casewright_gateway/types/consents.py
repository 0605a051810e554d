"""What those who are in a case consent to."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.consents import in_force
from casewright_gateway.context import Info
from casewright_gateway.sources import its_case
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, party_by
from casewright_gateway.types.work import LazyCase


@strawberry.type(description="What somebody in a case has consented to.")
class Consent(Node):
    """With scope and period; it stays on record when it is over."""

    row: strawberry.Private[models.Consent]
    scope: str = strawberry.field(description="To what, for instance sharing the plan with a provider.")
    how: str = strawberry.field(description="How it was given, for instance signed, or by telephone.")
    since: datetime = strawberry.field(description="From when.")
    until: datetime | None = strawberry.field(description="Until when; empty: until it is taken back.")
    recorded_by: str = strawberry.field(description="Who wrote it down.")
    recorded_at: datetime = strawberry.field(description="When.")
    revoked_by: str | None = strawberry.field(description="Who wrote down that it was taken back.")
    revoked_at: datetime | None = strawberry.field(description="Since when it is taken back.")
    revoked_because: str | None = strawberry.field(description="Why, or how it was taken back.")

    @strawberry.field(description="Whether it holds now.")
    def in_force(self, info: Info) -> bool:
        """Begun, not over, not taken back."""
        row = self.row
        return in_force(row.since, row.until, row.revoked_at, info.context.platform.now())

    party: Party | None = party_by("party_id", "Whose it is; empty when they are hidden from you.")

    case: LazyCase = its_case("The case in which it holds.")
