"""How much people have to do: open tasks, beside the open cases of the tally."""

from casewright.db.sql import Sql
from casewright_gateway.reads.figures.scope import Scope


async def open_tasks(scope: Scope) -> dict[str, int]:
    """The open tasks of the cases, by whom they are assigned to."""
    rows = await scope.platform.database.rows(
        Sql("SELECT t.assignee AS assignee, count(*) AS n ")
        + scope.alone("task", "t", part="task")
        + Sql(" AND t.assignee IS NOT NULL AND ")
        + _open(scope)
        + Sql(" GROUP BY t.assignee")
    )
    return {row["assignee"]: row["n"] for row in rows}


def _open(scope: Scope) -> Sql:
    if scope.as_of is None:
        return Sql("t.state = 'open'")
    at = (scope.as_of, scope.as_of)
    return Sql("t.created_at <= ? AND (t.completed_at IS NULL OR t.completed_at > ?)", at)
