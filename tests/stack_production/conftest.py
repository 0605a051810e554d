"""Pairs of databases without tables: one to be filled and copied, one to be copied into."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest

WAYS = [("sqlite", "sqlite"), ("postgres", "postgres"), ("sqlite", "postgres"), ("postgres", "sqlite")]


@pytest.fixture(params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """From which database to which."""
    chosen: tuple[str, str] = request.param
    if "postgres" in chosen and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    return chosen


@pytest.fixture
def source_url(way: tuple[str, str], tmp_path: Path) -> Iterator[str]:
    """A database without tables, to be filled and copied."""
    with new_database(way[0], tmp_path) as url:
        yield url


@pytest.fixture
def target_url(way: tuple[str, str], tmp_path: Path) -> Iterator[str]:
    """A database without tables, to be copied into."""
    with new_database(way[1], tmp_path) as url:
        yield url


@contextmanager
def new_database(dialect: str, folder: Path) -> Iterator[str]:
    """A database of one's own, dropped afterwards."""
    name = f"casewright_copy_{uuid4().hex}"
    if dialect == "sqlite":
        yield f"sqlite:///{folder / name}.db"
        return
    server = os.environ["CASEWRIGHT_TEST_POSTGRES"]
    on_server(server, f'CREATE DATABASE "{name}"')
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    on_server(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def on_server(server: str, statement: str) -> None:
    async def execute() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(execute())
