"""Restoring: an archive becomes the rows and objects of an empty platform, in one transaction.

Objects come first: a restore that was killed leaves an empty database, and the next one finds its objects there
already. The rows are committed together, so a platform is there as a whole or not at all.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

from tortoise.exceptions import IntegrityError, OperationalError

from casewright.archive import Progress
from casewright.archive.history import Until, applied, known
from casewright.archive.manifest import Contents, Manifest, key_of, table_of
from casewright.archive.reader import check, members, opened
from casewright.archive.snapshot import count
from casewright.archive.values import from_json
from casewright.db.database import Database
from casewright.db.exclusive import exclusive
from casewright.db.failures import lost
from casewright.db.sql import Sql
from casewright.errors import Conflict, Invalid, Refused
from casewright.platform import Platform
from casewright.storage import ObjectStore
from casewright.storage.store import CHUNK
from casewright.upkeep import bring_up

_BATCH = 500
_RECORD = "tortoise_migrations"
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}
_COLUMNS = {
    "sqlite": "SELECT name FROM pragma_table_info(?)",
    "postgres": "SELECT column_name AS name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = ?",
}


async def plan(platform: Platform, file: Path, progress: Progress) -> Manifest:
    """What `restore` would restore; raises as it does, and writes nothing."""
    manifest = check(file, progress)
    async with exclusive(platform.database) as database:
        await _check_target(database, manifest)
    return manifest


async def restore(
    platform: Platform, file: Path, progress: Progress, say: Callable[[str], None]
) -> Manifest:
    """Fill the platform, which is not open, with everything in the archive, and bring it up to date.

    The archive is proved before anything is written. Deliveries that somebody had in hand are pending again. Raises
    Invalid for a file that is not whole, Refused when the database is not empty or the archive comes from migrations
    that are not installed here, Unavailable.
    """
    manifest = check(file, progress)
    async with exclusive(platform.database) as database:
        await _check_target(database, manifest)
        await Until(database, frozenset(manifest.migrations)).apply(say)
        await _check_columns(database, manifest)
        await platform.store.prepare()
        await _restore_objects(platform.store, file, manifest, progress)
        await _restore_rows(database, file, manifest, progress)
    await bring_up(platform, say)
    return manifest


async def _check_target(database: Database, manifest: Manifest) -> None:
    """Whether the archive can be restored here; raises Refused."""
    unknown = set(manifest.migrations) - await known(database)
    if unknown:
        raise Refused(
            f"the archive of casewright {manifest.casewright} needs {', '.join(sorted(unknown))}, which is not installed"
            " here; install the version and the plugins it comes from",
            rule="restore.migrations",
        )
    for row in await database.rows(Sql(_TABLES[database.dialect])):
        name = row["name"]
        if name != _RECORD and await database.rows(Sql(f'SELECT 1 FROM "{name}" LIMIT 1')):  # noqa: S608
            raise Refused(f"the database is not empty, there are rows in {name}; restore into a new one", rule="restore.empty")
    if await applied(database) - set(manifest.migrations):
        raise Refused("the tables of the database are newer than the archive; restore into a new one", rule="restore.empty")


async def _check_columns(database: Database, manifest: Manifest) -> None:
    """Names of the archive become SQL only after this: they are those of the database."""
    for table in manifest.tables:
        rows = await database.rows(Sql(_COLUMNS[database.dialect], (table.name,)))
        if {row["name"] for row in rows} != set(table.columns):
            raise Refused(f"the table {table.name} here has other columns than in the archive", rule="restore.columns")


async def _restore_objects(store: ObjectStore, file: Path, manifest: Manifest, progress: Progress) -> None:
    done = 0
    with opened(file) as raw:
        for name, stream in members(raw):
            key = key_of(name)
            if key is None:
                continue
            with suppress(Conflict):  # it is there already; the proof afterwards tells whether the bytes are the same
                await store.write(key, _chunks(stream))
            done += 1
            progress("documents", done, manifest.documents)


async def _chunks(stream: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


async def _restore_rows(database: Database, file: Path, manifest: Manifest, progress: Progress) -> None:
    contents = {table.name: table for table in manifest.tables}
    if database.dialect == "sqlite":
        await database.execute(Sql("PRAGMA foreign_keys = ON"))
    with opened(file) as raw:
        async with database.transaction():
            for name, stream in islice(members(raw), len(contents)):
                table = contents[table_of(name) or ""]
                await _restore_table(database, table, stream, progress)
            await database.execute(
                Sql("UPDATE delivery SET state = 'pending' WHERE state IN ('dispatched', 'running')")
            )


async def _restore_table(database: Database, table: Contents, stream: IO[bytes], progress: Progress) -> None:
    names = ", ".join(f'"{name}"' for name in table.columns)
    places = ", ".join("?" * len(table.columns))
    statement, done = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})', 0  # noqa: S608
    for batch in _batches(stream):
        rendered = [Sql(statement, _values(table, text)).render(database.dialect) for text in batch]
        try:
            await database.connection.execute_many(rendered[0][0], [values for _, values in rendered])
        except (IntegrityError, OperationalError) as error:
            if lost(error):
                raise
            raise Invalid(f"rows {done + 1} to {done + len(batch)} of {table.name} do not fit; nothing was restored") from error
        done += len(batch)
        progress(f"rows of {table.name}", done, table.rows)
    if await count(database, table.name) != table.rows:
        raise Invalid(f"{table.name} has other rows than the archive; nothing was restored")


def _batches(lines: IO[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch


def _values(table: Contents, text: bytes) -> tuple[Any, ...]:
    try:
        row = json.loads(text)
        return tuple(from_json(kind, row[name]) for name, kind in table.columns.items())
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(f"a row of {table.name} in the archive is not understood; nothing was restored") from error
