"""What leaves a case, made up: the feed of all events, reactions that were given up, webhooks and their log."""

from random import Random

from casewright import models
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway.types.enums import WebhookState
from equality import made
from equality.made import maybe, moment, text

_NOT_SEEN_YET = 3


async def place_events(platform: Platform) -> None:
    """Give the events of all tenants their places in the feed, but for the last ones, which no relay has seen."""
    seen = await models.Event.all().count() - _NOT_SEEN_YET
    before = "(SELECT count(*) FROM event other WHERE other.id <= event.id)"
    await platform.database.execute(Sql(f"UPDATE event SET position = {before} WHERE {before} <= ?", (seen,)))


async def subscribe(tenant: str, case_type: str, each: int, random: Random) -> None:
    """So many webhooks in each state, with attempts about events of several cases; and dead deliveries."""
    events = await models.Event.filter(tenant_id=tenant).order_by("id")
    webhooks = [_webhook(tenant, case_type, state, random) for state in (*WebhookState, "deleted") for _ in range(each)]
    await models.Webhook.bulk_create(webhooks)
    owners = ["nina", "carla"] * each
    await models.ApiKey.bulk_create([_api_key(tenant, owner, random) for owner in owners])
    told = [(random.choice(webhooks), event) for event in random.choices(events, k=20 * each)]
    await models.WebhookAttempt.bulk_create([_attempt(webhook, event, random) for webhook, event in told])
    await models.Delivery.bulk_create([_delivery(event, random) for event in random.sample(events, 10 * each)])


def _webhook(tenant: str, case_type: str, state: str, random: Random) -> models.Webhook:
    return models.Webhook(
        tenant_id=tenant,
        subject="carla",
        roles=["manager"],
        teams=[],
        url=f"https://example.org/{state}",
        case_types=[case_type],
        events=[text(random, 100)] * random.randrange(3),
        query="{ me { subject } }",
        secret="whsec_",
        state=state,
        reason=maybe(random, lambda: text(random, 300)),
        failures=random.randrange(9),
        open_until=maybe(random, lambda: moment(random)),
        created_at=moment(random),
        changed_by="carla",
        changed_at=moment(random),
    )


def _api_key(tenant: str, subject: str, random: Random) -> models.ApiKey:
    return models.ApiKey(
        tenant_id=tenant,
        name=text(random, 100),
        subject=subject,
        roles=["manager"],
        teams=[],
        secret_sha256="0" * 64,
        previous_sha256=None,
        previous_until=maybe(random, lambda: moment(random)),
        expires_at=moment(random),
        created_by="carla",
        created_at=moment(random),
        revoked_by=maybe(random, lambda: "carla"),
        revoked_at=maybe(random, lambda: moment(random)),
    )


def _attempt(webhook: models.Webhook, event: models.Event, random: Random) -> models.WebhookAttempt:
    return models.WebhookAttempt(
        tenant_id=webhook.tenant_id,
        webhook_id=webhook.id,
        event_id=event.id,
        case_id=event.case_id,
        request_id=str(event.id),
        number=random.randrange(1, 5),
        at=moment(random),
        milliseconds=random.choice(made.NUMBERS),
        status=maybe(random, lambda: random.choice((200, 410, 500))),
        error=maybe(random, lambda: text(random, 300)),
        sha256=maybe(random, lambda: "0" * 64),
        next_at=maybe(random, lambda: moment(random)),
    )


def _delivery(event: models.Event, random: Random) -> models.Delivery:
    return models.Delivery(
        tenant_id=event.tenant_id,
        event_id=event.id,
        subscriber="trees.tell_neighbours",
        state=random.choice(("dead", "dead", "done", "pending")),
        attempts=random.randrange(9),
        due_at=moment(random),
        error=maybe(random, lambda: text(random)),
    )
