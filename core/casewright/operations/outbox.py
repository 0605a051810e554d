"""The outbox: from committed events to deliveries, and from a delivery to a reaction that is done.

A delivery is unique per event and subscriber: pending -> dispatched (handed to the broker) -> running -> done. Whoever
takes it has it until `due_at`; when that passes without `done`, it is dispatched again. So a reaction runs at least
once, and again only when a process died in the middle of it. After the last attempt it is dead and waits for a person.
Those of webhooks are written here too, queued for `webhook_queue.py`, and what people are told (`notifying.py`).
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tortoise.expressions import F
from tortoise.queryset import QuerySet
from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case, Event
from casewright.conduct import REST, SwitchedOff
from casewright.db.dialect import skip_locked
from casewright.db.sql import Sql
from casewright.events import data_of, view
from casewright.operations.notifying import notifications
from casewright.platform import Platform
from casewright.plugins import Late, call
from casewright.tracing import Attributes
from casewright.views import case_view

_log = logging.getLogger("casewright.outbox")
_LEASE = timedelta(seconds=30)
_FARTHEST = timedelta(minutes=15)
"""No delivery waits so long: one that seems to got its time from a clock that has been set back since."""

_ATTEMPTS = 6
_BATCH = 200
_IN_HAND = 200
"""So many wait at the broker, and the others here: what waits there for longer than its lease is sent once more."""

_TAKEN = ("dispatched", "running")
_OPEN = ("pending", *_TAKEN)

REPLAYED = "delivery_replayed"
"""No reaction hears of it: one that always fails would leave a further dead delivery for each replay."""


@dataclass(frozen=True)
class _Subscriber:
    name: str
    plugin: str
    react: Callable[[Case[Any], Event], Any]


def _subscribers(platform: Platform, event: models.Event, case_type: str) -> Iterator[_Subscriber]:
    if event.name == REPLAYED:
        return
    for implementation in platform.plugins.hook.on_event.get_hookimpls():
        plugin = implementation.plugin_name
        yield _Subscriber(f"{plugin}.on_event", plugin, _with_its_arguments(implementation))
    seen = view(event)
    for reaction in platform.case_types[case_type].reactions:
        if reaction.event in {seen.name, seen.data.get("to")}:
            yield _Subscriber(reaction.name, platform.plugin_of(case_type), reaction.function)


def _with_its_arguments(implementation: Any) -> Callable[[Case[Any], Event], Any]:
    def react(case: Case[Any], event: Event) -> Any:
        offered = {"case": case, "event": event}
        return implementation.function(**{name: offered[name] for name in implementation.argnames})

    return react


async def fan_out(platform: Platform) -> int:
    """Write deliveries and notifications of committed events, each event once; returns how many were taken."""
    lock = skip_locked(platform.database.dialect, "e")
    waiting = Sql(
        'SELECT e.*, c.case_type FROM event e JOIN "case" c ON c.id = e.case_id WHERE e.relayed_at IS NULL'
        " ORDER BY e.id LIMIT ?",
        (_BATCH,),
    )
    if not await platform.database.rows(Sql("SELECT 1 FROM event WHERE relayed_at IS NULL LIMIT 1")):
        return 0
    with platform.tracing.span("relay"):
        async with platform.database.transaction():
            rows = await platform.database.rows(waiting + Sql(lock))
            now = platform.now()
            known = [row for row in rows if row["case_type"] in platform.case_types]
            told = await notifications(platform, [_event(row) for row in known])
            webhooks = await _webhooks({row["tenant_id"] for row in rows})
            deliveries = [
                delivery for row in rows for delivery in _deliveries(platform, row, webhooks.get(row["tenant_id"], ()))
            ]
            await models.Delivery.bulk_create(deliveries, ignore_conflicts=True)
            await models.Notification.bulk_create(told, ignore_conflicts=True)
            identities = [UUID(str(row["id"])) for row in rows]
            await models.Event.filter(id__in=identities).update(relayed_at=now)
        platform.tracing.caused(*identities)
    return len(rows)


async def _webhooks(tenants: Iterable[str]) -> Mapping[str, list[models.Webhook]]:
    """The webhooks of tenants that are told about events, now or when they are resumed."""
    groups: dict[str, list[models.Webhook]] = {}
    for webhook in await models.Webhook.filter(tenant_id__in=list(tenants), state__in=["active", "paused"]):
        groups.setdefault(webhook.tenant_id, []).append(webhook)
    return groups


def _deliveries(
    platform: Platform, row: dict[str, Any], webhooks: Iterable[models.Webhook]
) -> Iterator[models.Delivery]:
    case_type = row["case_type"]
    if case_type not in platform.case_types:
        return
    event = _event(row)
    for subscriber in _subscribers(platform, event, case_type):
        yield _delivery(event, subscriber.name, "pending", platform.now())
    for webhook in webhooks:
        if case_type in webhook.case_types and _wanted(event, webhook.events):
            yield webhook_delivery(event, webhook.id, platform.now())


def _event(row: dict[str, Any]) -> models.Event:
    return models.Event._init_from_db(**{name: value for name, value in row.items() if name != "case_type"})


def _wanted(event: models.Event, names: list[str]) -> bool:
    """Whether the event is among those named, by its own name or the stage it entered; no names: every event."""
    return not names or not {event.name, data_of(event).get("to")}.isdisjoint(names)


def _delivery(event: models.Event, subscriber: str, state: str, due_at: datetime) -> models.Delivery:
    return models.Delivery(
        id=uuid7(), tenant_id=event.tenant_id, event_id=event.id, subscriber=subscriber, state=state, due_at=due_at
    )


def webhook_delivery(event: models.Event, webhook_id: UUID, due_at: datetime) -> models.Delivery:
    """One event for one webhook, queued."""
    delivery = _delivery(event, f"webhook:{webhook_id}", "queued", due_at)
    delivery.webhook_id = webhook_id
    return delivery


async def take_deliveries(platform: Platform) -> list[UUID]:
    """The deliveries to hand to the broker now: those whose taker let the lease pass, and new ones while there is room.

    Relays that take at the same moment do not see each other: each may fill the room that there is.
    """
    now = platform.now()
    if not await platform.database.rows(_due(now, _OPEN, 1)):
        return []
    lock = Sql(skip_locked(platform.database.dialect))
    async with platform.database.transaction():
        room = _IN_HAND - await models.Delivery.filter(state="dispatched").count()
        again = await platform.database.rows(_due(now, _TAKEN, _IN_HAND) + lock)
        new = await platform.database.rows(_due(now, ("pending",), max(room, 0)) + lock)
        taken = [UUID(str(row["id"])) for row in again + new]
        await models.Delivery.filter(id__in=taken).update(state="dispatched", due_at=now + _LEASE)
        worn_out = models.Delivery.filter(id__in=taken, attempts__gte=_ATTEMPTS)
        await worn_out.update(state="dead", error="the process ended in the middle of the last attempt")
    return taken


def _due(now: datetime, states: Sequence[str], limit: int) -> Sql:
    """Reactions that are due, those that wait longest first."""
    due = Sql("SELECT id FROM delivery WHERE ") + Sql.one_of("state", states)
    due += Sql(" AND webhook_id IS NULL AND (due_at <= ? OR due_at > ?)", (now, now + _FARTHEST))
    return due + Sql(" ORDER BY due_at, id LIMIT ?", (limit,))


async def give_back(platform: Platform, deliveries: Sequence[UUID]) -> None:
    """The broker did not take them, or not all of them: whatever nobody has begun is due at once."""
    waiting = models.Delivery.filter(id__in=deliveries, state="dispatched")
    await waiting.update(state="pending", due_at=platform.now())


async def recover_deliveries(platform: Platform) -> None:
    """What a broker in memory held when its process ended is due at once."""
    held = models.Delivery.filter(state__in=_TAKEN, webhook_id__isnull=True)
    await held.update(state="pending", due_at=platform.now())


async def react(platform: Platform, delivery_id: UUID) -> None:
    """Run the reaction of one delivery; a message that comes twice finds nothing to do."""
    now = platform.now()
    mine = models.Delivery.filter(id=delivery_id, state="dispatched")
    if not await mine.update(state="running", attempts=F("attempts") + 1, due_at=now + _LEASE):
        return
    delivery = await models.Delivery.get(id=delivery_id)
    try:
        await _run(platform, delivery)
    except SwitchedOff:
        await _postponed(platform, delivery)
    except Exception as error:
        await _failed(platform, delivery, error)
    else:
        await models.Delivery.filter(id=delivery_id).update(state="done", error=None)


async def _run(platform: Platform, delivery: models.Delivery) -> None:
    event = await models.Event.get(id=delivery.event_id)
    row = await models.Case.get(id=event.case_id)
    case = case_view(platform.definition(row), row, Actor.platform(row.tenant_id), platform.now())
    for subscriber in _subscribers(platform, event, row.case_type):
        if subscriber.name == delivery.subscriber:
            told: Attributes = {"casewright.subscriber": subscriber.name, "casewright.attempt": delivery.attempts}
            with platform.tracing.after(event.id, "reaction", told):
                await _call(platform, subscriber, case, view(event), again=delivery.attempts > 1)
            return


async def _call(platform: Platform, subscriber: _Subscriber, case: Case[Any], event: Event, *, again: bool) -> None:
    """What is late is done all the same: to do it again would only hold up everybody once more."""
    with suppress(Late), platform.conduct.watching(subscriber.plugin, subscriber.name, again=again):
        await call(subscriber.plugin, subscriber.name, subscriber.react, case, event)


async def _postponed(platform: Platform, delivery: models.Delivery) -> None:
    """The reaction was not called, so this was no attempt: it waits until its plugin is tried again."""
    due_at = platform.now() + REST
    await _this_attempt(delivery).update(state="pending", due_at=due_at, attempts=delivery.attempts - 1)


async def _failed(platform: Platform, delivery: models.Delivery, error: Exception) -> None:
    """Try again later, each time after twice the wait, or give up."""
    dead = delivery.attempts >= _ATTEMPTS
    cause = type(error.__cause__ or error).__name__
    where = {"subscriber": delivery.subscriber, "delivery_id": str(delivery.id), "attempt": delivery.attempts}
    _log.log(logging.ERROR if dead else logging.WARNING, "a reaction failed: %s", cause, extra=where)
    wait = timedelta(seconds=2**delivery.attempts)
    state = "dead" if dead else "pending"
    await _this_attempt(delivery).update(state=state, due_at=platform.now() + wait, error=cause)


def _this_attempt(delivery: models.Delivery) -> QuerySet[models.Delivery]:
    return models.Delivery.filter(id=delivery.id, state="running", attempts=delivery.attempts)
