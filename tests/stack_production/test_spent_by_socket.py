"""A WebSocket is no way around what somebody may spend."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

from casewright_gateway import metering
from casewright_gateway.websocket import SafeHandler
from stack_production import live as support
from stack_production.live import opened_socket, receive, send

Request = dict[str, str]

FOR_EVER = 3600.0
GOOD = {"query": "{ me { subject } }"}
NO_OPERATIONS = {
    "broken": {"query": "{ me {"},
    "unknown": {"query": "{ mee }"},
    "too large": {"query": "{ " + "a: me { subject } " * 20 + "}"},
    "with a variable for nothing": {"query": "query A($n: Int) { me { subject } }"},
    "with another name": {"query": "query A { me { subject } }", "operationName": "B"},
}


@pytest.mark.parametrize("cost", [50, 0], ids=["as it is", "without the cost"])
async def test_who_sends_documents_that_are_none_is_slowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cost: int
) -> None:
    """The second is over a budget of 60: refused, and nothing more is read for a while. Others go on meanwhile.

    Control: where such a document costs nothing, it is answered as often as it is sent.
    """
    monkeypatch.setattr(metering, "_NO_OPERATION", cost)
    monkeypatch.setattr(SafeHandler, "rest_seconds", FOR_EVER)
    url = f"sqlite:///{tmp_path / 'casewright.db'}"
    async with support.live(url, tmp_path, rate_limit=60) as live, AsyncExitStack() as stack:
        other, *careless = [
            await stack.enter_async_context(opened_socket(live, live.person(name, "clerk")))
            for name in ("other", *NO_OPERATIONS)
        ]
        for socket, asked in zip(careless, NO_OPERATIONS.values(), strict=True):
            codes = [await refused(socket, asked) for _ in range(2)]
            assert [code == "RATE_LIMITED" for code in codes] == [False, cost > 0]
            assert None not in codes
        waiting = [asyncio.create_task(refused(socket, GOOD)) for socket in careless]
        for _ in range(10):
            assert await refused(other, GOOD) is None
        if cost:
            assert not any(task.done() for task in waiting)
            live.app.routes[0].endpoint.ending.begin()
        assert await asyncio.gather(*waiting) == [None] * len(careless)


async def refused(socket: ClientConnection, asked: Request) -> Any:
    """Ask, and read to the end of the answer: the code of the refusal, if it is one."""
    await send(socket, {"id": "1", "type": "subscribe", "payload": asked})
    answer = await receive(socket)
    if answer["type"] == "error":
        return answer["payload"][0]["extensions"]["code"]
    assert (await receive(socket))["type"] == "complete"
    return None
