"""Transitions to another level of service."""

from datetime import datetime
from typing import Any

import strawberry

from casewright import models
from casewright.transition_records import TransitionKind
from casewright_gateway.context import Info
from casewright_gateway.sources import its_case
from casewright_gateway.types.node import Node
from casewright_gateway.types.people import Party, parties_of, party_by
from casewright_gateway.types.work import LazyCase

strawberry.enum(TransitionKind, description="How a case goes to another level of service.")


@strawberry.type(description="An item of a handover.")
class HandoverItem:
    """Done, or still to be done."""

    item: str = strawberry.field(description="What is handed over.")
    done_by: str | None = strawberry.field(description="Who did it.")
    done_at: datetime | None = strawberry.field(description="When; empty: not yet.")


@strawberry.type(description="The record of a transition to another level of service.")
class TransitionRecord(Node):
    """From where to where, and what is handed over."""

    row: strawberry.Private[models.TransitionRecord]
    kind: TransitionKind = strawberry.field(description="How it goes there.")
    from_level: str = strawberry.field(description="The level of service before.")
    to_level: str = strawberry.field(description="The level of service after.")
    from_frequency: str | None = strawberry.field(description="How often before.")
    to_frequency: str | None = strawberry.field(description="How often after.")
    consent: str | None = strawberry.field(description="How the client consented, or why that was not needed.")
    created_by: str = strawberry.field(description="Who recorded it.")
    created_at: datetime = strawberry.field(description="When.")

    receiver: Party | None = party_by(
        "receiver_id", "Who receives the case; empty when it is nobody, or hidden from you."
    )

    @strawberry.field(description="What is handed over, in order.")
    def checklist(self) -> list[HandoverItem]:
        """Done and open."""
        return [_item(entry) for entry in self.row.checklist]

    @strawberry.field(description="Who knows about it; without those who are hidden from you.")
    async def informed(self, info: Info) -> list[Party]:
        """Loaded with the parties of all other rows."""
        return await parties_of(info, [entry["party"] for entry in self.row.informed])

    case: LazyCase = its_case("The case it belongs to.")


def _item(entry: dict[str, Any]) -> HandoverItem:
    done_at = entry["done_at"] and datetime.fromisoformat(entry["done_at"])
    return HandoverItem(item=entry["item"], done_by=entry["done_by"], done_at=done_at)
