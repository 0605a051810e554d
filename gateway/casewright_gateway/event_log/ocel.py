"""An event log as OCEL 2.0 in JSON: cases and parties are objects, and every event belongs to its case.

Objects and events are two arrays, but a page of cases brings both: objects are written as they come, events wait in a
temporary file until there are no more.
"""

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any
from uuid import UUID

import orjson

from casewright_gateway.event_log.reading import Happening, Member, Trace

MEDIA_TYPE = "application/json"
_PARTY = "Party"
_OF_EVENT = ("actor", "from", "to", "phase", "outcome")
_OF_CASE = ("number", "stage", "phase", "status", "outcome")
_OF_PARTY = ("name", "kind")
"""The attributes of events, cases and parties."""


async def written(pages: AsyncIterator[list[Trace]]) -> AsyncIterator[str]:
    """The log, piece by piece; the types last, when all are known that occur."""
    activities: set[str] = set()
    kinds: set[str] = set()
    told: set[UUID] = set()
    first = True
    with TemporaryFile("w+", encoding="utf-8", newline="") as waiting:
        yield '{"objects":['
        async for page in pages:
            kinds.update(trace.case.case_type for trace in page)
            objects = [piece for trace in page for piece in _objects(trace, told)]
            yield ("" if first else ",\n") + ",\n".join(objects)
            for trace in page:
                for event in trace.happenings:
                    waiting.write(("" if not activities else ",\n") + _event(event, trace))
                    activities.add(event.activity)
            first = False
        yield '],\n"events":['
        waiting.seek(0)
        while piece := waiting.read(100_000):
            yield piece
    objects_of = [_declared(kind, _OF_CASE) for kind in sorted(kinds)] + [_declared(_PARTY, _OF_PARTY)]
    events_of = [_declared(activity, _OF_EVENT) for activity in sorted(activities)]
    yield f'],\n"objectTypes":{_json(objects_of)},\n"eventTypes":{_json(events_of)}}}\n'


def _objects(trace: Trace, told: set[UUID]) -> Iterator[str]:
    """A case, and those of its parties that were not told before."""
    case = trace.case
    values = {name: getattr(case, name) for name in _OF_CASE}
    related = [_related(member.party_id, member.role) for member in trace.members]
    yield _json(_object(case.id, case.case_type, values, case.updated_at) | {"relationships": related})
    for member in trace.members:
        if member.party_id not in told:
            told.add(member.party_id)
            yield _json(_party(member))


def _party(member: Member) -> dict[str, Any]:
    return _object(member.party_id, _PARTY, {"name": member.name, "kind": member.kind}, member.since)


def _object(identity: UUID, kind: str, values: Mapping[str, str | None], at: datetime) -> dict[str, Any]:
    attributes = [
        {"name": name, "time": _moment(at), "value": value} for name, value in values.items() if value is not None
    ]
    return {"id": str(identity), "type": kind, "attributes": attributes}


def _event(event: Happening, trace: Trace) -> str:
    values = {"actor": event.actor, **event.details}
    return _json(
        {
            "id": str(event.id),
            "type": event.activity,
            "time": _moment(event.at),
            "attributes": [{"name": name, "value": value} for name, value in values.items()],
            "relationships": [_related(trace.case.id, "case")],
        }
    )


def _related(identity: UUID, qualifier: str) -> dict[str, str]:
    return {"objectId": str(identity), "qualifier": qualifier}


def _declared(name: str, attributes: tuple[str, ...]) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": attribute, "type": "string"} for attribute in attributes]}


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
