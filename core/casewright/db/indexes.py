"""Indexes over expressions, created and dropped from declarations: a new field needs no migration."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from casewright.db.database import Database
from casewright.db.exclusive import exclusive
from casewright.db.sql import Sql
from casewright.errors import PluginError

LONGEST_NAME = 63
"""In bytes; PostgreSQL cuts longer names."""

_NAME = re.compile(r"[A-Za-z0-9_]+", re.ASCII)


@dataclass(frozen=True)
class ExpressionIndex:
    """An index over expressions of one table, for the rows that fulfil `where`.

    `expressions` and `where` are SQL for the database at hand, built by `dialect.json_field` and from declared names.
    A planner uses the index for a query that writes the same expressions and conditions.
    """

    name: str
    table: str
    expressions: tuple[str, ...]
    where: str | None = None
    unique: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or not _NAME.fullmatch(self.table) or not self.expressions:
            raise ValueError(f"an index needs a plain name, a plain table and an expression: {self}")

    def name_in_database(self, prefix: str) -> str:
        """Prefix, name and fingerprint of the definition: a changed index has another name."""
        fingerprint = hashlib.sha256(repr(self).encode()).hexdigest()[:10]
        room = LONGEST_NAME - len(prefix) - len(fingerprint) - 1
        return f"{prefix}{self.name[:room]}_{fingerprint}".lower()

    def statement(self, prefix: str) -> Sql:
        """CREATE INDEX for it."""
        kind = "UNIQUE INDEX" if self.unique else "INDEX"
        expressions = ", ".join(f"({expression})" for expression in self.expressions)
        where = f" WHERE {self.where}" if self.where else ""
        return Sql(f'CREATE {kind} "{self.name_in_database(prefix)}" ON "{self.table}" ({expressions}){where}')


@dataclass(frozen=True)
class Changes:
    """The names, as in the database, of the indexes that were created and dropped."""

    created: tuple[str, ...]
    dropped: tuple[str, ...]


async def reconcile(database: Database, wanted: Sequence[ExpressionIndex], *, prefix: str = "cwx_") -> Changes:
    """Make the indexes with this prefix those that are wanted: create the missing, then drop the rest.

    Writes to a table wait while PostgreSQL builds an index on it. Raises PluginError when rows already break a unique
    index, Unavailable when the database does not answer.
    """
    by_name = {index.name_in_database(prefix): index for index in wanted}
    async with exclusive(database) as apart:
        present = await _present(apart, prefix)
        created = tuple(name for name in by_name if name not in present)
        dropped = tuple(name for name in present if name not in by_name)
        for name in created:
            await _create(apart, by_name[name], prefix)
        for name in dropped:
            await apart.execute(Sql(f'DROP INDEX "{name}"'))
    return Changes(created, dropped)


async def _present(database: Database, prefix: str) -> list[str]:
    if database.dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'index' AND substr(name, 1, length(?)) = ? ORDER BY name"
    else:
        query = (
            "SELECT indexname AS name FROM pg_indexes "
            "WHERE schemaname = current_schema() AND left(indexname, length(?)) = ? ORDER BY indexname"
        )
    return [row["name"] for row in await database.rows(Sql(query, (prefix, prefix)))]


async def _create(database: Database, index: ExpressionIndex, prefix: str) -> None:
    try:
        await database.execute(index.statement(prefix))
    except IntegrityError as error:
        message = f"The index {index.name} cannot be unique: rows of the table {index.table} have the same value."
        raise PluginError(message) from error
