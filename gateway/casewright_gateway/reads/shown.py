"""What an operation has read of cases whose reading is kept, until that is written."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.models.row import CaseRow, Row
from casewright.platform import Platform
from casewright_gateway.reads.visible import part_of


def is_kept(platform: Platform, actor: Actor) -> bool:
    """Whether the actor sees cases of any type whose reading is kept."""
    return any(platform.policy.sees_type(actor, platform.case_types[name]) for name in platform.reads_logged)


class Shown:
    """The parts that were read, by case."""

    def __init__(self, platform: Platform) -> None:
        self._types = platform.reads_logged
        self._parts: dict[UUID, set[str]] = {}

    def rows(self, rows: Iterable[Row]) -> None:
        """Rows of one table were read; of a case's own row its type is known, of others not before it is written."""
        for row in rows:
            if isinstance(row, models.Case):
                if row.case_type in self._types:
                    self.part(row.id, type(row))
            elif isinstance(row, CaseRow):
                self.part(row.case_id, type(row))

    def part(self, case_id: UUID, model: type[Row]) -> None:
        """A row of this table was read."""
        self._parts.setdefault(case_id, set()).add(part_of(model) or "case")

    def take(self) -> Mapping[UUID, set[str]]:
        """What was read since this was asked before."""
        taken, self._parts = self._parts, {}
        return taken
