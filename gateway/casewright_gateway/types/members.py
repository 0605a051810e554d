"""Those who work on cases, and who might have one."""

from datetime import datetime

import strawberry

from casewright import models
from casewright_gateway.reads.children import Children
from casewright_gateway.sources import many
from casewright_gateway.types.node import Node

_ROLES = Children(models.Membership, parent="member_id", order=("name",), only=(("kind", "role"),))
_TEAMS = Children(models.Membership, parent="member_id", order=("name",), only=(("kind", "team"),))


@strawberry.type(description="A team or a role that somebody belongs to, as the directory knows.")
class Membership:
    """By its name."""

    id: strawberry.ID = strawberry.field(description="The id of the membership.")
    row: strawberry.Private[models.Membership]
    name: str = strawberry.field(description="The name that tokens and cases use.")


@strawberry.type(description="Somebody who works on cases, as the directory knows them; rights come from the token.")
class Member(Node):
    """What routing and notifications go by."""

    row: strawberry.Private[models.Member]
    subject: str = strawberry.field(description="Who they are when they sign in.")
    name: str = strawberry.field(description="Their name.")
    email: str | None = strawberry.field(description="Where e-mail reaches them.")
    skills: list[str] = strawberry.field(description="What they can do, by the words that case types use.")
    languages: list[str] = strawberry.field(description="What they speak.")
    caseload_limit: int | None = strawberry.field(
        description="How many active cases they may have; empty: as many as the model of working says."
    )
    active: bool = strawberry.field(description="Whether they are given cases.")
    changed_by: str = strawberry.field(description="Who wrote this down last.")
    changed_at: datetime = strawberry.field(description="When that was.")
    roles: list[Membership] = many(Membership, _ROLES, "Their roles, by name.")
    teams: list[Membership] = many(Membership, _TEAMS, "Their teams, by name.")


@strawberry.type(description="A time in which somebody is away.")
class Absence(Node):
    """Since when, until when, and who stands in."""

    row: strawberry.Private[models.Absence]
    subject: str = strawberry.field(description="Who is away.")
    substitute: str | None = strawberry.field(description="Who stands in.")
    since: datetime = strawberry.field(description="From when.")
    until: datetime = strawberry.field(description="The first moment at which they are back.")
    reason: str | None = strawberry.field(description="Why.")
    recorded_by: str = strawberry.field(description="Who told it.")
    recorded_at: datetime = strawberry.field(description="When it was told.")


@strawberry.type(description="Somebody decides approvals for another, with that one's rights.")
class Delegation(Node):
    """Since when, until when, and in which roles."""

    row: strawberry.Private[models.Delegation]
    subject: str = strawberry.field(description="For whom.")
    delegate: str = strawberry.field(description="Who decides.")
    roles: list[str] = strawberry.field(description="In which roles.")
    since: datetime = strawberry.field(description="From when.")
    until: datetime = strawberry.field(description="Until when.")
    reason: str | None = strawberry.field(description="Why.")
    made_at: datetime = strawberry.field(description="When it was made.")


@strawberry.type(description="Somebody who might have a case.")
class Candidate:
    """Their place among the others is their place in the list."""

    subject: str = strawberry.field(description="Who.")
    eligible: bool = strawberry.field(description="Whether they can have the case.")
    reasons: list[str] = strawberry.field(description="Why, and why they stand where they stand.")
