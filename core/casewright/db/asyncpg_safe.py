"""Tortoise's asyncpg engine, made safe against cancellation and endless waiting.

The stock engine loses a pool connection for ever when a task is cancelled between "got the connection" and "BEGIN
done". Here whatever fails or is cancelled in between gives the connection back, nobody waits for a connection longer
than `ACQUIRE_SECONDS`, and a server that fell silent holds nobody who gave up.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, NamedTuple

import asyncpg
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import (
    BaseDBAsyncClient,
    ConnectionWrapper,
    NestedTransactionContext,
    PoolConnectionWrapper,
    TransactionalDBClient,
    TransactionContext,
    TransactionContextPooled,
)
from tortoise.backends.base_postgres.client import translate_exceptions
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, TransactionManagementError

from casewright.db.fence import Fence

ACQUIRE_SECONDS = 30
"""The longest wait for a free connection of the pool."""

REST_SECONDS = 1
"""The longest wait for a connection to come to rest: rolled back, and ready for the next."""

_ANSWER_SECONDS = 1
"""The longest wait for a server that is asked whether it answers at all."""


@contextmanager
def out_of_reach() -> Iterator[None]:
    """Turn silence of the server, or no way to it, into DBConnectionError."""
    try:
        yield
    except OSError as error:  # a TimeoutError is one
        raise DBConnectionError(error) from error


async def connect(*where: Any, **settings: Any) -> asyncpg.Connection:
    """A new connection, as `asyncpg.connect`; who is cancelled meanwhile does not wait for it.

    It is opened to its end all the same: the driver, stopped half-way, reports an error that nobody could have caught.
    """
    opening = asyncio.ensure_future(asyncpg.connect(*where, **settings))
    try:
        return await asyncio.shield(opening)
    except asyncio.CancelledError:
        opening.add_done_callback(_drop)
        raise


def _drop(opening: asyncio.Future[asyncpg.Connection]) -> None:
    if not opening.cancelled() and not opening.exception():
        opening.result().terminate()


async def _give_back(pool: asyncpg.Pool, connection: Any) -> None:
    """Return a connection to the pool, which drops one that does not come to rest in time and opens another."""
    with suppress(Exception):  # whatever the statement or the transaction came to, this does not change it
        await pool.release(connection, timeout=REST_SECONDS)


async def _tell(client: Any, connection: Any) -> None:
    """For whom the connection works, where the server asks."""
    if client.fence is not None:
        await client.fence.tell(connection._con)


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection whose cancelled statements are no errors: asyncpg's own reports one for some of them.

    A cancellation has a connection of its own. It is made as the first one came: where the server refused TLS, asking
    for it again is in vain, and an answer nobody waits for any more ends as an error that nobody looks at.
    """

    def __init__(self, protocol: Any, transport: Any, loop: Any, addr: Any, config: Any, params: Any) -> None:
        as_it_came = params if protocol.is_ssl else params._replace(ssl=None)
        super().__init__(protocol, transport, loop, addr, config, as_it_came)

    async def _reset(self) -> None:
        """Roll back what is open when the connection returns to its pool: a transaction cancelled as it began."""
        self._top_xact = None
        if self._protocol.is_in_transaction():
            await self.execute("ROLLBACK")


class Pooled(PoolConnectionWrapper[Any]):
    """A connection for one statement, waited for with a limit."""

    async def __aenter__(self) -> Any:
        with out_of_reach():
            async with asyncio.timeout(ACQUIRE_SECONDS):
                connection = await super().__aenter__()
                try:
                    await _tell(self.client, connection)
                except BaseException:
                    await _give_back(self.client._pool, connection)
                    raise
                return connection

    async def __aexit__(self, *_: object) -> None:
        await _give_back(self.client._pool, self.connection)


class Statement(ConnectionWrapper[Any]):
    """The connection of a transaction for one statement; refused once the transaction has ended."""

    client: TransactionalDBClient

    async def __aenter__(self) -> Any:
        connection = await super().__aenter__()
        if self.client._finalized:
            self._lock.release()
            raise TransactionManagementError("the transaction has ended")
        return connection


class Wrapper(TransactionWrapper):
    """The client inside a transaction: what begins and ends it waits its turn like any statement.

    GraphQL leaves resolvers behind when a field beside them fails; they may still be reading when the transaction ends.
    """

    def _in_transaction(self) -> TransactionContext:
        inner = Wrapper(self)
        inner._lock = self._lock
        return NestedTransactionContext(inner)

    def acquire_connection(self) -> Statement:
        return Statement(self._lock, self)

    async def begin(self) -> None:
        async with self._lock:
            await super().begin()

    async def commit(self) -> None:
        async with self._lock:
            await super().commit()

    async def rollback(self) -> None:
        async with self._lock:
            await super().rollback()


class Transaction(TransactionContextPooled):
    """A transaction that gives its connection back whatever happens on the way in or out."""

    async def __aenter__(self) -> TransactionalDBClient:
        with out_of_reach():
            async with asyncio.timeout(ACQUIRE_SECONDS):
                await self.ensure_connection()
                connection = await self.client._parent._pool.acquire()
        self.client._connection = connection
        try:
            await _tell(self.client._parent, connection)
            self.token = get_connections().set(self.connection_name, self.client)
            try:
                await self.client.begin()
            except BaseException:
                get_connections().reset(self.token)
                raise
        except BaseException:
            await _give_back(self.client._parent._pool, connection)
            raise
        return self.client

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        get_connections().reset(self.token)  # first: a task cancelled below may catch that and go on
        try:
            if not self.client._finalized:
                await (self.client.commit() if kind is None else self._roll_back())
        finally:
            await _give_back(self.client._parent._pool, self.client._connection)

    async def _roll_back(self) -> None:
        """Roll back, or drop a connection that does not answer: then the server rolls back."""
        try:
            async with asyncio.timeout(REST_SECONDS):
                await self.client.rollback()
        except Exception:
            with suppress(asyncpg.InterfaceError):  # it is lost already
                self.client._connection.terminate()


async def _keep_settings(connection: asyncpg.Connection) -> None:
    """In place of asyncpg's query that resets the session: no statement of ours changes it, and it would cost a way."""


class Client(AsyncpgDBClient):
    """The asyncpg client whose transactions and statements use the classes above."""

    fence: Fence | None = None
    """Where the tables are fenced from the user of the database."""
    connection_class = Connection

    async def create_pool(self, **settings: Any) -> asyncpg.Pool:
        """A pool that rolls back what is open when a connection returns, and leaves it as it is otherwise."""
        return await super().create_pool(connect=connect, reset=_keep_settings, **settings)

    async def _close(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            with suppress(TimeoutError):  # cancelled, the pool drops what is still open
                async with asyncio.timeout(REST_SECONDS):
                    await pool.close()

    def acquire_connection(self) -> Pooled:
        return Pooled(self, self._pool_init_lock)

    def _in_transaction(self) -> TransactionContext:
        return Transaction(Wrapper(self), self._pool_init_lock)


class PoolUse(NamedTuple):
    """Connections of the pool: those at work, and those open at all."""

    busy: int
    open: int


def pool_use(client: BaseDBAsyncClient) -> PoolUse:
    """How the pool of the client is used at this moment."""
    assert isinstance(client, AsyncpgDBClient)
    pool = client._pool
    return PoolUse(pool.get_size() - pool.get_idle_size(), pool.get_size()) if pool else PoolUse(0, 0)


async def ask(address: Mapping[str, Any]) -> None:
    """Whether the server answers, whatever the pool is busy with; raises DBConnectionError."""
    with out_of_reach():
        async with asyncio.timeout(_ANSWER_SECONDS):
            connection = await connect(**address)
    connection.terminate()


@translate_exceptions
async def records(client: AsyncpgDBClient, query: str, values: Sequence[Any]) -> list[asyncpg.Record]:
    """Run one statement and give its rows, also when it writes."""
    async with client.acquire_connection() as connection:
        found: list[asyncpg.Record] = await connection.fetch(query, *values)
        return found


@translate_exceptions
async def affected(client: AsyncpgDBClient, query: str, values: list[Any]) -> int:
    """Run one statement and tell how many rows it wrote; 0 for statements that write no rows."""
    async with client.acquire_connection() as connection:
        status: str = await connection.execute(query, *values)
    count = status.rpartition(" ")[2]
    return int(count) if count.isdigit() else 0


client_class = Client
