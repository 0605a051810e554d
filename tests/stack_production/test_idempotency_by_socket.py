"""An idempotency key on a WebSocket is what it is over HTTP: the same answer, and one effect."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from kit import Person
from stack_production import live as support
from stack_production.keyed import ask, count
from stack_production.live import Live, opened_socket, receive, send

OPEN = "mutation($place: String!) { openFountain(input: {place: $place}) { problems { code } fountain { id number } } }"
MARKET = {"place": "Market"}


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A gateway without a worker."""
    async with support.live(database_url, tmp_path) as served:
        yield served


@pytest.fixture
def clerk(live: Live) -> Person:
    """Carla, who reports fountains."""
    return live.person("carla", "clerk")


async def by_socket(live: Live, person: Person, key: str | None, *places: str) -> list[Any]:
    """What operations on a socket of its own say, each begun before any has answered."""
    async with opened_socket(live, person) as socket:
        for name, place in enumerate(places):
            asked = {"query": OPEN, "variables": {"place": place}, "extensions": {"idempotencyKey": key}}
            await send(socket, {"id": str(name), "type": "subscribe", "payload": asked})
        answers: dict[str, Any] = {}
        while len(answers) < len(places):
            message = await receive(socket)
            if message["type"] != "complete":
                answers[message["id"]] = message["payload"]
    return [answers[name] for name in sorted(answers)]


async def test_the_same_key_has_one_effect_whatever_carries_it(live: Live, clerk: Person) -> None:
    """Five at once on each of two sockets, then over HTTP; the control without a key has one effect each."""
    sockets = await asyncio.gather(*(by_socket(live, clerk, "k", *["Market"] * 5) for _ in range(2)))
    over_http = json.loads(await ask(clerk, "k", OPEN, **MARKET))
    assert [answer for answers in sockets for answer in answers] == [over_http] * 10
    assert over_http["data"]["openFountain"]["problems"] == []
    assert await count(live, "case") == await count(live, "event") == 1
    await by_socket(live, clerk, None, "Market", "Market")
    assert await count(live, "case") == 3


async def test_a_key_is_for_its_operation_only(live: Live, clerk: Person) -> None:
    """The next operation of the socket has none, and with the same key something else is refused with a code."""
    [_] = await by_socket(live, clerk, "k", "Market")
    [errors] = await by_socket(live, clerk, "k", "Castle")
    assert [error["extensions"]["code"] for error in errors] == ["IDEMPOTENCY_KEY_REUSED"]
    async with opened_socket(live, clerk) as socket:
        for extensions in ({"idempotencyKey": "other"}, None, None):
            asked = {"query": OPEN, "variables": MARKET, "extensions": extensions}
            await send(socket, {"id": "1", "type": "subscribe", "payload": asked})
            assert [(await receive(socket))["type"] for _ in range(2)] == ["next", "complete"]
    assert await count(live, "case") == 4
