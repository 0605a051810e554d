"""Databases of one's own on either server."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

_AT_ONCE = 8
"""To drop a database, PostgreSQL makes a checkpoint and waits for the disk: so many are dropped by one checkpoint."""
_DROPS = ThreadPoolExecutor(1, "drops")
"""The tests go on meanwhile."""
_unneeded: list[str] = []
_dropped: list[Future[None]] = []


@contextmanager
def new_database(dialect: str, folder: Path, template: str = "") -> Iterator[str]:
    """The URL of a database, which is dropped afterwards: a copy of a template, or one without tables.

    A template is a file of SQLite, or the name of a database of the server that nobody is connected to. A commit does
    not wait for the disk of the server: no test asks what is left when the machine fails.
    """
    name = f"casewright_test_{uuid4().hex}"
    if dialect == "sqlite":
        file = folder / f"{name}.db"
        if template:
            shutil.copy(template, file)
        yield f"sqlite:///{file}"
        return
    server = os.environ["CASEWRIGHT_TEST_POSTGRES"]
    created = f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else "")
    on_server(server, created, f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    _unneeded.append(name)
    if len(_unneeded) >= _AT_ONCE:
        _drop(server)


def _drop(server: str) -> None:
    """Have everything dropped that is not needed any more."""
    statements = [f'DROP DATABASE "{_unneeded.pop()}" WITH (FORCE)' for _ in range(len(_unneeded))]
    _dropped.append(_DROPS.submit(_together, server, statements))


def _together(server: str, statements: Sequence[str]) -> None:
    async def together() -> None:
        async with asyncio.TaskGroup() as tasks:
            for statement in statements:
                tasks.create_task(_execute(server, statement))

    asyncio.run(together())


def wait_for_drops() -> None:
    """Until every database is dropped; raises what kept one from it."""
    if _unneeded:
        _drop(os.environ["CASEWRIGHT_TEST_POSTGRES"])
    while _dropped:
        _dropped.pop().result()


def on_server(server: str, *statements: str) -> None:
    """Run statements on the server, one after the other."""
    asyncio.run(_execute(server, *statements))


async def _execute(server: str, *statements: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()
