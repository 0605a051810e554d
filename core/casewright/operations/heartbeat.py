"""Heartbeats: how other processes know that a worker lives."""

from datetime import timedelta
from uuid import UUID

from casewright.db.sql import Sql
from casewright.platform import Platform

BEAT_SECONDS = 10.0
"""How often a worker beats."""

_ALIVE = timedelta(seconds=60)
_FORGOTTEN = timedelta(hours=1)


async def beat(platform: Platform, worker: UUID) -> None:
    """Say that the worker lives, and forget those that were killed long ago; raises Unavailable."""
    now = platform.now()
    row = Sql("INSERT INTO heartbeat (id, beat_at) VALUES (?, ?)", (worker, now))
    await platform.database.execute(row + Sql(" ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at"))
    await platform.database.execute(Sql("DELETE FROM heartbeat WHERE beat_at < ?", (now - _FORGOTTEN,)))


async def still(platform: Platform, worker: UUID) -> None:
    """Say that the worker ends in order; raises Unavailable."""
    await platform.database.execute(Sql("DELETE FROM heartbeat WHERE id = ?", (worker,)))


async def worker_alive(platform: Platform) -> bool:
    """Whether any worker beat within the last minute; raises Unavailable."""
    young = Sql("SELECT id FROM heartbeat WHERE beat_at > ? LIMIT 1", (platform.now() - _ALIVE,))
    return bool(await platform.database.rows(young))
