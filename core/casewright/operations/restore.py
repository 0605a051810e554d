"""Restoring: an archive becomes the rows and objects of an empty platform.

Objects come first and rows in one transaction after them, so a restore that was killed leaves a database without rows,
and the next one finds its objects in their places.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

from tortoise.exceptions import IntegrityError, OperationalError

from casewright.archive import Progress
from casewright.archive.history import Until
from casewright.archive.manifest import Contents, Manifest, key_of
from casewright.archive.reader import check, members, opened
from casewright.archive.snapshot import count
from casewright.archive.tally import Tally
from casewright.archive.target import check_columns, check_target
from casewright.archive.values import from_json
from casewright.db.database import Database
from casewright.db.exclusive import exclusive
from casewright.db.failures import lost
from casewright.db.sql import Sql
from casewright.errors import Conflict, Invalid
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.storage import ObjectStore
from casewright.storage.store import CHUNK

_BATCH = 500
_LET_GO = (
    "UPDATE delivery SET state = 'pending' WHERE state IN ('dispatched', 'running') AND webhook_id IS NULL",
    "UPDATE delivery SET state = 'queued' WHERE state = 'running' AND webhook_id IS NOT NULL",
    "DELETE FROM heartbeat",
)


async def plan(platform: Platform, file: Path, progress: Progress) -> Manifest:
    """What `restore` would restore; raises what it would raise, and writes nothing."""
    manifest = check(file, progress)
    async with exclusive(platform.database) as database:
        await check_target(database, manifest)
    return manifest


async def restore(platform: Platform, file: Path, progress: Progress, say: Callable[[str], None]) -> Manifest:
    """Fill a platform that is not open with what the archive holds, and bring it up to date; `say` hears of migrations.

    The whole archive is proved before anything is written. Deliveries that a process had in hand are pending again.
    Raises Invalid for an archive that is not whole, Refused when the database is not empty or the archive comes from
    migrations that are not installed here, Unavailable.
    """
    manifest = check(file, progress)
    async with exclusive(platform.database) as database:
        await check_target(database, manifest)
        await Until(database, frozenset(manifest.migrations)).apply(say)
        await check_columns(database, manifest)
        await platform.store.prepare()
        await _restore_objects(platform.store, file, manifest, progress)
        await _restore_rows(database, file, manifest, progress)
    await bring_up(platform, say)
    async with exclusive(platform.database) as database:
        await _let_go(database)
    return manifest


async def _restore_objects(store: ObjectStore, file: Path, manifest: Manifest, progress: Progress) -> None:
    tally = Tally(progress, "documents", manifest.documents)
    with opened(file) as raw:
        for name, stream in members(raw):
            key = key_of(name)
            if key is not None:
                with suppress(Conflict):  # it is in its place already; the proof tells whether it is the same
                    await store.write(key, _chunks(stream))
                tally.add()


async def _chunks(stream: IO[bytes]) -> AsyncIterator[bytes]:
    while chunk := stream.read(CHUNK):
        yield chunk


async def _restore_rows(database: Database, file: Path, manifest: Manifest, progress: Progress) -> None:
    if database.dialect == "sqlite":
        await database.execute(Sql("PRAGMA foreign_keys = ON"))
    tally = Tally(progress, "rows", manifest.rows)
    with opened(file) as raw:
        async with database.transaction():
            for table, (_, stream) in zip(manifest.tables, members(raw), strict=False):
                await _restore_table(database, table, stream, tally)


async def _restore_table(database: Database, table: Contents, stream: IO[bytes], tally: Tally) -> None:
    names, places = ", ".join(f'"{name}"' for name in table.columns), ", ".join("?" * len(table.columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'  # noqa: S608
    for batch in _batches(stream):
        rendered = [Sql(statement, _values(table, text)).render(database.dialect) for text in batch]
        try:
            await database.connection.execute_many(rendered[0][0], [values for _, values in rendered])
        except (IntegrityError, OperationalError) as error:
            if lost(error):
                raise
            message = f"the rows of {table.name} in the archive do not fit; no row was restored"
            raise Invalid(message) from error
        tally.add(len(batch))
    if await count(database, table.name) != table.rows:
        raise Invalid(f"{table.name} has not the rows of the archive; no row was restored")


def _batches(lines: IO[bytes]) -> Iterator[list[bytes]]:
    while batch := list(islice(lines, _BATCH)):
        yield batch


def _values(table: Contents, text: bytes) -> tuple[Any, ...]:
    try:
        row = json.loads(text)
        return tuple(from_json(kind, row[name]) for name, kind in table.columns.items())
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(f"a row of {table.name} in the archive is not understood; no row was restored") from error


async def _let_go(database: Database) -> None:
    """What processes had in hand is in nobody's hand, and none of them lives here."""
    async with database.transaction():
        for statement in _LET_GO:
            await database.execute(Sql(statement))
