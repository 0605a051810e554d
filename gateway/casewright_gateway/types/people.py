"""Parties and their dated roles in cases."""

from datetime import datetime

import strawberry

from casewright import models
from casewright_gateway.context import Info
from casewright_gateway.rows import present
from casewright_gateway.types.enums import PartyKind
from casewright_gateway.types.node import Node


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


@strawberry.type(description="The role of a party in a case, from a date and until a date.")
class CaseParty(Node):
    """A dated role."""

    row: strawberry.Private[models.CaseParty]
    role: str = strawberry.field(description="The role, for instance complainant or witness.")
    since: datetime = strawberry.field(description="From when.")
    until: datetime | None = strawberry.field(description="Until when; empty: still.")

    @strawberry.field(description="Who has the role.")
    async def party(self, info: Info) -> Party:
        """Loaded with the parties of all other rows."""
        row = await info.context.reader.party(self.row.party_id)
        assert row is not None  # whoever sees a role in a case sees its holder
        return present(Party, row)
