"""A message about an event: composed with the rights of the webhook's owner, signed, sent outside any transaction."""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import CasewrightError
from casewright.operations.webhooks import signing_keys
from casewright.platform import Platform
from casewright.webhooks.message import Render, Subject, encoded, envelope
from casewright.webhooks.sending import Sender
from casewright.webhooks.signing import signed_headers

_LONGEST_ERROR = 300


@dataclass(frozen=True)
class Outcome:
    """What came of sending one message: a status or an error, and how long it took."""

    at: datetime
    milliseconds: int
    status: int | None = None
    error: str | None = None
    sha256: str | None = None

    @property
    def received(self) -> bool:
        """Only a status from 200 to 299 says so."""
        return self.status is not None and 200 <= self.status < 300


def owner(webhook: models.Webhook) -> Actor:
    """The actor a webhook runs as: its owner, with the rights of the moment it was last changed."""
    roles, teams = frozenset(webhook.roles), frozenset(webhook.teams)
    return Actor(tenant=webhook.tenant_id, subject=webhook.subject, roles=roles, teams=teams)


async def send_about(
    platform: Platform, render: Render, sender: Sender, webhook: models.Webhook, event: models.Event, message_id: str
) -> Outcome | None:
    """Compose, sign and send the message about an event; None when the webhook's owner may not know of it."""
    at, begun, sha256 = platform.now(), time.perf_counter(), None
    try:
        message = await message_about(platform, render, webhook, event)
        if message is None:
            return None
        body = encoded(message)
        sha256 = hashlib.sha256(body).hexdigest()
        headers = signed_headers(signing_keys(platform, webhook, at), message_id, at, body)
        status = await sender.post(webhook.url, headers, body)
    except Exception as error:
        return Outcome(at, _milliseconds(begun), error=_named(error), sha256=sha256)
    return Outcome(at, _milliseconds(begun), status=status, sha256=sha256)


async def message_about(
    platform: Platform, render: Render, webhook: models.Webhook, event: models.Event
) -> dict[str, Any] | None:
    """The message about an event; None when the webhook's owner may not know of it. Raises Invalid."""
    actor = owner(webhook)
    case_type = await _type_known_to(platform, actor, event)
    if case_type is None:
        return None
    data = await render(actor, webhook.query, Subject(case_type, event.case_id, event.id))
    return envelope(event.name, event.at, event.sequence, data)


async def _type_known_to(platform: Platform, actor: Actor, event: models.Event) -> str | None:
    """The type of the event's case, when the actor may read its history and subscribe systems to it."""
    policy = platform.policy
    rows = await platform.database.rows(
        Sql('SELECT c.case_type FROM "case" c WHERE c.id = ? AND ', (event.case_id,))
        + policy.predicate(actor, Action.READ, part="event")
        + Sql(" AND ")
        + policy.predicate(actor, Action.INTEGRATE)
    )
    return rows[0]["case_type"] if rows else None


def _milliseconds(begun: float) -> int:
    return round((time.perf_counter() - begun) * 1000)


def _named(error: Exception) -> str:
    """Our own errors have a sentence for people; of others the name alone is safe to keep."""
    return (error.message if isinstance(error, CasewrightError) else type(error).__name__)[:_LONGEST_ERROR]
