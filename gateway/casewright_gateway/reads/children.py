"""Tables whose rows belong to a parent."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from casewright.db.sql import Sql
from casewright.models.row import Row

M = TypeVar("M", bound=Row)


@dataclass(frozen=True)
class Children(Generic[M]):
    """Which rows of a table belong to a parent: by which column, in which order, and which of them only."""

    model: type[M]
    parent: str = "case_id"
    order: tuple[str, ...] = ("id",)
    """Columns in which no two rows of a parent are alike: what a limit cuts off is never by chance."""
    newest: bool = False
    only: tuple[tuple[str, Any], ...] = ()
    """Columns and the value each must have; None: none."""
    across: bool = False
    """Rows of other cases, which lead to the parent: whoever sees them sees this part of both cases."""

    def chosen(self, alias: str) -> Sql:
        """Which of the table's rows, whoever their parent is."""
        return Sql.all_of(_equal(f"{alias}.{column}", value) for column, value in self.only)

    def ordered(self, alias: str) -> str:
        """The items of an ORDER BY clause."""
        return ", ".join(f"{alias}.{column}{' DESC' if self.newest else ''}" for column in self.order)


def _equal(column: str, value: Any) -> Sql:
    return Sql(f"{column} IS NULL") if value is None else Sql(f"{column} = ?", (value,))
