"""What a database cannot do: told apart from a mistake in a statement, and said in one sentence."""

import sqlite3
from contextlib import AbstractContextManager
from types import TracebackType

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
    asyncpg.InvalidCachedStatementError,  # the table was changed since, and the next attempt knows it
    asyncpg.InternalClientError,  # the driver stumbles over what a dying server sent
)
_SQLITE_LIMITS = ("parser stack overflow", "too many", "tree is too large", "tables in a join")
"""SQLite has no code of its own for a statement that it cannot take in."""
_SQLITE = ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_INTERRUPT")


class TooComplex(Exception):
    """A statement is nested too deep or too long for the database; it may be said in several shorter ones."""


class _Translation:
    """A class, because a generator costs as much as the rest of the way to a small row."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not isinstance(error, Exception):
            return
        if lost(error):
            raise Unavailable(SENTENCE) from error
        if too_complex(error):
            raise TooComplex from error


_TRANSLATION = _Translation()


def translate() -> AbstractContextManager[None]:
    """Turn a lost database into Unavailable and its limits into TooComplex; every other error passes unchanged."""
    return _TRANSLATION


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


def too_complex(error: Exception) -> bool:
    """Whether the statement is beyond the limits of the database, whatever it is about."""
    if isinstance(error, sqlite3.OperationalError):
        return any(limit in str(error) for limit in _SQLITE_LIMITS)
    return isinstance(error, asyncpg.ProgramLimitExceededError)
