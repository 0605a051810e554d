"""Parties that may be the same person or organisation: they share an identifier, or a name and how to reach them."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway.reads.visible import visible

_MOST = 20
_SAME_NAME = "FROM party p JOIN party o ON o.search = p.search AND o.tenant_id = p.tenant_id AND o.id <> p.id"
_WAYS = (
    (
        "SELECT i.party_id AS of_id, o.party_id AS other_id, i.system AS because"
        " FROM party_identifier i JOIN party_identifier o"
        " ON o.tenant_id = i.tenant_id AND o.system = i.system AND o.key = i.key AND o.party_id <> i.party_id WHERE ",
        "i.party_id",
    ),
    (f"SELECT p.id, o.id, 'name and e-mail' {_SAME_NAME} AND o.email = p.email WHERE ", "p.id"),
    (f"SELECT p.id, o.id, 'name and telephone' {_SAME_NAME} AND o.phone = p.phone WHERE ", "p.id"),
)
"""Pairs of parties with what they share, and by which column they are chosen."""


class Double(NamedTuple):
    """Another party, and what the two share."""

    party: models.Party
    because: tuple[str, ...]


async def doubles(platform: Platform, actor: Actor, parties: Sequence[UUID]) -> list[list[Double]]:
    """For each of the parties those that may be the same, as far as the actor sees them: twenty at most."""
    alike = Sql.join(" UNION ", (Sql(way) + Sql.one_of(column, list(parties)) for way, column in _WAYS))
    asked = Sql("SELECT a.of_id, a.because, t.* FROM (") + alike + Sql(") a JOIN party t ON t.id = a.other_id")
    asked += Sql(" WHERE t.merged_into IS NULL AND ")
    asked += visible(platform.policy, actor, models.Party, "t") + Sql(" ORDER BY t.id, a.because")
    found: dict[UUID, dict[UUID, Double]] = {party_id: {} for party_id in parties}
    for row in await platform.database.rows(asked):
        of_id, because = UUID(str(row.pop("of_id"))), row.pop("because")
        party = models.Party._init_from_db(**row)
        known = found[of_id].get(party.id, Double(party, ()))
        found[of_id][party.id] = Double(party, (*known.because, because))
    return [list(found[party_id].values())[:_MOST] for party_id in parties]
