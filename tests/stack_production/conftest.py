"""Pairs of databases: one to be filled and copied, one to be copied into."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from databases import new_database

WAYS = [("sqlite", "sqlite"), ("postgres", "postgres"), ("sqlite", "postgres"), ("postgres", "sqlite")]


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """From which database to which."""
    chosen: tuple[str, str] = request.param
    if "postgres" in chosen and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    return chosen


@pytest.fixture
def source_url(way: tuple[str, str], template: Callable[[str], str], tmp_path: Path) -> Iterator[str]:
    """A migrated database, to be filled and copied."""
    with new_database(way[0], tmp_path, template(way[0])) as url:
        yield url


@pytest.fixture
def target_url(way: tuple[str, str], template: Callable[[str], str], tmp_path: Path) -> Iterator[str]:
    """A migrated database, to be copied into."""
    with new_database(way[1], tmp_path, template(way[1])) as url:
        yield url


@pytest.fixture
def bare_url(way: tuple[str, str], tmp_path: Path) -> Iterator[str]:
    """A database without tables, to be copied into."""
    with new_database(way[1], tmp_path) as url:
        yield url
