"""Subscribing other systems to events: who may, with which rights, and the secret they verify by.

Whoever may integrate every case type of a webhook may see, stop and start it. It runs with the rights its owner had
when it was last changed; whoever changes it becomes its owner, so that nobody reads through another person's rights.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.errors import Forbidden, Invalid, Refused
from casewright.fields import check_given
from casewright.operations.change import absent
from casewright.operations.idempotency import check_alone
from casewright.operations.outbox import webhook_delivery
from casewright.operations.rows import check_row
from casewright.operations.sealing import about
from casewright.platform import Platform, unknown_case_type
from casewright.webhooks.signing import new_secret

_MOST = 100
"""Webhooks of one tenant: each is asked about every event."""
_MOST_NAMES = 100
_LONGEST_NAME = 100
_ROTATION = timedelta(hours=24)
_TABLE = models.Webhook._meta.db_table


async def create_webhook(
    platform: Platform, actor: Actor, *, url: str, case_types: Sequence[str], events: Sequence[str], query: str
) -> tuple[UUID, str]:
    """Subscribe a receiver to events of case types; its id and its secret, which is shown this once.

    `events` are names of events or of stages entered; none: every event. `query` is trusted to be one that works.
    """
    _check(platform, actor, case_types, events, query)
    check_alone(platform)
    await platform.targets.locate(url)
    now, secret = platform.now(), new_secret()
    webhook = models.Webhook(
        id=uuid7(),
        tenant_id=actor.tenant,
        secret=platform.keyring.seal(secret, about(actor.tenant, _TABLE)),
        state="active",
        created_at=now,
        changed_at=now,
    )
    _change(webhook, actor, url=url, case_types=list(case_types), events=list(events), query=query)
    async with platform.database.transaction():
        if await models.Webhook.filter(tenant_id=actor.tenant).exclude(state="deleted").count() >= _MOST:
            raise Refused(f"there are {_MOST} webhooks already; delete one", rule="webhook.limit")
        await webhook.save(force_create=True)
    return webhook.id, secret


async def update_webhook(
    platform: Platform,
    actor: Actor,
    webhook_id: UUID,
    *,
    url: str | None = None,
    case_types: Sequence[str] | None = None,
    events: Sequence[str] | None = None,
    query: str | None = None,
) -> None:
    """Change what is sent, and where; the actor becomes the owner, and their rights are those it runs with."""
    if url is not None:
        await visible_webhook(platform, actor, webhook_id)
        check_alone(platform)
        await platform.targets.locate(url)
    async with _managed(platform, actor, webhook_id) as webhook:
        _change(
            webhook,
            actor,
            url=webhook.url if url is None else url,
            case_types=webhook.case_types if case_types is None else list(case_types),
            events=webhook.events if events is None else list(events),
            query=webhook.query if query is None else query,
        )
        _check(platform, actor, webhook.case_types, webhook.events, webhook.query)


async def rotate_webhook_secret(platform: Platform, actor: Actor, webhook_id: UUID) -> str:
    """A new secret, shown this once; for a day the one before signs as well. For the owner.

    Not under an idempotency key, whose stored answer would keep the secret.
    """
    check_alone(platform)
    secret = new_secret()
    async with _managed(platform, actor, webhook_id) as webhook:
        check_owner(webhook, actor)
        webhook.previous_secret, webhook.previous_until = webhook.secret, platform.now() + _ROTATION
        webhook.secret = platform.keyring.seal(secret, about(actor.tenant, _TABLE))
    return secret


def signing_keys(platform: Platform, webhook: models.Webhook, now: datetime) -> list[str]:
    """The secrets that sign now: during a rotation the one before, too. Raises Unavailable when they do not open."""
    rotating = webhook.previous_until is not None and webhook.previous_until > now
    kept = [webhook.secret, *([webhook.previous_secret] if rotating and webhook.previous_secret else [])]
    return [platform.keyring.open(secret, about(webhook.tenant_id, _TABLE)) for secret in kept]


async def pause_webhook(platform: Platform, actor: Actor, webhook_id: UUID) -> None:
    """Send nothing until it is resumed; events wait."""
    async with _managed(platform, actor, webhook_id) as webhook:
        if webhook.state != "active":
            raise Refused(f"this webhook is {webhook.state}", rule="webhook.state")
        webhook.state = "paused"


async def resume_webhook(platform: Platform, actor: Actor, webhook_id: UUID) -> None:
    """Send again, what waited first; whatever the receiver did before is forgiven."""
    async with _managed(platform, actor, webhook_id) as webhook:
        webhook.state, webhook.reason = "active", None
        webhook.failures, webhook.open_until = 0, None


async def delete_webhook(platform: Platform, actor: Actor, webhook_id: UUID) -> None:
    """Send nothing any more, for good; its attempts stay on record."""
    async with _managed(platform, actor, webhook_id) as webhook:
        webhook.state = "deleted"
        waiting = models.Delivery.filter(webhook_id=webhook_id, state="queued")
        await waiting.update(state="dead", error="the webhook was deleted")


async def redeliver_event(platform: Platform, actor: Actor, webhook_id: UUID, event_id: UUID) -> None:
    """Send an event again, or for the first time; under the same message id when it was sent before."""
    async with _managed(platform, actor, webhook_id) as webhook:
        if webhook.state != "active":
            raise Refused(f"this webhook is {webhook.state}; resume it first", rule="webhook.state")
        event = await visible_event(platform, actor, event_id)
        case = await models.Case.get(id=event.case_id)
        if case.case_type not in webhook.case_types:
            message = "this webhook is not about cases of this type"
            raise Invalid(message, rule="webhook.case_types", field="event_id")
        now = platform.now()
        await models.Delivery.bulk_create([webhook_delivery(event, webhook_id, now)], ignore_conflicts=True)
        again = models.Delivery.filter(event_id=event_id, webhook_id=webhook_id)
        if not await again.exclude(state="running").update(state="queued", attempts=0, due_at=now, error=None):
            raise Refused("this event is on its way at this moment", rule="webhook.running")


async def visible_event(platform: Platform, actor: Actor, event_id: UUID) -> models.Event:
    """An event the actor may read; raises NotFound."""
    mine = Sql("SELECT t.* FROM event t WHERE t.id = ? AND ", (event_id,))
    rows = await platform.database.rows(mine + platform.policy.child(actor, "t.case_id", "event"))
    if not rows:
        raise absent("event_id")
    return models.Event._init_from_db(**rows[0])


async def visible_webhook(platform: Platform, actor: Actor, webhook_id: UUID) -> models.Webhook:
    """A webhook the actor may manage; raises NotFound."""
    webhook = await models.Webhook.filter(id=webhook_id).first()
    if webhook is None or not may_manage(platform, actor, webhook):
        raise absent()
    return webhook


def may_manage(platform: Platform, actor: Actor, webhook: models.Webhook) -> bool:
    """Whether the actor may see, stop and start a webhook: they may integrate each of its case types."""
    declared = [platform.case_types.get(name) for name in webhook.case_types]
    allowed = all(case_type and platform.policy.may_integrate(actor, case_type) for case_type in declared)
    return webhook.tenant_id == actor.tenant and webhook.state != "deleted" and allowed


def check_owner(webhook: models.Webhook, actor: Actor) -> None:
    """Refuse anybody but the owner; raises Forbidden."""
    if webhook.subject != actor.subject:
        raise Forbidden("only its owner may; change the webhook and it is yours", rule="webhook.owner")


@asynccontextmanager
async def _managed(platform: Platform, actor: Actor, webhook_id: UUID) -> AsyncIterator[models.Webhook]:
    """One change of a webhook, under its lock; raises NotFound."""
    async with platform.database.transaction():
        await models.Webhook.filter(id=webhook_id).select_for_update().first()
        webhook = await visible_webhook(platform, actor, webhook_id)
        yield webhook
        webhook.changed_by, webhook.changed_at = actor.subject, platform.now()
        check_row(webhook)
        await webhook.save()
    platform.committed()


def _change(
    webhook: models.Webhook, actor: Actor, *, url: str, case_types: list[str], events: list[str], query: str
) -> None:
    webhook.url, webhook.case_types, webhook.events, webhook.query = url, case_types, events, query
    webhook.subject, webhook.changed_by = actor.subject, actor.subject
    webhook.roles, webhook.teams = sorted(actor.roles), sorted(actor.teams)
    check_row(webhook)


def _check(platform: Platform, actor: Actor, case_types: Sequence[str], events: Sequence[str], query: str) -> None:
    check_given(query, "say by a query what is to be sent", field="query")
    if not case_types:
        message = "name the case types whose events are to be sent"
        raise Invalid(message, rule="webhook.case_types", field="case_types")
    for name in case_types:
        declared = platform.case_type(name, field="case_types")
        if not platform.policy.sees_type(actor, declared):
            raise unknown_case_type(name, "case_types")
        if not platform.policy.may_integrate(actor, declared):
            raise Forbidden(f"your roles do not allow integrate on {name}", rule="grant.integrate", field="case_types")
    if len(events) > _MOST_NAMES or any(not 0 < len(name) <= _LONGEST_NAME for name in events):
        message = f"at most {_MOST_NAMES} events, each a name of {_LONGEST_NAME} characters at most"
        raise Invalid(message, rule="webhook.events", field="events")
