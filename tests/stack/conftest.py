"""One gateway for the tests of a module, on either database; each test is a tenant of its own in it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from kit import Stack, running
from stack.town import NO_WORKER, PLUGINS, Town


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other, for a whole module."""
    chosen: str = request.param
    if chosen == "postgres" and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    EXECUTOR_CACHE.clear()  # Tortoise keeps statements by table only, whatever the dialect
    return chosen


@pytest.fixture(scope="module")
def shared_url(dialect: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fresh migrated database for the tests of a module."""
    if dialect == "sqlite":
        file = tmp_path_factory.mktemp("shared") / "casewright.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server, name = os.environ["CASEWRIGHT_TEST_POSTGRES"], f"casewright_test_{uuid4().hex}"
    template = request.getfixturevalue("postgres_template")
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _execute(server: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())


@pytest.fixture(scope="module")
async def stack(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A gateway with both plugins and without a worker."""
    folder: Path = tmp_path_factory.mktemp("data")
    async with running(shared_url, folder, PLUGINS, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
def town(stack: Stack) -> Town:
    """A tenant of its own."""
    return Town.founded(stack)
