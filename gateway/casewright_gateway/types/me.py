"""Who asks."""

from decimal import Decimal

import strawberry

from casewright.access.actor import Actor


@strawberry.type(description="An authority limit.")
class Limit:
    """Name and amount."""

    name: str = strawberry.field(description="What it limits.")
    amount: Decimal = strawberry.field(description="Up to how much.")


@strawberry.type(description="Who asks, as the identity provider says.")
class Me:
    """The actor."""

    subject: str = strawberry.field(description="The subject.")
    tenant: str = strawberry.field(description="The tenant.")
    roles: list[str] = strawberry.field(description="The roles.")
    teams: list[str] = strawberry.field(description="The teams.")
    limits: list[Limit] = strawberry.field(description="The authority limits.")
    service: bool = strawberry.field(description="Whether a program asks, for itself or with an API key.")


def me_of(actor: Actor) -> Me:
    """The actor as a GraphQL object."""
    limits = [Limit(name=name, amount=amount) for name, amount in sorted(actor.limits.items())]
    return Me(
        subject=actor.subject,
        tenant=actor.tenant,
        roles=sorted(actor.roles),
        teams=sorted(actor.teams),
        limits=limits,
        service=actor.service,
    )
