"""Databases for tests: SQLite always, PostgreSQL when CASEWRIGHT_TEST_POSTGRES names a server."""

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from casewright.db.database import Database
from casewright.db.migrations import migrate
from casewright.operations.change import Draft
from casewright.platform import CORE
from casewright.telling import PART_OF_EVENT, PART_OF_KEY
from databases import new_database, wait_for_drops

gc.set_threshold(100_000, 50, 100)  # each collection looks through all schemas of the process: a quarter of its work
sys.modules.setdefault("sniffio", None)  # httpx2 imports it at every request: a search on disk when it is not there


def pytest_sessionfinish() -> None:
    """Nothing stays behind on the server."""
    wait_for_drops()


@pytest.fixture(scope="session", autouse=True)
def events_have_their_parts() -> Iterator[None]:
    """Whatever any test has recorded stands in the tables of `telling`, its keys too, which come from many places."""
    record = Draft.record

    def recorded(draft: Draft, name: str, /, **data: Any) -> None:
        assert name in PART_OF_EVENT, f"no part of the case is said for the event {name}"
        assert data.keys() <= PART_OF_KEY.keys(), f"no part of the case is said for what {name} tells: {[*data]}"
        record(draft, name, **data)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Draft, "record", recorded)
        yield


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Everything runs on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A migrated SQLite file, to be copied."""
    with new_database("sqlite", tmp_path_factory.mktemp("template")) as url:
        _migrate(url)
        yield url.removeprefix("sqlite:///")


@pytest.fixture(scope="session")
def postgres_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a migrated PostgreSQL database, to be copied."""
    with new_database("postgres", tmp_path_factory.mktemp("template")) as url:
        _migrate(url)
        yield urlsplit(url).path.lstrip("/")


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The template of a dialect, which is made when somebody first asks for it."""
    return lambda dialect: str(request.getfixturevalue(f"{dialect}_template"))


@pytest.fixture(params=["sqlite", "postgres"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other."""
    chosen: str = request.param
    if chosen == "postgres" and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    return chosen


@pytest.fixture
def database_url(dialect: str, template: Callable[[str], str], tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database of its own."""
    with new_database(dialect, tmp_path, template(dialect)) as url:
        yield url


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests read their own settings only."""
    for name in list(os.environ):
        if name.startswith("CASEWRIGHT_") and not name.startswith("CASEWRIGHT_TEST_"):
            monkeypatch.delenv(name)
    yield


def _migrate(url: str) -> None:
    asyncio.run(migrate(Database(url, [CORE]), progress=lambda sentence: None))
