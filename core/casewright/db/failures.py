"""When the database is lost: telling that apart from a mistake in a statement, and saying it in one sentence."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from tortoise.exceptions import BaseORMException, DBConnectionError

from casewright.errors import Unavailable

SENTENCE = "The database does not answer at the moment; try again."

_POSTGRES = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.TransactionRollbackError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.InternalClientError,  # the driver stumbles over what a dying server sent
)
_SQLITE = ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")


@contextmanager
def translate() -> Iterator[None]:
    """Turn the loss of the database into Unavailable; every other error passes unchanged."""
    try:
        yield
    except Exception as error:
        if lost(error):
            raise Unavailable(SENTENCE) from error
        raise


def lost(error: BaseException) -> bool:
    """Whether the database is away, full, locked or overloaded, rather than asked something wrong."""
    if isinstance(error, DBConnectionError):
        return True
    if isinstance(error, BaseORMException) and error.args and isinstance(error.args[0], Exception):
        return lost(error.args[0])  # Tortoise wraps the driver's error
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorname", "").startswith(_SQLITE)
    if isinstance(error, asyncpg.InterfaceError):  # of a connection that was lost in the middle of a transaction
        return "closed" in str(error) or "released back to the pool" in str(error)
    return isinstance(error, _POSTGRES)
