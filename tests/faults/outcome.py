"""What the database says in the end, read past the platform."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import asyncpg

from faults.processes import Site

UNDONE = """
SELECT (SELECT count(*) FROM event WHERE relayed_at IS NULL)
     + (SELECT count(*) FROM delivery WHERE state <> 'done')
"""
HEARD = "SELECT id FROM event WHERE name = 'transitioned'"


async def rows(site: Site, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a statement on the site's database."""
    if site.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(site.database_url.removeprefix("sqlite:///"), timeout=10)) as connection:
            return connection.execute(statement).fetchall()
    connection = await asyncpg.connect(site.database_url)
    try:
        return [tuple(row) for row in await connection.fetch(statement)]
    finally:
        await connection.close()


async def settled(site: Site, seconds: float) -> int:
    """Wait until every event is relayed and every delivery done; how many are not after so many seconds."""
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        ((undone,),) = await rows(site, UNDONE)
        if not undone or asyncio.get_running_loop().time() > deadline:
            return int(undone)
        await asyncio.sleep(0.2)


async def verdict(site: Site) -> str:
    """What `casewright audit verify` says."""
    status, words = await site.run("audit", "verify")
    return words if status else ""


def unheard(site: Site, events: list[tuple[Any, ...]]) -> set[str]:
    """The events that no reaction heard."""
    heard = set(site.heard.read_text(encoding="utf-8").split()) if site.heard.exists() else set()
    return {str(event) for (event,) in events} - heard
