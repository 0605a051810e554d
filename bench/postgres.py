"""A PostgreSQL database of the benchmark's own: made, filled with claims, and dropped at the end."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from bench.processes import casewright, environment_of
from bench.progress import say

_SQL = Path(__file__).parent / "sql"
_SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


class Database:
    """A database by its URL, for what the benchmark itself asks of it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def rows(self, statement: str, *values: Any) -> list[Any]:
        """The rows of one query."""
        return asyncio.run(self._rows(statement, values))

    def run(self, script: str) -> None:
        """Several statements in one session."""
        asyncio.run(self._run(script))

    async def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        connection = await asyncpg.connect(self.url)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def _run(self, script: str) -> None:
        connection = await asyncpg.connect(self.url)
        try:
            for statement in _statements(script):
                await connection.execute(statement, timeout=3600)
        finally:
            await connection.close()


@contextmanager
def empty() -> Iterator[Database]:
    """A database without tables."""
    server = Database(os.environ.get("CASEWRIGHT_TEST_POSTGRES", _SERVER))
    name = f"casewright_bench_{uuid4().hex}"
    server.run(f'CREATE DATABASE "{name}"')
    try:
        yield Database(urlsplit(server.url)._replace(path=f"/{name}").geturl())
    finally:
        server.run(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def seeded(cases: int, *, parts: bool, folder: Path) -> Iterator[Database]:
    """A migrated database of so many claims; with `parts` each has 3 tasks, 2 documents and 5 events."""
    with empty() as database:
        casewright("migrate", environment=environment_of(database.url, folder))
        with say(f"seeding {cases:,} cases"):
            sizes = {"cases": cases, "assignees": max(cases // 1000, 5), "parts": "on" if parts else "off"}
            settings = "".join(f"SET bench.{setting} = '{value}';\n" for setting, value in sizes.items())
            database.run(settings + (_SQL / "seed.sql").read_text())
            database.run((_SQL / "functions.sql").read_text() + (_SQL / "text.sql").read_text())
        yield database


def available() -> bool:
    """Whether the server answers."""
    try:
        return bool(Database(os.environ.get("CASEWRIGHT_TEST_POSTGRES", _SERVER)).rows("SELECT 1"))
    except (OSError, asyncpg.PostgresError):
        return False


def _statements(script: str) -> Iterator[str]:
    """The statements of a script; a function's body, between dollar quotes, is part of its statement."""
    statement, quoted = "", False
    for line in script.splitlines(keepends=True):
        statement += line
        quoted ^= line.count("$$") % 2 == 1
        if not quoted and line.partition("--")[0].rstrip().endswith(";"):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
