"""What keeps a case, and what is left when it is gone."""

from datetime import date, datetime

import strawberry

from casewright import models
from casewright.models.disposal import DisposalState
from casewright_gateway.sources import its_case
from casewright_gateway.types.node import Node
from casewright_gateway.types.work import LazyCase


@strawberry.type(description="Why a case is not disposed of, however long ago it ended.")
class LegalHold(Node):
    """In force until it is released."""

    row: strawberry.Private[models.LegalHold]
    reason: str = strawberry.field(description="Why it is kept.")
    rule: str | None = strawberry.field(
        description="The rule of the case type that placed it and alone releases it; null: a person does."
    )
    placed_by: str = strawberry.field(description="Who said so.")
    placed_at: datetime = strawberry.field(description="Since when.")
    released_by: str | None = strawberry.field(description="Who released it.")
    released_at: datetime | None = strawberry.field(description="Since when it holds no more; empty: it still does.")
    release_reason: str | None = strawberry.field(description="Why it was released.")
    case: LazyCase = its_case("The case.")


@strawberry.type(description="A case that is to go, or the certificate that it is gone.")
class Disposal(Node):
    """Proposed by one person, decided by another."""

    row: strawberry.Private[models.Disposal]
    state: DisposalState = strawberry.field(description="Whether it was decided, and how.")
    case_type: str = strawberry.field(description="The type of the case.")
    number: str = strawberry.field(description="The number of the case.")
    closed_at: datetime = strawberry.field(description="When the case ended.")
    kept_until: date = strawberry.field(description="The first day on which it may go.")
    rule: str = strawberry.field(description="The rule that says so.")
    proposed_by: str = strawberry.field(description="Who proposed it.")
    proposed_at: datetime = strawberry.field(description="When.")
    decided_by: str | None = strawberry.field(description="Who decided.")
    decided_at: datetime | None = strawberry.field(description="When.")
    events: int | None = strawberry.field(description="How many events the history had.")
    head: str | None = strawberry.field(description="The last hash of the history.")
    documents: list[str] = strawberry.field(description="SHA-256 of each document version that was deleted.")
