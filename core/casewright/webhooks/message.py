"""What is sent: the envelope recommended by Standard Webhooks around the answer of the subscriber's query."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from casewright.access.actor import Actor


@dataclass(frozen=True)
class Subject:
    """What a message is about."""

    case_type: str
    case_id: UUID
    event_id: UUID


class Render(Protocol):
    """Answers a stored query about a case with the rights of an actor; whoever knows the query language provides it."""

    async def __call__(self, actor: Actor, query: str, subject: Subject) -> Mapping[str, Any]:
        """The answer as JSON values; raises Invalid when the query fails."""


def envelope(name: str, at: datetime, sequence: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The message about an event: its name, its moment, its place in the history of the case, and the answer."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"type": name, "timestamp": moment, "sequence": sequence, "data": data}


def encoded(message: Mapping[str, Any]) -> bytes:
    """The message as the bytes that are signed and sent."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
