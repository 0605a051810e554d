"""What goes over the wire to the database, statement by statement."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from typing import Any

from casewright.db.database import Database


@asynccontextmanager
async def tapped(database: Database) -> AsyncIterator[list[str]]:
    """Every statement meanwhile, as the driver sends it: reads beside, and with BEGIN, COMMIT and what a pool adds."""
    sent: list[str] = []
    client: Any = database.connection
    with ExitStack() as stack:
        for lane in set(database._lanes or ()):
            stack.enter_context(_overheard(lane, sent))
        if database.file:
            await client._connection.set_trace_callback(sent.append)
            yield sent
            await client._connection.set_trace_callback(None)
            return
        async with _opened(client._pool) as connections:
            for connection in connections:
                connection.add_query_logger(lambda record: _note(sent, record.query))
        yield sent
        for connection in connections:
            connection._query_loggers.clear()


@contextmanager
def _overheard(lane: Any, sent: list[str]) -> Iterator[None]:
    fetch = lane.fetch

    async def heard(text: str, values: Sequence[Any]) -> Any:
        _note(sent, text)
        return await fetch(text, values)

    lane.fetch = heard
    yield
    del lane.fetch


def _note(sent: list[str], text: str) -> None:
    """All but the knock for other processes, which goes its own way after the commit."""
    if "pg_notify" not in text:
        sent.append(text)


@asynccontextmanager
async def _opened(pool: Any) -> AsyncIterator[list[Any]]:
    """Every connection the pool may give, all open."""
    taken = [await pool.acquire() for _ in range(pool.get_max_size())]
    yield [connection._con for connection in taken]
    for connection in taken:
        await pool.release(connection)
