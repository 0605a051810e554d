"""How many bytes the documents of a tenant may have together."""

from casewright.db.sql import Sql
from casewright.errors import Refused
from casewright.operations.change import Draft
from casewright.platform import Platform


async def check_room(platform: Platform, draft: Draft, size: int) -> None:
    """Raise Refused when `size` bytes more are too many; every version counts, and every upload that is under way.

    What was refused after it was sent has no bytes any more. Within the transaction that announces them. Those of one
    tenant wait for each other, so that two of them never fill the same room; on SQLite they do so anyhow.
    """
    most = platform.settings.max_tenant_size
    if not most:
        return
    tenant = draft.row.tenant_id
    if platform.database.dialect == "postgres":
        turn = Sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (f"casewright documents {tenant}",))
        await platform.database.rows(turn)
    kept = "SELECT coalesce(sum(size), 0) AS bytes FROM document_version WHERE tenant_id = ? AND state <> 'refused'"
    [row] = await platform.database.rows(Sql(kept, (tenant,)))
    if int(row["bytes"]) + size > most:
        message = f"all documents together may have {most} bytes, and {size} more are too many; ask for more room"
        raise Refused(message, rule="document.room", field="size")
