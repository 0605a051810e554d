"""Deliveries to webhooks: sent, and settled by what came of it."""

from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.operations.webhook_messages import Outcome, send_about
from casewright.platform import Platform
from casewright.webhooks.message import Render
from casewright.webhooks.schedule import closed_for, wait_after
from casewright.webhooks.sending import Sender

_GONE = 410


async def deliver(platform: Platform, render: Render, sender: Sender, delivery_id: UUID) -> None:
    """Send what was taken, and write down what came of it; what the owner may not know of is not sent."""
    delivery = await models.Delivery.get(id=delivery_id)
    webhook = await models.Webhook.get(id=delivery.webhook_id)
    event = await models.Event.get(id=delivery.event_id)
    message_id = str(delivery.id)
    outcome = await send_about(platform, render, sender, webhook, event, message_id)
    await _settle(platform, delivery, event, outcome)
    platform.committed()


async def _settle(platform: Platform, delivery: models.Delivery, event: models.Event, outcome: Outcome | None) -> None:
    """Close the attempt, unless its lease passed and somebody else has it."""
    now = platform.now()
    wait = None if outcome is None else _wait(delivery, outcome)
    state = "queued" if wait else ("done" if outcome is None or outcome.received else "dead")
    async with platform.database.transaction():
        webhook = await models.Webhook.filter(id=delivery.webhook_id).select_for_update().get()
        mine = models.Delivery.filter(id=delivery.id, state="running", attempts=delivery.attempts)
        columns = {"state": state, "due_at": now + (wait or timedelta(0)), "error": outcome and outcome.error}
        if not await mine.update(**columns) or outcome is None:
            return
        await _attempt(delivery, event, outcome, now + wait if wait else None).save(force_create=True)
        await _judge(webhook, outcome, now)


def _wait(delivery: models.Delivery, outcome: Outcome) -> timedelta | None:
    if outcome.received or outcome.status == _GONE:
        return None
    return wait_after(delivery.attempts, delivery.id)


def _attempt(
    delivery: models.Delivery, event: models.Event, outcome: Outcome, next_at: datetime | None
) -> models.WebhookAttempt:
    return models.WebhookAttempt(
        id=uuid7(),
        tenant_id=delivery.tenant_id,
        case_id=event.case_id,
        webhook_id=delivery.webhook_id,
        event_id=event.id,
        request_id=str(delivery.id),
        number=delivery.attempts,
        at=outcome.at,
        milliseconds=outcome.milliseconds,
        status=outcome.status,
        error=outcome.error,
        sha256=outcome.sha256,
        next_at=next_at,
    )


async def _judge(webhook: models.Webhook, outcome: Outcome, now: datetime) -> None:
    """What the outcome says about the receiver: it works, it fails once more, or it is gone for good."""
    if outcome.received:
        webhook.failures, webhook.open_until = 0, None
    else:
        webhook.failures += 1
        pause = closed_for(webhook.failures)
        webhook.open_until = now + pause if pause else None
    if outcome.status == _GONE:
        webhook.state, webhook.reason = "disabled", "the receiver answered 410: it is gone"
    await webhook.save(update_fields=["failures", "open_until", "state", "reason"])
