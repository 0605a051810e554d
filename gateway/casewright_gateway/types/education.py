"""What those who are in a case were taught."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.education import Understanding
from casewright_gateway.sources import its_case, one
from casewright_gateway.types.documents import Document
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, party_by
from casewright_gateway.types.work import LazyCase

strawberry.enum(
    Understanding,
    description="How well somebody understood what they were taught, by teach-back, the best first (levels of the"
    " Indian Health Service).",
)


@strawberry.type(description="What somebody in a case was taught.")
class Education(Node):
    """About what, how, and how well it was understood."""

    row: strawberry.Private[models.Education]
    topic: str = strawberry.field(description="About what.")
    method: str = strawberry.field(description="How, for instance explained, shown, or practised together.")
    material: str | None = strawberry.field(description="The name of the material; empty: none, or a document.")
    understanding: Understanding = strawberry.field(description="How well they understood it.")
    follow_up: str | None = strawberry.field(description="How it is explained again; empty: that is not needed.")
    followed_up_at: datetime | None = strawberry.field(description="When that was done.")
    given_by: str = strawberry.field(description="Who taught it.")
    given_at: datetime = strawberry.field(description="When.")

    party: Party | None = party_by("party_id", "Who was taught; empty when they are hidden from you.")

    document: Document | None = one(
        Document, "document_id", "The document that was the material; empty when it is none, or hidden from you."
    )

    case: LazyCase = its_case("The case it belongs to.")
