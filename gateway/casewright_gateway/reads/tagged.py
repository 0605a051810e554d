"""Cases by their tags."""

from collections.abc import Sequence

from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.operations.tagging import MOST_TAGS, key_of
from casewright.platform import Platform


def tagged(platform: Platform, actor: Actor, names: Sequence[str]) -> list[Sql]:
    """The case has all these tags, and the actor sees its tags; raises Invalid for more than a case may have."""
    if len(names) > MOST_TAGS:
        raise Invalid(f"tags: {MOST_TAGS} at most, as many as a case has", field="where")
    if not names:
        return []
    return [*(_has(actor, name) for name in names), platform.policy.predicate(actor, Action.READ, part="tag")]


def _has(actor: Actor, name: str) -> Sql:
    return Sql(
        "c.id IN (SELECT t.case_id FROM tag t WHERE t.tenant_id = ? AND t.key = ?)", (actor.tenant, key_of(name))
    )
