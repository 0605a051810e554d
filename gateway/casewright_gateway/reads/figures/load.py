"""How much people have to do: open tasks, beside the open cases of the tally."""

from casewright.db.sql import Sql
from casewright_gateway.reads.figures.scope import Scope


async def open_tasks(scope: Scope) -> dict[str, int]:
    """The open tasks of the cases, by whom they are assigned to."""
    at = scope.at
    rows = await scope.platform.database.rows(
        Sql("SELECT t.assignee AS assignee, count(*) AS n ")
        + scope.joined("task", "t", part="task")
        + Sql(" WHERE t.assignee IS NOT NULL AND t.created_at <= ?", (at,))
        + Sql(" AND (t.completed_at IS NULL OR t.completed_at > ?) GROUP BY t.assignee", (at,))
    )
    return {row["assignee"]: row["n"] for row in rows}
