"""Deliveries: one event for one reaction of a plugin."""

from enum import StrEnum

import strawberry

from casewright import models
from casewright_gateway.context import Info
from casewright_gateway.rows import present
from casewright_gateway.sources import One, case_of, source
from casewright_gateway.types.history import Event
from casewright_gateway.types.node import Node
from casewright_gateway.types.work import LazyCase


@strawberry.enum(description="Where a delivery stands.")
class DeliveryState(StrEnum):
    """The states of a delivery."""

    PENDING = "pending"
    DISPATCHED = "dispatched"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"


@strawberry.type(description="An event on its way to one reaction.")
class Delivery(Node):
    """Tried several times; dead after the last, until somebody replays it."""

    row: strawberry.Private[models.Delivery]
    subscriber: str = strawberry.field(description="The reaction.")
    state: DeliveryState = strawberry.field(description="Where it stands.")
    attempts: int = strawberry.field(description="How often it was tried, since it was last replayed.")
    error: str | None = strawberry.field(description="The kind of error the last attempt ended with.")

    @strawberry.field(description="What the reaction is told about.", metadata=source(One(models.Event, "event_id")))
    async def event(self, info: Info) -> Event:
        """Loaded with the events of all other rows."""
        return present(Event, await self._event(info))

    @strawberry.field(description="The case it is about.")
    async def case(self, info: Info) -> LazyCase:
        """Loaded with the cases of all other rows."""
        case: LazyCase = await case_of(info, await self._event(info))
        return case

    async def _event(self, info: Info) -> models.Event:
        row = await info.context.reader.row(models.Event, self.row.event_id)
        assert row is not None
        return row


def delivery_of(row: models.Delivery) -> Delivery:
    """The delivery of a row."""
    return present(Delivery, row)
