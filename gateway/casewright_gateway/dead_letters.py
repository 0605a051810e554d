"""The root field of deliveries that were given up."""

import strawberry

from casewright import models
from casewright.db.sql import Sql
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.lists import connection
from casewright_gateway.reads import keyset
from casewright_gateway.reads.deliveries import supervised
from casewright_gateway.types.deliveries import Delivery, delivery_of

_SOURCE = Sql("FROM delivery t")
_OLDEST = (keyset.Key("t.id", "id"),)


async def _dead_deliveries(
    info: Info,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> Connection[Delivery]:
    reader, context = info.context.reader, info.context
    where = Sql.all_of([Sql("t.state = 'dead'"), supervised(context.platform, context.actor)])
    rows = await reader.page(models.Delivery, _SOURCE, where, _OLDEST, keyset.page_of(first, after, last, before))
    found: Connection[Delivery] = connection(rows, delivery_of, lambda: reader.count(_SOURCE, where))
    return found


@strawberry.type
class DeadLetterQuery:
    """What waits for an operator."""

    dead_deliveries: Connection[Delivery] = strawberry.field(
        resolver=_dead_deliveries,
        description="Reactions that failed for good, about cases you supervise, the oldest first; see replayDelivery.",
    )
