"""Webhooks and what came of their attempts."""

from datetime import datetime

import strawberry

from casewright import models
from casewright_gateway.reads.children import Children
from casewright_gateway.rows import present
from casewright_gateway.sources import column, many, one
from casewright_gateway.types.enums import WebhookState
from casewright_gateway.types.history import Event
from casewright_gateway.types.node import Node

_ATTEMPTS = Children(models.WebhookAttempt, parent="webhook_id", newest=True)


@strawberry.type(description="An attempt to tell a webhook about an event.")
class WebhookAttempt:
    """A line of the delivery log."""

    id: strawberry.ID = strawberry.field(description="The id of the attempt.")
    row: strawberry.Private[models.WebhookAttempt]
    request_id: str = strawberry.field(description="The webhook-id header; the same for all attempts of an event.")
    number: int = strawberry.field(description="The how-manieth attempt, from 1.")
    at: datetime = strawberry.field(description="When it began.")
    milliseconds: int = strawberry.field(description="How long it took.")
    status: int | None = strawberry.field(description="The HTTP status of the answer; empty: there was none.")
    error: str | None = strawberry.field(description="Why there was no answer.")
    sha256: str | None = strawberry.field(description="SHA-256 of the body that was sent.")
    next_at: datetime | None = strawberry.field(description="When it is tried again; empty: not any more.")

    event: Event | None = one(Event, "event_id", "What the receiver was told about; empty when you may not see it.")


@strawberry.type(description="Another system that is told about events, with the rights its owner had.")
class Webhook(Node):
    """A subscription; its secret is shown when it is made, and never again."""

    row: strawberry.Private[models.Webhook]
    url: str = strawberry.field(description="Where messages go.")
    case_types: list[str] = strawberry.field(description="The types of the cases it is told about.")
    events: list[str] = strawberry.field(description="Events, or stages entered, it is told about; empty: all.")
    query: str = strawberry.field(description="The query whose answer is sent.")
    state: WebhookState = strawberry.field(description="Whether it is told about events.")
    reason: str | None = strawberry.field(description="Why it was disabled.")
    owner: str = column("subject", "With whose rights the query is answered.")
    roles: list[str] = strawberry.field(description="The roles the owner had when it was last changed.")
    teams: list[str] = strawberry.field(description="The teams the owner had when it was last changed.")
    failures: int = strawberry.field(description="Attempts that failed since the last one that did not.")
    open_until: datetime | None = strawberry.field(description="Until when nothing is sent, after too many failures.")
    created_at: datetime = strawberry.field(description="Since when it exists.")
    changed_by: str = strawberry.field(description="Who changed it last.")
    changed_at: datetime = strawberry.field(description="When that was.")
    attempts: list[WebhookAttempt] = many(
        WebhookAttempt, _ATTEMPTS, "The attempts about cases you may see, newest first."
    )


def webhook_of(row: models.Webhook) -> Webhook:
    """The webhook of a row."""
    return present(Webhook, row)
