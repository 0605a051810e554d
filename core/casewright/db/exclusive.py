"""One process at a time changes the tables."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from casewright.db.database import Database
from casewright.errors import Unavailable

POSTGRES_LOCK = 0x6361736577  # "casew"
"""The key of the advisory lock, one for each database of a server."""

_POLL_SECONDS = 0.1


@asynccontextmanager
async def exclusive(database: Database) -> AsyncIterator[Database]:
    """The database opened apart, for changes of its tables, once every other process is done with its own.

    The lock is an advisory lock of PostgreSQL, or a lock on a file beside the SQLite file; both end with the process.
    Raises Unavailable when the database does not answer.
    """
    if database.file:  # before it is opened: who makes the file has it for itself
        async with _file_lock(database, database.file), database.apart() as apart:
            yield apart
    else:
        async with database.apart() as apart, _advisory_lock(apart):
            yield apart


@asynccontextmanager
async def _advisory_lock(database: Database) -> AsyncIterator[None]:
    async with database.connection.acquire_connection() as connection:  # the end of its session frees the lock
        # Not pg_advisory_lock: a statement that waits holds up the index that the holder of the lock builds.
        while not await connection.fetchval("select pg_try_advisory_lock($1)", POSTGRES_LOCK):  # noqa: ASYNC110 - as below
            await asyncio.sleep(_POLL_SECONDS)
        yield


@asynccontextmanager
async def _file_lock(database: Database, file: Path) -> AsyncIterator[None]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise Unavailable(database.closed_door(error)) from error
    try:
        while not _locked(descriptor):  # noqa: ASYNC110 - another process lets go, no event of ours tells
            await asyncio.sleep(_POLL_SECONDS)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
