"""Mutations on deliveries."""

from typing import Any

import strawberry

from casewright.operations.deliveries import replay_delivery
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.payloads import CasePayload
from casewright_gateway.reads.deliveries import delivery_by_id
from casewright_gateway.types.deliveries import Delivery, delivery_of


@strawberry.input(description="A delivery that was given up.")
class ReplayDeliveryInput:
    """Which delivery."""

    id: strawberry.ID = strawberry.field(description="The delivery.")


@strawberry.type(description="What came of replaying a delivery.")
class DeliveryPayload(CasePayload):
    """The delivery and its case."""

    delivery: Delivery | None = strawberry.field(default=None, description="The delivery as it is now.")


@strawberry.type
class DeliveryMutations:
    """What an operator does about reactions that failed."""

    @strawberry.mutation(description="Have a dead delivery tried again, once what made it fail is mended.")
    async def replay_delivery(self, info: Info, input: ReplayDeliveryInput) -> DeliveryPayload:
        """Needs `supervise`."""

        async def work() -> dict[str, Any]:
            delivery_id = ids.row_id(input.id, "Delivery")
            platform, actor = info.context.platform, info.context.actor
            case_id = await replay_delivery(platform, actor, delivery_id)
            row = await delivery_by_id(platform, actor, delivery_id)
            return {"case_id": case_id, "delivery": row and delivery_of(row)}

        return await attempt(DeliveryPayload, work())
