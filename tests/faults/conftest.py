"""Sites of their own for the fault tests: embedded on SQLite, or with PostgreSQL and Redis."""

import os
from itertools import zip_longest
from pathlib import Path

import pytest

from faults.processes import Site

SOAK = os.environ.get("CASEWRIGHT_SOAK") == "1"


LONGEST = ("test_storm", "test_broker_gone", "test_clock_ahead", "test_database_restarted", "test_jobs_move")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, with a short one after each: processes are given two tests at a time."""
    places = {name: place for place, name in enumerate(LONGEST)}
    long = sorted((item for item in items if item.path.stem in places), key=lambda item: places[item.path.stem])
    short = [item for item in items if item.path.stem not in places]
    items[:] = [item for pair in zip_longest(long, short) for item in pair if item]


@pytest.fixture
def postgres() -> str:
    """The dialect of tests that need a database which can go away alone, or a worker apart."""
    if not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    return "postgres"


@pytest.fixture
def redis_url() -> str:
    """The Redis server of the tests."""
    url = os.environ.get("CASEWRIGHT_TEST_REDIS")
    if not url:
        pytest.skip("CASEWRIGHT_TEST_REDIS names no server")
    return url


@pytest.fixture
def site(database_url: str, dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Site:
    """Embedded on SQLite; on PostgreSQL with a broker, so with a worker process of its own."""
    broker = "memory://" if dialect == "sqlite" else request.getfixturevalue("redis_url")
    return Site(tmp_path / "site", database_url, broker)
