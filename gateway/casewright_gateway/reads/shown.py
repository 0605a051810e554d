"""What an operation has read of cases whose reading is kept, until that is written."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.models.row import CaseRow, Row
from casewright.platform import Platform
from casewright_gateway.reads.visible import part_of


def is_kept(platform: Platform, actor: Actor) -> bool:
    """Whether the actor sees cases of any type whose reading is kept."""
    return any(platform.policy.sees_type(actor, platform.case_types[name]) for name in platform.reads_logged)


class Shown:
    """The parts that were read, by case, and the parties, who may be of several cases."""

    def __init__(self, platform: Platform, actor: Actor) -> None:
        self._platform = platform
        self._actor = actor
        self._types = platform.reads_logged
        self._parts: dict[UUID, set[str]] = {}
        self._parties: set[UUID] = set()

    def rows(self, rows: Iterable[Row]) -> None:
        """Rows of one table were read; of a case's own row its type is known, of others not before it is written."""
        for row in rows:
            if isinstance(row, models.Case):
                if row.case_type in self._types:
                    self.part(row.id, type(row))
            elif isinstance(row, CaseRow):
                self.part(row.case_id, type(row))
            elif isinstance(row, models.Party):
                self.part(row.id, type(row))

    def part(self, owner: UUID, model: type[Row]) -> None:
        """A row of this table was read: it belongs to this case, or is this party."""
        if model is models.Party:
            self._parties.add(owner)
        else:
            self._parts.setdefault(owner, set()).add(part_of(model) or "case")

    async def take(self) -> Mapping[UUID, set[str]]:
        """What was read since this was asked before; a party with each case in which the actor sees their role."""
        taken, self._parts = self._parts, {}
        parties, self._parties = self._parties, set()
        for case_id in await self._cases_of(parties):
            taken.setdefault(case_id, set()).add(part_of(models.Party))
        return taken

    async def _cases_of(self, parties: Collection[UUID]) -> list[UUID]:
        if not parties:
            return []
        merged = Sql("r.party_id IN (SELECT m.merged_into FROM party m WHERE ") + Sql.one_of("m.id", list(parties))
        found = Sql('SELECT DISTINCT c.id FROM case_party r JOIN "case" c ON c.id = r.case_id WHERE ') + Sql.all_of(
            [
                Sql.any_of([Sql.one_of("r.party_id", list(parties)), merged + Sql(")")]),
                Sql.one_of("c.case_type", sorted(self._types)),
                self._platform.policy.predicate(self._actor, Action.READ, part="case_party"),
            ]
        )
        return [UUID(str(row["id"])) for row in await self._platform.database.rows(found)]
