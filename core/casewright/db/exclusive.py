"""One process at a time changes the tables."""

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from casewright.db.database import Database

POSTGRES_LOCK = 0x6361736577  # "casew"
"""The key of the advisory lock, one for each database of a server."""

_POLL_SECONDS = 0.1


@asynccontextmanager
async def exclusive(database: Database) -> AsyncIterator[Database]:
    """The database opened apart, for changes of its tables, once every other process is done with its own.

    The lock is an advisory lock of PostgreSQL, or a lock on a file beside the SQLite file; both end with the process.
    Raises Unavailable when the database does not answer.
    """
    apart = Database(database.url, database.apps, migrating=True)
    await apart.open()
    try:
        async with _file_lock(apart.file) if apart.file else _advisory_lock(apart):
            yield apart
    finally:
        await apart.close()


@asynccontextmanager
async def _advisory_lock(database: Database) -> AsyncIterator[None]:
    async with database.connection.acquire_connection() as connection:  # its return to the pool frees the lock
        await connection.execute("select pg_advisory_lock($1)", POSTGRES_LOCK)
        yield


@asynccontextmanager
async def _file_lock(file: Path) -> AsyncIterator[None]:
    descriptor = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT, 0o600)
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
