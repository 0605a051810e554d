"""Databases of one's own on either server."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

_DROPS = ThreadPoolExecutor(1, "drops")
"""To drop a database, PostgreSQL makes a checkpoint and waits for the disk: the tests go on meanwhile."""
_dropped: list[Future[None]] = []


@contextmanager
def new_database(dialect: str, folder: Path, template: str = "") -> Iterator[str]:
    """The URL of a database, which is dropped afterwards: a copy of a template, or one without tables.

    A template is a file of SQLite, or the name of a database of the server that nobody is connected to.
    """
    name = f"casewright_test_{uuid4().hex}"
    if dialect == "sqlite":
        file = folder / f"{name}.db"
        if template:
            shutil.copy(template, file)
        yield f"sqlite:///{file}"
        return
    server = os.environ["CASEWRIGHT_TEST_POSTGRES"]
    on_server(server, f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    _dropped.append(_DROPS.submit(on_server, server, f'DROP DATABASE "{name}" WITH (FORCE)'))


def wait_for_drops() -> None:
    """Until every database is dropped; raises what kept one from it."""
    while _dropped:
        _dropped.pop().result()


def on_server(server: str, statement: str) -> None:
    """Run a statement on the server."""

    async def execute() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
