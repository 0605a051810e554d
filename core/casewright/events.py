"""Event rows: one per write, chained by hash per case, and the outbox at the same time.

`hash = SHA-256(previous hash + canonical body)`, the body being JSON with sorted keys and without spaces. The case row
holds the head of its chain, so a changed, dropped, swapped, added or cut-off event shows.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.case import Event
from casewright.conditions import Moment
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.fields import check_text, plainly_storable


def canonical(value: Any) -> str:
    """One text for one value: JSON, keys sorted, no spaces; raises Invalid on text that no database stores."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    if r"\u0000" in text or not plainly_storable(text):
        _check_texts(value)
    return text


def _check_texts(value: Any) -> None:
    """Find out in which text it is, or that it only looks like it; what an event tells is called like its input."""
    data = value.get("data") if isinstance(value, dict) else None
    for name, told in (data or {}).items():
        check_text(told, field=name if isinstance(told, str) else None)
    check_text(value)


def chain(previous: str, body: str) -> str:
    """The hash of an event: SHA-256 over the hash before it and its own body, in hexadecimal."""
    return hashlib.sha256((previous + body).encode()).hexdigest()


def next_event(case: models.Case, name: str, actor: str, at: datetime, data: dict[str, Any]) -> models.Event:
    """The event that follows the head of the case's chain; nothing is written. Raises Invalid like `canonical`."""
    sequence = case.sequence + 1
    identity = uuid7()
    body = canonical(
        {
            "id": str(identity),
            "case": str(case.id),
            "sequence": sequence,
            "name": name,
            "actor": actor,
            "at": _stamp(at),
            "data": data,
        }
    )
    return models.Event(
        id=identity,
        tenant_id=case.tenant_id,
        case_id=case.id,
        sequence=sequence,
        name=name,
        actor=actor,
        at=at,
        body=body,
        previous=case.head,
        hash=chain(case.head, body),
    )


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def data_of(event: models.Event) -> dict[str, Any]:
    """What the event recorded."""
    data: dict[str, Any] = json.loads(event.body)["data"]
    return data


def view(event: models.Event) -> Event:
    """The event as plugins see it."""
    return Event(
        id=event.id,
        case_id=event.case_id,
        sequence=event.sequence,
        name=event.name,
        actor=event.actor,
        at=event.at,
        data=data_of(event),
    )


def moments(bodies: Iterable[str]) -> list[Moment]:
    """What clocks see of a history, by the bodies of its events: each, and `closed` where one brought an outcome.

    Stages have the names they have now: those that a migration renamed are told by their new names from the beginning.
    """
    log: list[Moment] = []
    for body in map(json.loads, bodies):
        name, at, data = body["name"], datetime.fromisoformat(body["at"]), body["data"]
        if name == "migrated":
            log = [_renamed(moment, data["stages"]) for moment in log]
        log.append(Moment(name=name, at=at, data=data))
        if data.get("outcome"):
            log.append(Moment(name="closed", at=at, data=data))
    return log


def _renamed(moment: Moment, stages: Mapping[str, str]) -> Moment:
    named = {edge: stages.get(moment.data[edge], moment.data[edge]) for edge in moment.data.keys() & {"from", "to"}}
    return replace(moment, data={**moment.data, **named})


@dataclass(frozen=True)
class Break:
    """A place where the history of a case is not what was written."""

    case_id: UUID
    number: str
    sequence: int
    finding: str


async def verify(database: Database, tenant: str | None = None) -> AsyncIterator[tuple[models.Case, Break | None]]:
    """Prove the chain of every case, one after the other: the case, and the first break in it or None."""
    after = UUID(int=0)
    while True:
        only = Sql(" AND tenant_id = ?", (tenant,)) if tenant else Sql("")
        rows = await database.rows(
            Sql('SELECT * FROM "case" WHERE id > ?', (after,)) + only + Sql(" ORDER BY id LIMIT 200")
        )
        if not rows:
            return
        for row in rows:
            case = models.Case._init_from_db(**row)
            yield case, await _first_break(case)
            after = case.id


async def _first_break(case: models.Case) -> Break | None:
    previous, sequence = "", 0
    async for event in models.Event.filter(case_id=case.id).order_by("sequence"):
        sequence += 1
        finding = _finding(case, event, sequence, previous)
        if finding:
            return Break(case.id, case.number, sequence, finding)
        previous = event.hash
    if sequence != case.sequence or previous != case.head:
        return Break(case.id, case.number, sequence + 1, "the end of the history is missing or was added")
    return None


def _finding(case: models.Case, event: models.Event, sequence: int, previous: str) -> str | None:
    if event.sequence != sequence:
        return "an event is missing"
    if event.previous != previous:
        return "the event does not follow the one before it"
    if event.hash != chain(previous, event.body):
        return "the event was changed"
    body = json.loads(event.body)
    columns = [str(event.id), str(event.case_id), event.sequence, event.name, event.actor, _stamp(event.at)]
    same = columns == [body[key] for key in ("id", "case", "sequence", "name", "actor", "at")]
    if not same or event.tenant_id != case.tenant_id:
        return "the columns of the event differ from its body"
    return None
