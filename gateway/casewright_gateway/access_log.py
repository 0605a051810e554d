"""The log of reads as a list, for those who supervise the cases."""

from datetime import datetime

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway import ids
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.paging import paged
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.visible import visible
from casewright_gateway.sources import source
from casewright_gateway.types.access_log import CaseAccess


def _asked(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    asked = []
    if given.get("case_id"):
        asked.append(Sql("t.case_id = ?", (ids.row_id(given["case_id"], *platform.case_types, field="case_id"),)))
    for name, condition in (("subject", "t.subject = ?"), ("since", "t.at >= ?"), ("until", "t.at < ?")):
        if given.get(name) is not None:
            asked.append(Sql(condition, (given[name],)))
    return Sql.all_of(asked)


LOG = Listing(
    models.CaseAccess,
    order=lambda given: (Key("t.id", "id", descending=True),),
    seen=lambda platform, actor: visible(platform.policy, actor, models.CaseAccess, "t"),
    asked=_asked,
    steady=lambda given: False,
)
"""The newest first."""


@strawberry.type
class AccessLogQuery:
    """Who read what."""

    @strawberry.field(
        description="Who has read what of the cases you supervise, the newest first; of one case, of one person, or of"
        " a span of time. Kept for case types that ask for it, and for every export of one person's data.",
        metadata=source(LOG),
    )
    async def access_log(
        self,
        info: Info,
        case_id: strawberry.ID | None = None,
        subject: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[CaseAccess]:
        """What was read with this very question comes to the log after its answer."""
        given = {"case_id": case_id, "subject": subject, "since": since, "until": until}
        return await paged(info, CaseAccess, LOG, given, first, after, last, before)
