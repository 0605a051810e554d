"""One gateway for the tests of a module, on either database; each test is a tenant of its own in it."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from casewright import models
from casewright.platform import utc_now
from databases import new_database
from kit import Stack, running
from stack.refuge import Refuge
from stack.town import NO_WORKER, PLUGINS, Town
from stack.watch import MONDAY, Watch


@pytest.fixture(params=["sqlite", "postgres"], scope="module")
def dialect(request: pytest.FixtureRequest) -> str:
    """Both databases, one after the other, for a whole module."""
    chosen: str = request.param
    if chosen == "postgres" and not os.environ.get("CASEWRIGHT_TEST_POSTGRES"):
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    EXECUTOR_CACHE.clear()  # Tortoise keeps statements by table only, whatever the dialect
    return chosen


@pytest.fixture(scope="module")
def shared_url(dialect: str, template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A fresh migrated database for the tests of a module."""
    with new_database(dialect, tmp_path_factory.mktemp("shared"), template(dialect)) as url:
        yield url


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """What the gateway is started with: the town, unless a module says otherwise."""
    return PLUGINS


@pytest.fixture(scope="module")
def shared_watch() -> Watch:
    """What a gateway looks at whose module says so by `now`."""
    return Watch()


@pytest.fixture
def watch(shared_watch: Watch) -> Watch:
    """It is Monday again."""
    shared_watch.moment = MONDAY
    return shared_watch


@pytest.fixture(scope="module")
def now() -> Callable[[], datetime]:
    """The time of the gateway: the real one, unless a module says otherwise."""
    return utc_now


@pytest.fixture(scope="module")
async def stack(
    shared_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    plugins: Mapping[str, object],
    now: Callable[[], datetime],
) -> AsyncIterator[Stack]:
    """A gateway without a worker."""
    folder: Path = tmp_path_factory.mktemp("data")
    async with running(shared_url, folder, plugins, now=now, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
def town(stack: Stack) -> Town:
    """A tenant of its own."""
    return Town.founded(stack)


@pytest.fixture
async def refuge(stack: Stack) -> Refuge:
    """A refuge of its own, where a module's gateway has one; the timers of the others are stopped."""
    await models.Timer.filter(state="pending").update(state="idle")
    return Refuge.founded(stack)
