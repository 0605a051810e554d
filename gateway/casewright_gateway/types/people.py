"""Parties and their dated roles in cases."""

import asyncio
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from casewright import models
from casewright.operations.parties import PartyKind
from casewright_gateway.context import Info
from casewright_gateway.reads.children import Children
from casewright_gateway.rows import present
from casewright_gateway.sources import One, many, one, source
from casewright_gateway.types.node import Node

LazyParty = Annotated["Party", strawberry.lazy("casewright_gateway.types.people")]


@strawberry.type(description="By what others know a party.")
class PartyIdentifier:
    """An identifier in a system."""

    id: strawberry.ID = strawberry.field(description="The id of the identifier.")
    row: strawberry.Private[models.PartyIdentifier]
    system: str = strawberry.field(description="Whose identifier it is.")
    value: str = strawberry.field(description="The identifier.")


@strawberry.type(description="A party that may be the same as another one.")
class PossibleDuplicate:
    """Which, and why."""

    party: LazyParty = strawberry.field(description="The other party.")
    because: list[str] = strawberry.field(description="What both have: systems of an identifier, or name and contact.")


@strawberry.type(description="A person or an organisation, shared by cases.")
class Party(Node):
    """A party."""

    row: strawberry.Private[models.Party]
    kind: PartyKind = strawberry.field(description="Person or organisation.")
    name: str = strawberry.field(description="The name.")
    subject: str | None = strawberry.field(description="Who they are when they sign in themselves.")
    email: str | None = strawberry.field(description="An e-mail address.")
    phone: str | None = strawberry.field(description="A telephone number.")
    created_at: datetime = strawberry.field(description="Since when the party is known.")
    erased_at: datetime | None = strawberry.field(description="Since when nothing is known of them; empty: they are.")
    identifiers: list[PartyIdentifier] = many(
        PartyIdentifier, Children(models.PartyIdentifier, "party_id"), "By what others know the party."
    )

    @strawberry.field(
        description="The party that this one turned out to be; empty: none.",
        metadata=source(One(models.Party, "merged_into")),
    )
    async def merged_into(self, info: Info) -> LazyParty | None:
        """Loaded with the parties of all other rows."""
        row = self.row.merged_into and await info.context.reader.party(self.row.merged_into)
        return present(Party, row) if row else None

    @strawberry.field(description="Parties you see that may be the same, to be looked at before one is used twice.")
    async def possible_duplicates(self, info: Info) -> list[PossibleDuplicate]:
        """Found with those of all other parties."""
        found = await info.context.reader.doubles(self.row.id)
        return [PossibleDuplicate(party=present(Party, each.party), because=list(each.because)) for each in found]


def party_by(column: str, description: str) -> Any:
    """The party that a column leads to; empty when it leads to none, or to one that is hidden from who asks."""
    return one(Party, column, description)


async def parties_of(info: Info, party_ids: Iterable[str]) -> list[Party]:
    """Parties by their ids, without those that are hidden; one statement for those of all rows."""
    rows = await asyncio.gather(*(info.context.reader.party(UUID(party_id)) for party_id in party_ids))
    return [present(Party, row) for row in rows if row is not None]


@strawberry.type(description="The role of a party in a case, from a date and until a date.")
class CaseParty(Node):
    """A dated role."""

    row: strawberry.Private[models.CaseParty]
    role: str = strawberry.field(description="The role, for instance complainant or witness.")
    since: datetime = strawberry.field(description="From when.")
    until: datetime | None = strawberry.field(description="Until when; empty: still.")

    @strawberry.field(description="Who has the role.", metadata=source(One(models.Party, "party_id", with_row=True)))
    async def party(self, info: Info) -> Party:
        """Loaded with the parties of all other rows."""
        row = await info.context.reader.party(self.row.party_id)
        assert row is not None  # whoever sees a role in a case sees its holder
        return present(Party, row)
