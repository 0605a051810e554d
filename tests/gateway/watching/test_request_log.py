"""Around every request: its id, its line, its count."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from casewright.requests import request_id
from casewright_gateway import request_log
from casewright_gateway.request_log import RequestLog
from databases import new_database
from kit import Stack, running

Lines = Callable[[], Awaitable[list[logging.LogRecord]]]


@pytest.fixture
async def stack(tmp_path: Path, sqlite_template: str) -> AsyncIterator[Stack]:
    """The whole application."""
    with new_database("sqlite", tmp_path, sqlite_template) as url:
        async with running(url, tmp_path, {}) as stack:
            yield stack


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Lines:
    """How to get at the records of requests, also of those that are polled: with the next turn of the loop."""
    caplog.set_level(logging.DEBUG, "casewright.access")
    monkeypatch.setattr(request_log, "_LATE_SECONDS", 0)

    async def told() -> list[logging.LogRecord]:
        for _ in range(3):
            await asyncio.sleep(0)
        return [record for record in caplog.records if record.name == "casewright.access"]

    return told


def named(record: Any) -> tuple[str, str, int]:
    """What a line says."""
    return record.method, record.path, record.status


@pytest.mark.parametrize("sent", ["a", "A1.b_c-d", "x" * 64])
async def test_a_well_formed_id_is_kept(stack: Stack, sent: str) -> None:
    """The client finds its own id in the answer."""
    response = await stack.client.get("/health/live", headers={"x-request-id": sent})
    assert response.headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", [None, "", "x" * 65, "two words", "semi;colon", "a/b"])
async def test_without_one_an_id_is_made(stack: Stack, sent: str | None) -> None:
    """Every answer has one, refusals included, and what is not well formed is never repeated."""
    headers = {} if sent is None else {"x-request-id": sent}
    response = await stack.client.post("/graphql", headers=headers)
    assert response.status_code == 415
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])


async def test_a_request_is_one_line_by_its_route(stack: Stack, lines: Lines) -> None:
    """The pattern, never the path or the query, which may say anything; and how long it took."""
    await stack.client.get("/documents/smith/078?name=smith")
    await stack.client.get("/smith?name=smith")
    assert [named(record) for record in await lines()] == [("GET", "/documents/{key:path}", 403), ("GET", "-", 404)]
    assert all(isinstance(getattr(record, "ms", None), float) for record in await lines())
    assert "smith" not in " ".join(record.getMessage() for record in await lines())


async def test_what_is_polled_is_not_logged_by_default(stack: Stack, lines: Lines) -> None:
    """Health and metrics are asked for every few seconds."""
    for path in ("/health/live", "/health/ready", "/metrics", "/ide"):
        await stack.client.get(path)
    levels = [record.levelname for record in await lines()]
    assert levels == ["DEBUG", "DEBUG", "DEBUG", "INFO"]


async def test_a_request_that_breaks_has_its_line_too(lines: Lines) -> None:
    """500, and the exception goes on to the server; code that runs in the request knows its id."""
    seen: list[str | None] = []
    counted: list[tuple[str, int]] = []

    async def breaks(request: Request) -> PlainTextResponse:
        seen.append(request_id.get())
        raise RuntimeError("broken")

    def count(route: str, status: int) -> None:
        counted.append((route, status))

    app = Starlette(routes=[Route("/breaks", breaks)], middleware=[Middleware(RequestLog, answered=count)])
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        response = await client.get("/breaks", headers={"x-request-id": "r-1"})
    assert (response.status_code, seen, counted) == (500, ["r-1"], [("/breaks", 500)])
    assert [named(record) for record in await lines()] == [("GET", "/breaks", 500)]
    assert request_id.get() is None
