"""Sites of their own for the fault tests: embedded on SQLite, or with PostgreSQL and Redis."""

import os
from pathlib import Path

import pytest

from faults.processes import Site

SOAK = os.environ.get("CASEWRIGHT_SOAK") == "1"


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
