"""Full text: words that are said of a case, in its own texts, in the names of its parties, or in its notes."""

from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.platform import Platform
from casewright_gateway.filters import holds, words_of

_BESIDE = {
    "case_party": "SELECT r.case_id FROM case_party r JOIN party p ON p.id = r.party_id"
    " WHERE p.tenant_id = ? AND r.tenant_id = p.tenant_id AND ",
    "note": "SELECT p.case_id FROM note p WHERE p.tenant_id = ? AND ",
}
"""Where words stand beside the row of a case, by the part they belong to; `p.search` has them, casefolded."""


def said(platform: Platform, actor: Actor, text: str) -> list[Sql]:
    """Each word of a client's text stands somewhere that the actor sees; raises Invalid for a novel."""
    return [_somewhere(platform, actor, word) for word in words_of(text, field="where")]


def _somewhere(platform: Platform, actor: Actor, word: str) -> Sql:
    return Sql.any_of([holds("c.search", word), *(_beside(platform, actor, part, word) for part in _BESIDE)])


def _beside(platform: Platform, actor: Actor, part: str, word: str) -> Sql:
    """The same rows for every case, so that the database looks through them once."""
    found = Sql(f"c.id IN ({_BESIDE[part]}", (actor.tenant,)) + holds("p.search", word) + Sql(")")
    return Sql.all_of([found, platform.policy.predicate(actor, Action.READ, part=part)])
