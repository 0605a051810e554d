"""One database and the tables of all apps in it: opening, transactions, own SQL."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import DBConnectionError, OperationalError

from casewright.db import asyncpg_safe, sqlite_safe
from casewright.db.asyncpg_safe import PoolUse
from casewright.db.failures import translate
from casewright.db.sql import Sql
from casewright.db.url import read_url
from casewright.errors import Unavailable

_SQLITE_SETTINGS = {"busy_timeout": 10_000, "synchronous": "NORMAL", "journal_mode": "WAL"}
_POSTGRES_SETTINGS = {"minsize": 1, "maxsize": 10, "timeout": 10}
_STATEMENT_SECONDS = 30
_waiting: ContextVar[list[Callable[[], None]] | None] = ContextVar("waiting", default=None)
"""What waits for the commit of the transaction the task is in; None outside of one."""
_NOT_OPENED = (sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, DBConnectionError, OperationalError)


@dataclass(frozen=True)
class App:
    """The tables of the core or of one plugin: Tortoise's label, the module of its models, that of its migrations."""

    label: str
    models: str
    migrations: str


class Database:
    """The database at `url` with the tables of `apps`, listed so that each comes after those it refers to.

    One `Database` serves one event loop. `migrating` is for changes of the tables themselves: statements take as long
    as they take, and SQLite, which rebuilds tables, does not follow foreign keys meanwhile.

    Raises Invalid for a URL it cannot use.
    """

    def __init__(self, url: str, apps: Sequence[App], *, migrating: bool = False) -> None:
        self.dialect, self._address = read_url(url)
        self.url = url
        self.apps = tuple(apps)
        self.migrating = migrating
        self._context: TortoiseContext | None = None
        self._outer: TortoiseContext | None = None

    def config(self) -> dict[str, Any]:
        """The configuration for Tortoise: UTC, our engines, all apps.

        The connection is named by the dialect, because Tortoise keeps statements per name for the whole process.
        """
        return {
            "connections": {self.dialect: self._sqlite() if self.file else self._postgres()},
            "use_tz": True,
            "timezone": "UTC",
            "apps": {
                app.label: {"models": [app.models], "default_connection": self.dialect, "migrations": app.migrations}
                for app in self.apps
            },
        }

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self._address["file_path"]) if self.dialect == "sqlite" else None

    def _sqlite(self) -> dict[str, Any]:
        settings = _SQLITE_SETTINGS | {"foreign_keys": "OFF" if self.migrating else "ON"}
        return {"engine": sqlite_safe.__name__, "credentials": self._address | settings}

    def _postgres(self) -> dict[str, Any]:
        seconds = 0 if self.migrating else _STATEMENT_SECONDS
        server = {"application_name": "casewright", "timezone": "UTC", "statement_timeout": str(seconds * 1000)}
        limits = _POSTGRES_SETTINGS | {"command_timeout": seconds or None, "server_settings": server}
        return {"engine": asyncpg_safe.__name__, "credentials": self._address | limits}

    async def open(self, *, everywhere: bool = False) -> None:
        """Connect now, for this event loop; `everywhere` serves every task of the process (the web process).

        Raises Unavailable when the database does not answer.
        """
        self._context, self._outer = TortoiseContext(), _current_context.get()
        self.enter()
        try:
            if self.file:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            await self._context.init(config=self.config(), _enable_global_fallback=everywhere)
            await self.connection.execute_query("select 1")
        except (*_NOT_OPENED, OSError) as error:
            await self.close()
            raise Unavailable(self._closed_door(error)) from error
        except BaseException:
            await self.close()
            raise

    def _closed_door(self, error: Exception) -> str:
        if self.file:
            return f"The database file {self.file} cannot be opened: check the path and who may write there."
        where = "{database} at {host}:{port}".format_map(self._address)
        if isinstance(error, asyncpg.InvalidAuthorizationSpecificationError):
            return f"The database {where} refuses the user name or the password."
        return f"The database {where} cannot be opened: check that the server runs and the database exists."

    async def close(self) -> None:
        """Close every connection; closing twice is harmless."""
        context, self._context = self._context, None
        if context is None:
            return
        if _current_context.get() is context:
            _current_context.set(self._outer)
        await context.close_connections()

    def enter(self) -> None:
        """Make this database the one that models use in the calling thread or task, and in tasks started from it."""
        _current_context.set(self._opened)

    @property
    def _opened(self) -> TortoiseContext:
        if self._context is None:
            raise RuntimeError("the database is not open")
        return self._context

    @property
    def connection(self) -> BaseDBAsyncClient:
        """Tortoise's client: the one of the transaction inside a transaction."""
        return self._opened.db()

    @property
    def pool(self) -> PoolUse | None:
        """How this process uses its connections to PostgreSQL; None for SQLite, which has one."""
        return None if self.file else asyncpg_safe.pool_use(self._opened.db())

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[BaseDBAsyncClient]:
        """All or nothing: commits at the end of the block, rolls back when it raises; an inner one is a savepoint.

        Raises Unavailable when the database is lost on the way.
        """
        waiting: list[Callable[[], None]] = []
        token = _waiting.set(waiting)
        try:
            with translate():
                async with self.connection._in_transaction() as connection:
                    yield connection
        finally:
            _waiting.reset(token)
        for callback in waiting:
            self.after_commit(callback)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Call back when all is committed: now, or after the outermost transaction; never when that rolls back."""
        waiting = _waiting.get()
        if waiting is None:
            callback()
        else:
            waiting.append(callback)

    @property
    def in_transaction(self) -> bool:
        """Whether the calling task is in a transaction."""
        return _waiting.get() is not None

    async def rows(self, sql: Sql) -> list[dict[str, Any]]:
        """The rows of a query, values as the driver gives them; raises Unavailable when the database is lost."""
        text, values = sql.render(self.dialect)
        with translate():
            return await self.connection.execute_query_dict(text, values)

    async def execute(self, sql: Sql) -> int:
        """Run one statement; how many rows it wrote. Raises Unavailable when the database is lost."""
        text, values = sql.render(self.dialect)
        engine = sqlite_safe if self.file else asyncpg_safe
        with translate():
            count: int = await engine.affected(self.connection, text, values)
            return count
