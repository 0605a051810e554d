"""Reading PostgreSQL on connections of its own: one round trip a statement, on the connection that was used last.

A pool of asyncpg resets a connection whenever it comes back, which is a second round trip. These connections do nothing
but read, one statement at a time, so there is nothing to reset.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any

import asyncpg
from tortoise.exceptions import DBConnectionError

from casewright.db import asyncpg_safe
from casewright.db.fence import Fence
from casewright.deadlines import Deadlines


class Lane:
    """Connections to one database, made when they are needed and kept."""

    def __init__(self, connections: int, seconds: float, fence: Fence | None = None, **credentials: Any) -> None:
        """So many connections at most, no statement longer than `seconds`; `credentials` as for `asyncpg.connect`."""
        self._fence = fence
        self._credentials = credentials
        self._free = connections
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._patience, self._statements = Deadlines(asyncpg_safe.ACQUIRE_SECONDS), Deadlines(seconds)
        self._open: set[asyncpg.Connection] = set()
        self._idle: list[asyncpg.Connection] = []

    @property
    def use(self) -> asyncpg_safe.PoolUse:
        """How the connections are used at this moment."""
        return asyncpg_safe.PoolUse(len(self._open) - len(self._idle), len(self._open))

    async def fetch(self, text: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        """The rows of one statement that only reads.

        Raises asyncpg's errors, and DBConnectionError when the server keeps silent or all connections stay taken.
        """
        try:
            if self._free:
                self._free -= 1
            else:
                await self._place()
            try:
                return await self._read(self._rested() or await self._connect(), text, values)
            finally:
                self._leave()
        except OSError as error:  # a TimeoutError is one
            raise DBConnectionError(error) from error

    async def _place(self) -> None:
        """The place of somebody who leaves, each in turn; raises TimeoutError."""
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            with self._patience.limit():
                await place
        except BaseException:
            if not place.cancelled():  # it was given meanwhile
                self._leave()
            raise

    def _leave(self) -> None:
        """Give the place to who has waited longest and still does."""
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(None)
                return
        self._free += 1

    def _rested(self) -> asyncpg.Connection | None:
        while self._idle:
            connection = self._idle.pop(self._place_of_next())
            if not connection.is_closed():
                return connection
            self._open.discard(connection)  # the server closed it
        return None

    def _place_of_next(self) -> int:
        """The last one, or behind a fence the last one that works for this tenant."""
        if self._fence is not None:
            for place in range(len(self._idle) - 1, -1, -1):
                if self._fence.suits(self._idle[place]):
                    return place
        return -1

    async def _connect(self) -> asyncpg.Connection:
        connection = await asyncpg_safe.connect(connection_class=asyncpg_safe.Connection, **self._credentials)
        self._open.add(connection)
        return connection

    async def _read(self, connection: asyncpg.Connection, text: str, values: Sequence[Any]) -> list[asyncpg.Record]:
        try:
            with self._statements.limit():
                if self._fence is not None:
                    await self._fence.tell(connection)
                rows: list[asyncpg.Record] = await connection.fetch(text, *values)
        except asyncpg.PostgresError:  # an answer as well
            self._idle.append(connection)
            raise
        except BaseException:
            await self._settle(connection)
            raise
        self._idle.append(connection)
        return rows

    async def _settle(self, connection: asyncpg.Connection) -> None:
        """Keep a connection that the server frees in time from a statement nobody waits for; drop any other."""
        try:
            # asyncpg lets the cancellation come to its end first
            await connection.execute("SELECT 1", timeout=asyncpg_safe.REST_SECONDS)
        except BaseException as error:
            self._open.discard(connection)
            connection.terminate()
            if not isinstance(error, Exception):
                raise
        else:
            self._idle.append(connection)

    async def close(self) -> None:
        """Close every connection, also those at work."""
        connections, self._open, self._idle = self._open, set(), []
        closing = (connection.close(timeout=asyncpg_safe.REST_SECONDS) for connection in connections)
        await asyncio.gather(*closing, return_exceptions=True)  # one that does not close in time is dropped
