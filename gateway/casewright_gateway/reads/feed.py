"""Reading the feed: every event in the order of its position, in which nothing comes to light late."""

from dataclasses import dataclass
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway.reads import keyset
from casewright_gateway.reads.keyset import Key, Page
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.reader import Reader
from casewright_gateway.reads.visible import visible


@dataclass(frozen=True)
class Arrival:
    """That something happened: where in the feed, for which tenant, to which case."""

    position: int
    tenant: str
    case_id: UUID


async def head(platform: Platform) -> int:
    """The last position of the feed, whoever may see it; 0 of an empty feed."""
    rows = await platform.database.rows(Sql("SELECT position FROM feed_head"))
    return rows[0]["position"] if rows else 0


async def arrivals(platform: Platform, position: int, limit: int) -> list[Arrival]:
    """What came after a position, whoever may see it: for waking, never for showing."""
    rows = await platform.database.rows(
        Sql(
            "SELECT position, tenant_id, case_id FROM event WHERE position > ? ORDER BY position LIMIT ?",
            (position, limit),
        )
    )
    return [Arrival(row["position"], row["tenant_id"], UUID(str(row["case_id"]))) for row in rows]


def _seen(platform: Platform, actor: Actor) -> Sql:
    return Sql.all_of([Sql("t.position IS NOT NULL"), visible(platform.policy, actor, models.Event, "t")])


def _asked(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    case_type = given.get("case_type")
    if case_type is None:
        return Sql("1 = 1")
    name = platform.case_type(case_type).name
    return Sql('EXISTS (SELECT 1 FROM "case" k WHERE k.id = t.case_id AND k.case_type = ?)', (name,))


ORDER: keyset.Order = (Key("t.position", "whole"),)
FEED = Listing(models.Event, lambda given: ORDER, _seen, _asked)
"""The events that the actor may see, of one case type or of all."""


async def next_event(reader: Reader, position: int, case_type: str | None) -> models.Event | None:
    """The first event after a position that the actor may see."""
    asked = reader.asked(FEED, {"case_type": case_type})
    found = await reader.page(FEED, asked, ORDER, Page(1, cursor_of(position), backward=False))
    return next(iter(found.rows), None)


def cursor_of(position: int) -> str:
    """The cursor of a position."""
    return str(position)


def position_of(cursor: str) -> int:
    """The position of a cursor; raises Invalid for one that is not of this feed."""
    [position] = keyset.decode(ORDER, cursor)
    return int(position)
