"""The second fence: PostgreSQL shows the rows of one tenant, whatever a statement asks for (row-level security).

It stands for every user of the database that does not own the tables; it is no reason to leave a predicate out. The
server is told by a setting of the session for whom a connection works, and tells nothing without one. Connections stay
with a tenant as long as nobody else needs them, so telling costs nothing where tenants do not take turns.
"""

from contextvars import ContextVar
from typing import Any
from weakref import WeakKeyDictionary

import asyncpg

EVERYBODY = "*"
"""For the platform's own work: timers, deliveries, backups; no tenant is called so."""
_working_for: ContextVar[str] = ContextVar("working_for", default=EVERYBODY)

_SETTING = "casewright.tenant"
_OPEN = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE a.attname = 'tenant_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity
AND c.relnamespace = current_schema()::regnamespace ORDER BY c.relname
"""
_ACTIVE = "SELECT bool_or(row_security_active(oid)) FROM pg_class WHERE oid = to_regclass('\"case\"')"


def work_for(tenant: str) -> None:
    """From here on the task works for one tenant, and so do the tasks it starts."""
    _working_for.set(tenant)


class working_for:  # noqa: N801 - read as a verb, as contextlib's own are
    """The block works for one tenant, or, as anything did before, for everybody."""

    def __init__(self, tenant: str) -> None:
        self._tenant = tenant

    def __enter__(self) -> None:
        self._token = _working_for.set(self._tenant)

    def __exit__(self, *failure: object) -> None:
        _working_for.reset(self._token)


class Fence:
    """Tells the server for whom a connection works, when that is somebody else than before."""

    def __init__(self) -> None:
        self._told: WeakKeyDictionary[asyncpg.Connection, str] = WeakKeyDictionary()

    def suits(self, connection: asyncpg.Connection) -> bool:
        """Whether the connection works for whom the task does."""
        return self._told.get(connection) == _working_for.get()

    async def tell(self, connection: asyncpg.Connection) -> None:
        """See that the connection works for whom the task does; raises what the connection raises."""
        if not self.suits(connection):
            tenant = _working_for.get()
            self._told.pop(connection, None)
            await connection.fetchval(f"SELECT set_config('{_SETTING}', $1, false)", tenant)
            self._told[connection] = tenant


async def stands(connection: Any) -> bool:
    """Whether the tables are fenced from the user of this connection."""
    return bool(await connection.fetchval(_ACTIVE))


async def put_up(connection: Any) -> list[str]:
    """Fence every table with a tenant that is not yet, as its owner; which."""
    tables = [row["relname"] for row in await connection.fetch(_OPEN)]
    for table in tables:
        told = f"(SELECT current_setting('{_SETTING}', true))"  # in a query of its own: once for a statement
        own = f"tenant_id = {told} OR {told} = '{EVERYBODY}'"
        async with connection.transaction():
            await connection.execute(f'CREATE POLICY tenant ON "{table}" USING ({own}) WITH CHECK ({own})')
            await connection.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    return tables
