"""The log of reads from beginning to end, for whoever runs the platform."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from casewright import models
from casewright.db.database import Database
from casewright.db.sql import Sql

_PAGE = 1_000
_SHOWN = ("subject", "at", "means", "parts", "document_id", "request_id", "reason")


async def accesses(
    database: Database, tenant: str, since: datetime | None = None, until: datetime | None = None
) -> AsyncIterator[Mapping[str, Any]]:
    """Who has read what of a tenant's cases, oldest first, each with the number and the id of the case.

    From `since` on, before `until`; times without a zone are in UTC.
    """
    limits = [("t.at >= ?", since), ("t.at < ?", until)]
    asked = [Sql(condition, (_in_utc(moment),)) for condition, moment in limits if moment]
    select = Sql('SELECT t.*, c.number FROM case_access t JOIN "case" c ON c.id = t.case_id WHERE ')
    after = UUID(int=0)
    while True:
        page = Sql.all_of([Sql("t.tenant_id = ? AND t.id > ?", (tenant, after)), *asked])
        rows = await database.rows(select + page + Sql(" ORDER BY t.id LIMIT ?", (_PAGE,)))
        for raw in rows:
            number = raw.pop("number")
            row = models.CaseAccess._init_from_db(**raw)
            yield {"case": number, "case_id": row.case_id, **{name: getattr(row, name) for name in _SHOWN}}
            after = row.id
        if len(rows) < _PAGE:
            return


def _in_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
