"""Reading the feed: every event in the order of its position, in which nothing comes to light late."""

from dataclasses import dataclass
from uuid import UUID

from casewright import models
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway.reads import keyset
from casewright_gateway.reads.keyset import Key, Page
from casewright_gateway.reads.reader import Reader

SOURCE = Sql("FROM event t")
ORDER: keyset.Order = (Key("t.position", "whole"),)


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


def shown(reader: Reader, case_type: str | None) -> Sql:
    """The events that the actor may see, of one case type or of all."""
    conditions = [Sql("t.position IS NOT NULL"), reader.visible(models.Event)]
    if case_type is not None:
        of_type = 'EXISTS (SELECT 1 FROM "case" k WHERE k.id = t.case_id AND k.case_type = ?)'
        conditions.append(Sql(of_type, (case_type,)))
    return Sql.all_of(conditions)


async def next_event(reader: Reader, position: int, case_type: str | None) -> models.Event | None:
    """The first event after a position that the actor may see."""
    page = Page(1, cursor_of(position), backward=False)
    found = await reader.page(models.Event, SOURCE, shown(reader, case_type), ORDER, page)
    return next(iter(found.rows), None)


def cursor_of(position: int) -> str:
    """The cursor of a position."""
    return keyset.encode([position])


def position_of(cursor: str) -> int:
    """The position of a cursor; raises Invalid for one that is not of this feed."""
    [position] = keyset.decode(ORDER, cursor)
    return int(position)
