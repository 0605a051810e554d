"""Databases for tests: SQLite always, PostgreSQL when CASEWRIGHT_TEST_POSTGRES names a server."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from casewright.db.database import Database
from casewright.db.migrations import migrate
from casewright.platform import CORE


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Everything runs on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to be copied."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied; dropped at the end."""
    server = _server()
    name = f"casewright_template_{uuid4().hex}"
    _execute(server, f'CREATE DATABASE "{name}"')
    _migrate(_with_database(server, name))
    yield name
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    chosen: str = request.param
    if chosen == "postgres" and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    return chosen


@pytest.fixture
def database_url(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database of its own."""
    if dialect == "sqlite":
        file = tmp_path / "casewright.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    server, name = _server(), f"casewright_test_{uuid4().hex}"
    template = request.getfixturevalue("postgres_template")
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield _with_database(server, name)
    _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests read their own settings only."""
    for name in list(os.environ):
        if name.startswith("CASEWRIGHT_") and not name.startswith("CASEWRIGHT_TEST_"):
            monkeypatch.delenv(name)
    yield


def _server() -> str:
    return os.environ["CASEWRIGHT_TEST_POSTGRES"]


def _with_database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _migrate(url: str) -> None:
    asyncio.run(migrate(Database(url, [CORE]), progress=lambda sentence: None))


def _execute(server: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
