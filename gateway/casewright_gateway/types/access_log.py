"""Who read what of a case."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.operations.access_log import Means
from casewright_gateway.context import Info
from casewright_gateway.rows import present
from casewright_gateway.sources import One, its_case, source
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

    @strawberry.field(
        description="The document that was downloaded.", metadata=source(One(models.Document, "document_id"))
    )
    async def document(self, info: Info) -> Document | None:
        """Loaded with the documents of all other rows."""
        row = self.row.document_id and await info.context.reader.row(models.Document, self.row.document_id)
        return present(Document, row) if row else None
