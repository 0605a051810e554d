"""Why somebody may or may not do something on a case: the grants of their roles, one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.casetype import CaseType
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.declarations import Action, Grant


@dataclass(frozen=True)
class Explanation:
    """`grants` are those of the roles, each with whether it reaches the case; an exclusion beats them all."""

    excluded: bool
    grants: Sequence[tuple[Grant, bool]]
    actions: frozenset[Action]
    hidden: frozenset[str]


async def explain(
    database: Database, policy: Policy, actor: Actor, case_id: UUID, case_type: CaseType[Any]
) -> Explanation:
    """What this actor may do on a case, by the same predicates that decide it; nothing of it is asked of plugins."""
    held = [grant for grant in case_type.grants if grant.role in actor.roles]
    excluded = Sql("EXISTS (SELECT 1 FROM exclusion e WHERE e.case_id = c.id AND e.subject = ?)", (actor.subject,))
    reaches = [policy.reach(actor, case_type, grant) for grant in held]
    asked = Sql.join(", ", [Sql("(") + each + Sql(f") AS r{at}") for at, each in enumerate([excluded, *reaches])])
    [row] = await database.rows(
        Sql("SELECT ") + asked + Sql(' FROM "case" c WHERE c.id = ? AND c.tenant_id = ?', (case_id, actor.tenant))
    )
    is_excluded, *reached = (bool(row[f"r{at}"]) for at in range(len(held) + 1))
    grants = list(zip(held, reached, strict=True))
    actions = frozenset().union(*(grant.actions for grant, does in grants if does and not is_excluded))
    return Explanation(is_excluded, grants, actions, policy.hidden(actor, case_type))
