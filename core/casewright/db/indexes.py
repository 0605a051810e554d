"""Indexes over expressions, created and dropped from declarations: a new field needs no migration."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tortoise.exceptions import IntegrityError

from casewright.db.database import Database
from casewright.db.dialect import Dialect
from casewright.db.exclusive import exclusive
from casewright.db.sql import Sql
from casewright.errors import PluginError

LONGEST_NAME = 63
"""In bytes; PostgreSQL cuts longer names."""

PREFIX = "cwx_"
"""How the names of our indexes begin."""

_CONCURRENTLY: dict[Dialect, str] = {"sqlite": "", "postgres": " CONCURRENTLY"}

_PRESENT: dict[Dialect, str] = {
    "sqlite": """
        SELECT name, 1 AS whole FROM sqlite_master WHERE type = 'index' AND substr(name, 1, length(?)) = ? ORDER BY name
    """,
    "postgres": """
        SELECT c.relname AS name, i.indisvalid AS whole FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND left(c.relname, length(?)) = ? ORDER BY c.relname
    """,
}

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

    def name_in_database(self) -> str:
        """Prefix, name and fingerprint of the definition: a changed index has another name."""
        fingerprint = hashlib.sha256(repr(self).encode()).hexdigest()[:10]
        room = LONGEST_NAME - len(PREFIX) - len(fingerprint) - 1
        return f"{PREFIX}{self.name[:room]}_{fingerprint}".lower()

    def statement(self, dialect: Dialect) -> Sql:
        """CREATE INDEX for it, which on PostgreSQL lets writes to the table go on."""
        kind = f"{'UNIQUE ' if self.unique else ''}INDEX{_CONCURRENTLY[dialect]}"
        expressions = ", ".join(f"({expression})" for expression in self.expressions)
        where = f" WHERE {self.where}" if self.where else ""
        return Sql(f'CREATE {kind} "{self.name_in_database()}" ON "{self.table}" ({expressions}){where}')


@dataclass(frozen=True)
class Changes:
    """The names, as in the database, of the indexes to create and to drop: in both, what an interrupted build left."""

    created: tuple[str, ...]
    dropped: tuple[str, ...]


async def plan(database: Database, wanted: Sequence[ExpressionIndex]) -> Changes:
    """What `reconcile` would do. Raises Unavailable when the database does not answer."""
    async with database.apart() as apart:
        return await _changes(apart, _by_name(wanted))


async def reconcile(database: Database, wanted: Sequence[ExpressionIndex]) -> Changes:
    """Make our indexes those that are wanted: create the missing, then drop the rest.

    Reads and writes of other processes go on meanwhile; a build that was interrupted is done again. Raises PluginError
    when rows already break a unique index, Unavailable when the database does not answer.
    """
    by_name = _by_name(wanted)
    async with exclusive(database) as apart:
        changes = await _changes(apart, by_name)
        for name in changes.created:
            if name in changes.dropped:
                await _drop(apart, name)
            await _create(apart, by_name[name])
        for name in changes.dropped:
            if name not in by_name:
                await _drop(apart, name)
    return changes


def _by_name(wanted: Sequence[ExpressionIndex]) -> dict[str, ExpressionIndex]:
    return {index.name_in_database(): index for index in wanted}


async def _changes(database: Database, wanted: Mapping[str, ExpressionIndex]) -> Changes:
    rows = await database.rows(Sql(_PRESENT[database.dialect], (PREFIX, PREFIX)))
    whole = {row["name"]: bool(row["whole"]) for row in rows}
    return Changes(
        created=tuple(name for name in wanted if not whole.get(name)),
        dropped=tuple(name for name in whole if not whole[name] or name not in wanted),
    )


async def _create(database: Database, index: ExpressionIndex) -> None:
    try:
        await database.execute(index.statement(database.dialect))
    except IntegrityError as error:
        if database.dialect == "postgres":  # it stays half-built, and refuses rows
            await _drop(database, index.name_in_database())
        message = f"The index {index.name} cannot be unique: rows of the table {index.table} have the same value."
        raise PluginError(message) from error


async def _drop(database: Database, name: str) -> None:
    await database.execute(Sql(f'DROP INDEX{_CONCURRENTLY[database.dialect]} "{name}"'))
