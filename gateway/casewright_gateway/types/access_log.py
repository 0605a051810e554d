"""Who read what of a case."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.operations.access_log import Means
from casewright_gateway.sources import its_case, one
from casewright_gateway.types.documents import Document
from casewright_gateway.types.node import Node
from casewright_gateway.types.work import LazyCase

strawberry.enum(Means, name="AccessMeans", description="How somebody read.")


@strawberry.type(description="That somebody read a case, or something of it.")
class CaseAccess(Node):
    """Who, when, what, how, and why where there had to be a reason."""

    row: strawberry.Private[models.CaseAccess]
    subject: str = strawberry.field(description="Who read it.")
    at: datetime = strawberry.field(description="When.")
    means: Means = strawberry.field(description="How.")
    parts: list[str] = strawberry.field(description="What was shown: `case` for its own fields, and names of parts.")
    request_id: str | None = strawberry.field(description="The id of the request, as in the log.")
    reason: str | None = strawberry.field(description="Why: of a broken glass, or of an export.")
    case: LazyCase = its_case("The case.")

    document: Document | None = one(Document, "document_id", "The document that was downloaded.")
