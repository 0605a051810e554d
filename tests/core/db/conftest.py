"""Databases for these tests: a SQLite file each, a PostgreSQL database each, and two small apps of their own."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

from casewright.db.database import App, Database
from casewright.db.migrations import migrate

sys.path.insert(0, str(Path(__file__).parent / "toy"))

from casewright_toy import FOREST, GARDEN
from casewright_toy.sprout import write_app


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'toy.db'}"


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """An empty PostgreSQL database, dropped afterwards."""
    server = os.environ.get("CASEWRIGHT_TEST_POSTGRES")
    if not server:
        pytest.skip("CASEWRIGHT_TEST_POSTGRES is not set")
    name = f"casewright_db_{uuid4().hex}"
    asyncio.run(on_server(server, f"CREATE DATABASE {name}"))
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    asyncio.run(on_server(server, f"DROP DATABASE {name} WITH (FORCE)"))


async def on_server(server: str, statement: str) -> None:
    """Run one statement on the server the tests were given."""
    connection = await asyncpg.connect(server)
    await connection.execute(statement)
    await connection.close()


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The same test on both databases."""
    chosen: str = request.getfixturevalue(f"{request.param}_url")
    return chosen


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An open database with the forest and the garden."""
    database = Database(url, [FOREST, GARDEN])
    await migrate(database, progress=lambda sentence: None)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def sprout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., App]:
    """Write an app for this test; see `casewright_toy.sprout`."""
    monkeypatch.syspath_prepend(tmp_path)
    return partial(write_app, tmp_path)
