"""What the database says in the end, read past the platform."""

import asyncio
import hashlib
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg

from faults.processes import Site

UNDONE = """
SELECT (SELECT count(*) FROM event WHERE relayed_at IS NULL)
     + (SELECT count(*) FROM delivery WHERE state <> 'done')
"""
RUNNING = "SELECT count(*) FROM delivery WHERE state = 'running'"
ATTEMPTS = "SELECT event_id, attempts FROM delivery WHERE webhook_id IS NULL"
CONFIRMED = "SELECT key, sha256 FROM document_version WHERE state = 'confirmed'"
UNCONFIRMED = "SELECT count(*) FROM document_version WHERE state <> 'confirmed'"
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


async def execute(site: Site, statement: str) -> None:
    """One statement that changes the site's database."""
    if site.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(site.database_url.removeprefix("sqlite:///"), timeout=30)) as connection:
            connection.execute(statement)
        return
    connection = await asyncpg.connect(site.database_url)
    try:
        await connection.execute(statement)
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


async def in_hand(site: Site) -> None:
    """Wait until a reaction runs."""
    async with asyncio.timeout(240):
        while await rows(site, RUNNING) == [(0,)]:
            await asyncio.sleep(0.02)


async def verdict(site: Site) -> str:
    """What `casewright audit verify` says."""
    status, words = await site.run("audit", "verify")
    return words if status else ""


def unheard(site: Site, events: list[tuple[Any, ...]]) -> set[str]:
    """The events that no reaction heard."""
    return {str(event) for (event,) in events} - set(_heard(site))


async def repeated(site: Site) -> dict[str, int]:
    """The events that a reaction heard more often than an attempt is on record for them."""
    attempts = {str(event): number for event, number in await rows(site, ATTEMPTS)}
    return {event: times for event, times in Counter(_heard(site)).items() if times > attempts.get(event, 0)}


def _heard(site: Site) -> list[str]:
    return site.heard.read_text(encoding="utf-8").split() if site.heard.exists() else []


async def damaged(site: Site, store: Path) -> set[str]:
    """The keys of confirmed documents whose bytes are not in the store, or are others."""
    kept: dict[str, str] = dict(await rows(site, CONFIRMED))
    return {key for key, sha256 in kept.items() if _sha256(store / key) != sha256}


async def orphans(site: Site, store: Path) -> set[str]:
    """The objects in the store that belong to no confirmed document."""
    kept = {key for key, _ in await rows(site, CONFIRMED)}
    there = {str(file.relative_to(store)) for file in store.rglob("[!.]*") if file.is_file()}
    return {key for key in there if not key.startswith(".")} - kept


def _sha256(file: Path) -> str | None:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None
