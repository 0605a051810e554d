"""Databases for these tests: a SQLite file each, a PostgreSQL database each, and two small apps of their own."""

import os
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from casewright.db.database import App, Database
from casewright.db.migrations import migrate
from databases import new_database

sys.path.insert(0, str(Path(__file__).parent / "toy"))

from casewright_toy import FOREST, GARDEN
from casewright_toy.sprout import write_app


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'toy.db'}"


@pytest.fixture
def postgres_url(tmp_path: Path) -> Iterator[str]:
    """An empty PostgreSQL database, dropped afterwards."""
    if not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES is not set")
    with new_database("postgres", tmp_path) as url:
        yield url


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


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def forest_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An empty database for a whole module."""
    if request.param == "postgres" and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES is not set")
    with new_database(request.param, tmp_path_factory.mktemp("forest")) as url:
        yield url


@pytest.fixture(scope="module")
async def forest(forest_url: str) -> AsyncIterator[Database]:
    """An open database with the forest, for a module whose tests do nothing but plant trees."""
    database = Database(forest_url, [FOREST])
    await migrate(database, progress=lambda sentence: None)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
def sprout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., App]:
    """Write an app for this test; see `casewright_toy.sprout`."""
    monkeypatch.syspath_prepend(tmp_path)
    return partial(write_app, tmp_path)
