"""One gateway for the tests of a module, on either database, with a clock the tests set; each test is a tenant."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit import Stack, running
from process.yard import PLUGINS, Yard
from stack.conftest import dialect, shared_url
from stack.town import NO_WORKER
from story import WallClock

__all__ = ["dialect", "shared_url"]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""A Monday."""


@pytest.fixture(scope="module")
def clock() -> WallClock:
    """What everybody reads."""
    return WallClock(NOW)


@pytest.fixture(scope="module")
async def stack(shared_url: str, tmp_path_factory: pytest.TempPathFactory, clock: WallClock) -> AsyncIterator[Stack]:
    """A gateway with the garden plugin and without a worker."""
    folder: Path = tmp_path_factory.mktemp("data")
    async with running(shared_url, folder, PLUGINS, now=clock, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
def yard(stack: Stack, clock: WallClock) -> Yard:
    """A tenant of its own, on a Monday morning."""
    clock.now = NOW
    return Yard.laid_out(stack, clock)
