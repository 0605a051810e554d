"""The root field of deliveries that were given up."""

import strawberry

from casewright import models
from casewright.db.sql import Sql
from casewright_gateway.connections import Connection
from casewright_gateway.paging import listed
from casewright_gateway.reads.deliveries import supervised
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Listing
from casewright_gateway.types.deliveries import Delivery

_DEAD = Listing(
    models.Delivery,
    order=lambda given: (Key("t.id", "id"),),
    seen=lambda platform, actor: Sql.all_of([Sql("t.state = 'dead'"), supervised(platform, actor)]),
)


@strawberry.type
class DeadLetterQuery:
    """What waits for an operator."""

    dead_deliveries: Connection[Delivery] = listed(
        Delivery,
        _DEAD,
        "Reactions that failed for good, about cases you supervise, the oldest first; see replayDelivery.",
    )
