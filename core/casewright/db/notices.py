"""Notices between processes on one PostgreSQL server. They may get lost; nothing may depend on one."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from casewright.db.asyncpg_safe import connect

_CLOSE_SECONDS = 1


async def listen(channel: str, heard: Callable[[str], None], **credentials: Any) -> None:
    """Call `heard` with the text of each notice until the connection is lost; raises when there is none to be had.

    `credentials` are arguments of `asyncpg.connect`.
    """
    connection, lost = await connect(**credentials), asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(channel, lambda *notice: heard(notice[-1]))
        await lost.wait()
    finally:
        with suppress(Exception):  # then it is dropped
            await connection.close(timeout=_CLOSE_SECONDS)
