"""The limit: a bare ASGI function, asyncpg, and one hand-written statement a request, without a platform.

It answers what casewright answers, knows neither actors nor rights, writes no log, and takes its connections from a
stack instead of a pool that resets them. Served by `uvicorn bench.limit:app`.
"""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import asyncpg
import orjson
from starlette.types import Receive, Scope, Send

_CONNECTIONS = 10
_STATEMENTS = {path.stem: path.read_text() for path in (Path(__file__).parent / "sql" / "limit").glob("*.sql")}
_HEADERS = [(b"content-type", b"application/json")]

_connections: list[asyncpg.Connection] = []


def _row_id(global_id: str) -> str:
    return global_id.partition("-")[2]


_ARGUMENTS: Mapping[str, Callable[[Any], tuple[Any, ...]]] = {
    "single": lambda given: (_row_id(given["id"]),),
    "list": lambda given: (given["assignee"],),
    "list_half_hidden": lambda given: (given["assignee"],),
    "relations": lambda given: (given["assignee"],),
    "worklist": lambda given: (),
    "open": lambda given: (
        given["input"]["policyNumber"],
        given["input"]["peril"].lower(),
        given["input"]["lostOn"],
        given["input"]["amountClaimed"],
    ),
    "transition": lambda given: (_row_id(given["input"]["id"]), given["input"]["expectedVersion"]),
}


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the scenario that the path names."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
        return
    name, body = scope["path"][1:], await _body(receive)
    if name == "ready":
        await _answer(send, b"{}")
        return
    arguments = _ARGUMENTS[name](orjson.loads(body)["variables"])
    connection = _connections.pop() if _connections else await _connect()
    try:
        text = await connection.fetchval(_STATEMENTS[name], *arguments)
    finally:
        _connections.append(connection)
    await _answer(send, text.encode())


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    _connections.extend([await _connect() for _ in range(_CONNECTIONS)])
    await send({"type": "lifespan.startup.complete"})
    await receive()
    for connection in _connections:
        await connection.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _connect() -> asyncpg.Connection:
    return await asyncpg.connect(os.environ["DATABASE_URL"], server_settings={"application_name": "limit"})


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


async def _answer(send: Send, body: bytes) -> None:
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, length]})
    await send({"type": "http.response.body", "body": body})
