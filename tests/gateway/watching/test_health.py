"""What `/health` says of each part, and when a process is not to be sent requests."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette

from casewright import models
from casewright.errors import Unavailable
from casewright_gateway.bounded import Recent, within
from casewright_gateway.health import NEEDED_TO_WORK, health_routes
from kit import Stack, running

APART = "redis://127.0.0.1:1/0"
"""A broker outside the process, where nobody listens: the gateway then has no worker of its own."""


@pytest.fixture
async def embedded(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """A gateway with its own worker."""
    async with running(database_url, tmp_path, {}) as stack:
        yield stack


@pytest.fixture
async def apart(database_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    """A gateway without one."""
    async with running(database_url, tmp_path, {}, broker_url=APART) as stack:
        yield stack


async def test_the_embedded_platform_is_well(embedded: Stack) -> None:
    """Every part by name, its own worker among them; there is no broker to ask for."""
    async with asyncio.timeout(10):
        while not await models.Heartbeat.exists():
            await asyncio.sleep(0.01)
    response = await embedded.client.get("/health/ready")
    parts = {"database": "ok", "migrations": "ok", "store": "ok", "worker": "ok"}
    assert (response.status_code, response.json()) == (200, {"status": "ok", **parts})


async def test_without_worker_and_broker_it_serves_and_says_so(apart: Stack) -> None:
    """Both are named; the gateway needs neither to answer."""
    response = await apart.client.get("/health/ready")
    assert response.status_code == 200
    answer = response.json()
    assert (answer["status"], answer["worker"], answer["broker"]) == ("degraded", "unavailable", "unavailable")
    assert (answer["database"], answer["migrations"], answer["store"]) == ("ok", "ok", "ok")


async def test_a_worker_is_alive_for_a_minute_after_its_last_beat(apart: Stack) -> None:
    """A heartbeat that is older counts no more."""
    now = apart.platform.now()
    beat = await models.Heartbeat.create(id=uuid4(), beat_at=now - timedelta(seconds=50))
    assert (await apart.client.get("/health/ready")).json()["worker"] == "ok"
    await models.Heartbeat.filter(id=beat.id).update(beat_at=now - timedelta(seconds=61))
    await asyncio.sleep(1.1)
    assert (await apart.client.get("/health/ready")).json()["worker"] == "unavailable"


async def test_a_database_that_is_behind_is_not_served(apart: Stack) -> None:
    """503 as long as a migration is missing, for example after an older backup was restored."""
    await apart.platform.database.connection.execute_query("DELETE FROM tortoise_migrations")
    response = await apart.client.get("/health/ready")
    assert (response.status_code, response.json()["status"]) == (503, "unavailable")
    assert (response.json()["migrations"], response.json()["database"]) == ("unavailable", "ok")
    assert (await apart.client.get("/health/live")).status_code == 200


async def test_a_gateway_that_keeps_documents_itself_needs_its_folder(apart: Stack, tmp_path: Path) -> None:
    """503: links that it gave out lead to it."""
    shutil.rmtree(tmp_path / "documents")
    (tmp_path / "documents").write_text("in the way")
    response = await apart.client.get("/health/ready")
    assert (response.status_code, response.json()["store"]) == (503, "unavailable")


async def test_a_worker_needs_its_broker(apart: Stack) -> None:
    """The same parts, but a worker without a broker can do nothing."""
    app = Starlette(routes=list(health_routes(apart.platform, NEEDED_TO_WORK)))
    async with AsyncClient(transport=ASGITransport(app), base_url="http://worker") as client:
        response = await client.get("/health/ready")
    assert (response.status_code, response.json()["broker"]) == (503, "unavailable")


async def test_a_silent_part_does_not_hold_up_the_answer() -> None:
    """Who asks within a limit is told in time, even when the work does not let itself be cancelled."""
    go_on = asyncio.Event()

    async def stubborn() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await go_on.wait()

    with pytest.raises(Unavailable):
        await within(0.01, stubborn())
    go_on.set()


async def test_many_questions_at_once_are_one() -> None:
    """However many ask, the parts are asked once as long as the answer is fresh."""
    asked = []

    async def ask() -> int:
        asked.append(1)
        await asyncio.sleep(0)
        return len(asked)

    fresh, stale = Recent(60, ask), Recent(0, ask)
    assert await asyncio.gather(*(fresh.get() for _ in range(20))) == [1] * 20
    assert [await stale.get(), await stale.get()] == [2, 3]
