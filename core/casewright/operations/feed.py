"""The feed: every event in one order, in which nothing ever comes to light before what was already seen.

The id and the time of an event are made before its transaction commits, so an event may appear after others with larger
ones, and a reader who goes on from the largest it saw would never see it. A position is given after the commit, by one
transaction at a time: it takes the lock of the head before it looks, and gives the lock back when its positions can be
seen. So whoever sees a position sees every smaller one, and no event will ever get one of those.
"""

from casewright.db.sql import Sql
from casewright.platform import Platform

_BATCH = 500

# The events of a case follow its sequence, also where the clocks of two processes differ, and also over the end of a
# batch: a batch is made of cases, and each event counts as no earlier than those of its case before it.
_PLACE = """
UPDATE event SET position = ? + placed.place FROM (
    SELECT id, row_number() OVER (ORDER BY moment, case_id, sequence) AS place FROM (
        SELECT id, case_id, sequence, max(at) OVER (PARTITION BY case_id ORDER BY sequence) AS moment
        FROM event WHERE position IS NULL
        AND case_id IN (SELECT case_id FROM event WHERE position IS NULL ORDER BY id LIMIT ?)
    ) waiting
) placed WHERE placed.id = event.id
"""


async def place_events(platform: Platform) -> int:
    """Give committed events their positions in the feed; returns how many got one."""
    if not await platform.database.rows(Sql("SELECT 1 FROM event WHERE position IS NULL LIMIT 1")):
        return 0
    async with platform.database.transaction():
        head = await _locked_head(platform)
        placed = await platform.database.execute(Sql(_PLACE, (head, _BATCH)))
        await platform.database.execute(Sql("UPDATE feed_head SET position = ?", (head + placed,)))
    platform.placed()
    return placed


async def _locked_head(platform: Platform) -> int:
    """The last position given; whoever else asks waits until this transaction ends."""
    rows = await platform.database.rows(
        Sql(
            "INSERT INTO feed_head (name, position) VALUES ('events', 0)"
            " ON CONFLICT (name) DO UPDATE SET position = feed_head.position RETURNING position"
        )
    )
    return int(rows[0]["position"])
