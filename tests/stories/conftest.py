"""Stories are told over HTTP only: everybody has a token, and the time is what the story says it is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kit import Stack, running
from story import WallClock

MONDAY = datetime(2026, 6, 1, 14, tzinfo=UTC)
"""Ten in the morning in New York; every story begins here."""


@pytest.fixture
def clock() -> WallClock:
    """What everybody's watch shows."""
    return WallClock(MONDAY)


@pytest.fixture
async def stack(database_url: str, tmp_path: Path, clock: WallClock) -> AsyncIterator[Stack]:
    """The platform with every plugin that is installed, its worker in the same process."""
    async with running(database_url, tmp_path, None, now=clock) as running_stack:
        yield running_stack
