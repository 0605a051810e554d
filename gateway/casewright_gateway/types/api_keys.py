"""API keys, without their secrets."""

from datetime import datetime

import strawberry

from casewright import models
from casewright_gateway.rows import present
from casewright_gateway.sources import column
from casewright_gateway.types.node import Node


@strawberry.type(description="A key by which a program asks, with some of the rights of its owner.")
class ApiKey(Node):
    """A key; it is shown when it is made, and never again."""

    row: strawberry.Private[models.ApiKey]
    name: str = strawberry.field(description="What it is for.")
    owner: str = column("subject", "Whom it acts as.")
    roles: list[str] = strawberry.field(description="The roles it has.")
    teams: list[str] = strawberry.field(description="The teams it has.")
    expires_at: datetime = strawberry.field(description="Until when it is good.")
    previous_until: datetime | None = strawberry.field(
        description="Until when the secret before the last rotation is good."
    )
    created_by: str = strawberry.field(description="Who made it.")
    created_at: datetime = strawberry.field(description="When it was made.")
    revoked_by: str | None = strawberry.field(description="Who revoked it.")
    revoked_at: datetime | None = strawberry.field(description="Since when it is good for nothing.")


def api_key_of(row: models.ApiKey) -> ApiKey:
    """The key of a row."""
    return present(ApiKey, row)
