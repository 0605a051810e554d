"""The log of reads: who has seen what of a case whose type asks for that.

What was read is written before it is shown. What many requests of this process have read meanwhile is written in one
statement.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.batch import inserted
from casewright.db.sql import Sql
from casewright.operations.change import Draft
from casewright.platform import Platform
from casewright.requests import request_id

Parts = Mapping[UUID, Collection[str]]
"""What was read of each case: `case` for its own row, and the names of its parts."""


class Means(StrEnum):
    """How somebody read."""

    API = "api"
    DOWNLOAD = "download"
    EVENT_LOG = "event_log"
    CALENDAR = "calendar"
    WEBHOOK = "webhook"
    PERSON_EXPORT = "person_export"
    CASE_EXPORT = "case_export"


@dataclass(frozen=True)
class _Reading:
    platform: Platform
    actor: Actor
    means: Means
    parts: Parts
    request_id: str | None
    reason: str | None


async def log_reads(platform: Platform, actor: Actor, parts: Parts, means: Means, *, reason: str | None = None) -> None:
    """Write what somebody has read, as far as the types of the cases ask for it; with a `reason`, all of it.

    When this returns it is safely written. Raises Unavailable: then nothing of it may be shown.
    """
    if not parts:
        return
    reading = _Reading(platform, actor, means, parts, request_id.get(), reason)
    if platform.database.in_transaction:
        await _round([reading])
    else:
        await platform.rounds.join(("reads", actor.tenant), reading, _round)


async def _round(readings: Sequence[_Reading]) -> None:
    database = readings[0].platform.database
    reasons = await _found(readings)
    rows = [
        _row(reading, case_id, parts, reasons[case_id])
        for reading in readings
        for case_id, parts in reading.parts.items()
        if case_id in reasons and (reading.reason or reasons[case_id][""])
    ]
    if rows:
        await database.execute(inserted(database.dialect, models.CaseAccess, rows))


async def _found(readings: Sequence[_Reading]) -> Mapping[UUID, Mapping[str, str]]:
    """Of each case that is there: why somebody broke its glass, by subject; and under no name, why reads are kept."""
    platform = readings[0].platform
    read = list(set(chain.from_iterable(reading.parts for reading in readings)))
    broken = "LEFT JOIN emergency_access e ON e.case_id = c.id AND e.expires_at > CURRENT_TIMESTAMP"
    asked = Sql(f'SELECT c.id, c.case_type, e.subject, e.reason FROM "case" c {broken} WHERE ')  # noqa: S608
    found: dict[UUID, dict[str, str]] = {}
    for row in await platform.database.rows(asked + Sql.one_of("c.id", read)):
        kept = found.setdefault(UUID(str(row["id"])), {"": platform.case_types[row["case_type"]].reads_logged or ""})
        if row["subject"]:
            kept[row["subject"]] = row["reason"]
    return found


def _row(reading: _Reading, case_id: UUID, parts: Collection[str], reasons: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "tenant_id": reading.actor.tenant,
        "case_id": case_id,
        "subject": reading.actor.subject,
        "at": reading.platform.now(),
        "means": reading.means,
        "parts": sorted(parts),
        "document_id": None,
        "request_id": reading.request_id,
        "reason": reading.reason or reasons.get(reading.actor.subject),
    }


def log_download(draft: Draft, document_id: UUID) -> None:
    """Keep that a document is read, in the transaction of its event, where the type of the case asks for that."""
    if draft.case_type.reads_logged:
        read = {"means": Means.DOWNLOAD, "parts": ["document"], "document_id": document_id}
        who = {"subject": draft.actor.subject, "at": draft.now, "request_id": request_id.get()}
        draft.insert(models.CaseAccess, **who, **read)
