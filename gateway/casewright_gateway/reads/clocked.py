"""Cases by where one of their clocks stands."""

from collections.abc import Collection

from casewright.access.actor import Actor
from casewright.clocks import ClockStatus
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.platform import Platform


def clocked(platform: Platform, actor: Actor, name: str, statuses: Collection[ClockStatus]) -> list[Sql]:
    """The clock of the case stands in one of these ways, and the actor sees its clocks.

    A case whose type has the clock only since then has none yet, which is pending. Raises Invalid for a clock that no
    case type declares: to ask for what is missing by a misspelt name would find everything.
    """
    if not any(clock.name == name for kind in platform.case_types.values() for clock in kind.clocks):
        raise Invalid(f"no case type has a clock {name!r}", rule="clock.unknown", field="where")
    pending = ClockStatus.PENDING in statuses
    listed = [status for status in ClockStatus if (status in statuses) is not pending]
    standing = Sql(
        "c.id IN (SELECT k.case_id FROM clock k WHERE k.tenant_id = ? AND k.name = ? AND ", (actor.tenant, name)
    )
    standing += Sql.one_of("k.status", listed) + Sql(")")
    found = Sql("NOT (") + standing + Sql(")") if pending else standing
    return [found, platform.policy.predicate(actor, Action.READ, part="clock")]
