"""One database and the tables of all apps in it: opening, transactions, own SQL."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext, _current_context
from tortoise.exceptions import DBConnectionError, OperationalError

from casewright.db import asyncpg_lane, asyncpg_safe, fence, sqlite_lane, sqlite_safe
from casewright.db.asyncpg_safe import PoolUse
from casewright.db.batch import beside
from casewright.db.failures import translate
from casewright.db.fence import Fence
from casewright.db.notices import listen
from casewright.db.sql import Sql
from casewright.db.url import read_url
from casewright.errors import Unavailable

_SQLITE_SETTINGS = {"busy_timeout": 10_000, "synchronous": "NORMAL", "journal_mode": "WAL"}
_POSTGRES_POOL = {"minsize": 1, "maxsize": 10}
_STATEMENT_SECONDS = 30
_PLAIN = {"jit": "off"}
"""To compile a statement takes PostgreSQL longer than any of ours gains by it."""
_SMALL = {"max_parallel_workers_per_gather": "0"}
"""To start helpers for a page takes PostgreSQL many times as long as to read it."""
_LARGE = {"work_mem": "64MB", "random_page_cost": "1.1"}
"""For figures over all cases: sorted in memory, and read from indexes, which disks have not made slow for long."""
_READERS = 5
"""Connections of a lane: who waits for one is served in turn, and twice as many would make PostgreSQL's processes wait
for a processor instead, some of them for a quarter of a second."""
_Lane: TypeAlias = asyncpg_lane.Lane | sqlite_lane.Lane
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

    One `Database` serves one event loop. Reads have a lane of their own, beside the connections that write: an open
    transaction holds up no reader.

    `migrating` is for changes of the tables themselves: statements take as long as they take, reads go where writes go,
    and SQLite, which rebuilds tables, does not follow foreign keys meanwhile.

    Raises Invalid for a URL it cannot use.
    """

    def __init__(self, url: str, apps: Sequence[App], *, migrating: bool = False) -> None:
        self.dialect, self._address = read_url(url)
        self.url = url
        self.apps = tuple(apps)
        self.migrating = migrating
        self._context: TortoiseContext | None = None
        self._lanes: tuple[_Lane, _Lane] | None = None
        """For reading: one for statements of every kind, and one for steady ones."""
        self._outer: TortoiseContext | None = None
        self._fence: Fence | None = None

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
        return {"engine": asyncpg_safe.__name__, "credentials": self._server(**_SMALL) | _POSTGRES_POOL}

    def _server(self, **settings: str) -> dict[str, Any]:
        seconds = 0 if self.migrating else _STATEMENT_SECONDS
        server = {
            "application_name": "casewright",
            "timezone": "UTC",
            "statement_timeout": str(seconds * 1000),
        } | _PLAIN
        limits = {"timeout": 10, "command_timeout": seconds or None, "server_settings": server | settings}
        return self._address | limits

    def _open_lanes(self) -> "tuple[_Lane, _Lane]":
        if self.file:
            lane = sqlite_lane.Lane(self.file, _STATEMENT_SECONDS)
            return lane, lane
        reading = {"default_transaction_read_only": "on"}
        steadily = {**reading, "plan_cache_mode": "force_generic_plan"}
        untimed = {"command_timeout": None}  # a timer for each statement would be the driver's
        return (
            asyncpg_lane.Lane(_READERS, _STATEMENT_SECONDS, self._fence, **self._server(**reading, **_LARGE) | untimed),
            asyncpg_lane.Lane(
                _READERS, _STATEMENT_SECONDS, self._fence, **self._server(**steadily, **_SMALL) | untimed
            ),
        )

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
            await self._look_for_fence()
            self._lanes = None if self.migrating else self._open_lanes()
        except (*_NOT_OPENED, OSError) as error:
            await self.close()
            raise Unavailable(self.closed_door(error)) from error
        except BaseException:
            await self.close()
            raise

    async def _look_for_fence(self) -> None:
        client = self.connection
        if isinstance(client, asyncpg_safe.Client):
            async with client.acquire_connection() as connection:
                self._fence = client.fence = Fence() if await fence.stands(connection) else None

    @property
    def fenced(self) -> bool:
        """Whether the server shows this process one tenant at a time; it does not show that to the tables' owner."""
        return self._fence is not None

    async def put_up_fence(self) -> list[str]:
        """Have PostgreSQL fence all tables that have a tenant, from everybody but their owner; those it did not yet."""
        if self.file:
            return []
        with translate():
            async with self.connection.acquire_connection() as connection:
                return await fence.put_up(connection)

    def closed_door(self, error: Exception) -> str:
        """Why the database cannot be opened, in a sentence that says what to look at."""
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
        lanes, self._lanes = self._lanes or (), None
        for lane in set(lanes):
            await lane.close()
        await context.close_connections()

    @asynccontextmanager
    async def apart(self) -> AsyncIterator["Database"]:
        """The same database opened once more, `migrating`. Raises Unavailable when it does not answer."""
        apart = Database(self.url, self.apps, migrating=True)
        await apart.open()
        try:
            yield apart
        finally:
            await apart.close()

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
        """How this process uses its connections to PostgreSQL; None for SQLite."""
        if self.file:
            return None
        writing = asyncpg_safe.pool_use(self._opened.db())
        uses = [writing, *(lane.use for lane in self._lanes or () if isinstance(lane, asyncpg_lane.Lane))]
        return PoolUse(sum(use.busy for use in uses), sum(use.open for use in uses))

    async def check(self) -> None:
        """Raise Unavailable when the server does not answer a connection of its own at once; a file always does."""
        if not self.file:
            with translate():
                await asyncpg_safe.ask(self._address)

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

    @property
    def _engine(self) -> ModuleType:
        return sqlite_safe if self.file else asyncpg_safe

    async def fetch(self, text: str, values: Sequence[Any], *, steady: bool = False) -> Sequence[Any]:
        """The records of a statement, each to be asked by position and by name of the column.

        The text has the placeholders of this database, and the values are as its driver wants them (see `Sql.render`);
        the values of the records are as the driver gives them. In a transaction of the calling task it sees, and may
        add to, what that has written; outside it can only read, and reads what is committed. Raises Unavailable when
        the database is lost.

        A `steady` statement is read in the same way whatever its values are: PostgreSQL plans it once for a connection.
        With all the rules about who sees what, making a plan can take longer than reading a page.
        """
        with translate():
            if self._lanes and not self.in_transaction:
                return await self._lanes[steady].fetch(text, values)
            records: Sequence[Any] = await self._engine.records(self.connection, text, values)
            return records

    async def rows(self, sql: Sql) -> list[dict[str, Any]]:
        """The rows that `fetch` gives for a statement."""
        return [dict(record) for record in await self.fetch(*sql.render(self.dialect))]

    async def execute(self, sql: Sql, *others: Sql) -> int:
        """Run one statement, in a transaction also others at the same time; how many rows the first one wrote.

        All go to the database in one step. None may read what another writes, nor write the same row: PostgreSQL runs
        them as one statement, SQLite one after the other. Raises Unavailable when the database is lost.
        """
        with translate():
            if self.file:
                statements = [statement.render(self.dialect) for statement in (sql, *others)]
                count: int = await sqlite_safe.affected(self.connection, *statements)
            else:
                count = await asyncpg_safe.affected(self.connection, *beside(sql, others).render(self.dialect))
            return count

    async def notify(self, channel: str, text: str = "") -> None:
        """Call those who `listen`, in every process, at once and past any transaction; PostgreSQL only.

        A text has less than 8,000 bytes.
        """
        assert self._lanes and not self.file
        with translate():
            await self._lanes[0].fetch("SELECT pg_notify($1, $2)", (channel, text))

    async def listen(self, channel: str, heard: Callable[[str], None]) -> None:
        """Call `heard` with the text of each notice until the connection is lost; some may get lost. PostgreSQL only.

        Raises Unavailable when there is no connection to be had.
        """
        with translate(), asyncpg_safe.out_of_reach():
            await listen(channel, heard, **self._server())
