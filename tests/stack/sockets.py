"""A WebSocket of the gateway without a network: the application is called as a server calls it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from kit import Person, Stack

Ask = Callable[[str], Awaitable[str]]
_SCOPE = {
    "type": "websocket",
    "asgi": {"version": "3.0"},
    "scheme": "ws",
    "path": "/graphql",
    "query_string": b"",
    "headers": [(b"host", b"test")],
    "subprotocols": ["graphql-transport-ws"],
}


@asynccontextmanager
async def socket_of(stack: Stack, person: Person) -> AsyncIterator[Ask]:
    """Asks one query after the other, and gives the first message of each answer as text."""
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    serving = asyncio.create_task(stack.app({**_SCOPE, "state": {}}, sent.get, heard.put))

    async def say(message: dict[str, Any]) -> None:
        await sent.put({"type": "websocket.receive", "text": json.dumps(message)})

    async def ask(query: str) -> str:
        await say({"id": query, "type": "subscribe", "payload": {"query": query}})
        told: list[dict[str, Any]] = []
        while not told or told[-1]["type"] == "next":
            told.append(json.loads((await heard.get())["text"]))
        return json.dumps(told[0]["payload"])

    await sent.put({"type": "websocket.connect"})
    assert (await heard.get())["type"] == "websocket.accept"
    await say({"type": "connection_init", "payload": {"authorization": f"Bearer {person.token}"}})
    assert json.loads((await heard.get())["text"])["type"] == "connection_ack"
    yield ask
    await sent.put({"type": "websocket.disconnect", "code": 1000})
    await serving
