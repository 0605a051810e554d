"""Cases that may go, and the disposals an actor may see: those of case types and levels they supervise as a whole."""

from collections.abc import Iterator
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.dialect import json_field
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.platform import Platform
from casewright.retention import Retention, over_before


def disposals_of(platform: Platform, actor: Actor) -> Sql:
    """The rows of `disposal`, under the alias `t`, that the actor may see."""
    levels = {name: platform.policy.supervised(actor, each) for name, each in platform.case_types.items()}
    of_types = [
        Sql("t.case_type = ? AND ", (name,)) + Sql.one_of("t.confidentiality", sorted(cleared))
        for name, cleared in levels.items()
        if cleared
    ]
    return Sql.all_of([Sql("t.tenant_id = ?", (actor.tenant,)), Sql.any_of(of_types)])


async def disposal_by_id(platform: Platform, actor: Actor, disposal_id: UUID) -> models.Disposal | None:
    """A disposal the actor may see; None when it is absent or hidden."""
    mine = Sql("SELECT t.* FROM disposal t WHERE t.id = ? AND ", (disposal_id,)) + disposals_of(platform, actor)
    rows = await platform.database.rows(mine)
    return models.Disposal._init_from_db(**rows[0]) if rows else None


def supervised(platform: Platform, actor: Actor) -> Sql:
    """The cases, under the alias `c`, that the actor reads and supervises."""
    actions = (Action.READ, Action.SUPERVISE)
    return Sql.all_of(platform.policy.predicate(actor, action) for action in actions)


def kept_long_enough(platform: Platform) -> Sql:
    """The cases, under the alias `c`, whose time is over now and that nobody holds."""
    over = [
        Sql.all_of([Sql("c.case_type = ?", (name,)), *_over(platform, each.retention)])
        for name, each in platform.case_types.items()
        if each.retention is not None
    ]
    free = "NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.case_id = c.id AND h.released_at IS NULL)"
    return Sql.all_of([Sql.any_of(over), Sql(free)])


def _over(platform: Platform, retention: Retention) -> Iterator[Sql]:
    now = platform.now()
    yield Sql("c.closed_at < ?", (over_before(now, retention.years),))
    for name, years in retention.after.items():
        column = json_field(platform.database.dialect, "c.fields", name, "text")
        last = over_before(now, years).date().isoformat()
        yield Sql(f"({column} IS NULL OR {column} < ?)", (last,))
