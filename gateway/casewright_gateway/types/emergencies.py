"""Who broke the glass of a case, and what was thought of it."""

from datetime import datetime

import strawberry

from casewright import models
from casewright_gateway.sources import its_case
from casewright_gateway.types.node import Node
from casewright_gateway.types.work import LazyCase


@strawberry.type(description="That somebody saw a case because it could not wait.")
class EmergencyAccess(Node):
    """Who, why, until when, and what somebody else found."""

    row: strawberry.Private[models.EmergencyAccess]
    subject: str = strawberry.field(description="Who broke the glass.")
    reason: str = strawberry.field(description="Why it could not wait.")
    opened_at: datetime = strawberry.field(description="When.")
    expires_at: datetime = strawberry.field(description="Until when it lasts.")
    reviewed_by: str | None = strawberry.field(description="Who looked at it afterwards.")
    reviewed_at: datetime | None = strawberry.field(description="When; empty: nobody has yet.")
    justified: bool | None = strawberry.field(description="Whether it was right.")
    finding: str | None = strawberry.field(description="What was found.")
    case: LazyCase = its_case("The case.")
