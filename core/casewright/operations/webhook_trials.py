"""Trying a webhook out: what it would send about a case, and whether the receiver takes it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.errors import Refused
from casewright.operations.change import absent
from casewright.operations.idempotency import check_alone
from casewright.operations.webhook_messages import Outcome, message_about, send_about
from casewright.operations.webhooks import check_owner, visible_event, visible_webhook
from casewright.platform import Platform
from casewright.webhooks.message import Render
from casewright.webhooks.sending import Sender

_SECONDS = 5.0


@dataclass(frozen=True)
class Trial:
    """The message, and what came of sending it when it was sent."""

    message: dict[str, Any]
    outcome: Outcome | None


async def try_webhook(
    platform: Platform,
    actor: Actor,
    webhook_id: UUID,
    render: Render,
    case_id: UUID,
    *,
    event_id: UUID | None = None,
    send: bool = False,
) -> Trial:
    """What the webhook would send about an event of a case, its newest one unless said otherwise; for its owner.

    With `send` it is sent too, once, with a message id of its own; neither attempts nor failures are counted.
    Raises Refused when the webhook would send nothing, Invalid when its query fails.
    """
    webhook = await visible_webhook(platform, actor, webhook_id)
    check_owner(webhook, actor)
    event = await _event(platform, actor, case_id, event_id)
    message = await message_about(platform, render, webhook, event)
    if message is None:
        raise Refused("with the rights it has, the webhook does not see this event", rule="webhook.rights")
    if not send:
        return Trial(message, None)
    check_alone(platform)
    async with Sender(platform.targets, seconds=_SECONDS) as sender:
        outcome = await send_about(platform, render, sender, webhook, event, f"test_{uuid7()}")
    return Trial(message, outcome)


async def _event(platform: Platform, actor: Actor, case_id: UUID, event_id: UUID | None) -> models.Event:
    if event_id is None:
        return await _newest(platform, actor, case_id)
    event = await visible_event(platform, actor, event_id)
    if event.case_id != case_id:
        raise absent("event_id")
    return event


async def _newest(platform: Platform, actor: Actor, case_id: UUID) -> models.Event:
    of_case = Sql("SELECT t.* FROM event t WHERE t.case_id = ? AND ", (case_id,))
    visible = platform.policy.child(actor, "t.case_id", "event")
    rows = await platform.database.rows(of_case + visible + Sql(" ORDER BY t.sequence DESC LIMIT 1"))
    if not rows:
        raise absent("case_id")
    return models.Event._init_from_db(**rows[0])
