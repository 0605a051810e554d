"""Mutations on webhooks."""

from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from casewright.errors import Invalid
from casewright.operations import webhook_trials, webhooks
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.derive import plain
from casewright_gateway.doors import Schema
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import optional
from casewright_gateway.mutations.payloads import PROBLEMS
from casewright_gateway.problems import Problem
from casewright_gateway.reads.webhooks import webhook_by_id
from casewright_gateway.rendering import check_query, renderer
from casewright_gateway.types.webhooks import Webhook, webhook_of


@strawberry.input(description="Another system to be told about events.")
class CreateWebhookInput:
    """Where, about what, and by which query."""

    url: str = strawberry.field(description="Where messages go: https://...")
    case_types: list[str] = strawberry.field(description="The types of the cases it is told about.")
    events: list[str] | None = optional("Events, or stages entered, it is told about; left out: all.")
    query: str = strawberry.field(
        description="A query whose answer is sent, with your rights of today; it may use $id of the case and $event."
    )


@strawberry.input(description="A webhook.")
class WebhookInput:
    """Which webhook."""

    id: strawberry.ID = strawberry.field(description="The webhook.")


@strawberry.input(description="A change of a webhook; what is left out stays. You become its owner.")
class UpdateWebhookInput(WebhookInput):
    """What is to change."""

    url: str | None = optional("Where messages go.")
    case_types: list[str] | None = optional("The types of the cases it is told about.")
    events: list[str] | None = optional("Events, or stages entered, it is told about; an empty list: all.")
    query: str | None = optional("The query whose answer is sent, with your rights of today.")


@strawberry.input(description="An event that a webhook is to be told about again.")
class RedeliverWebhookInput(WebhookInput):
    """Which event."""

    event_id: strawberry.ID = strawberry.field(description="The event.")


@strawberry.input(description="A case to try a webhook with.")
class TestWebhookInput(WebhookInput):
    """Which case and event, and whether to send."""

    case_id: strawberry.ID = strawberry.field(description="The case.")
    event_id: strawberry.ID | None = optional("The event; left out: the newest one of the case.")
    send: bool | None = optional("Whether to send it, once, too.")


@strawberry.type(description="What came of a change of a webhook.")
class WebhookPayload:
    """The webhook."""

    webhook: Webhook | None = strawberry.field(default=None, description="The webhook as it is now.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


@strawberry.type(description="What came of making a webhook, or a new secret for one.")
class WebhookSecretPayload(WebhookPayload):
    """The webhook and its secret."""

    secret: str | None = strawberry.field(
        default=None, description="What the receiver verifies signatures by (Standard Webhooks); shown this once."
    )


@strawberry.type(description="What a webhook would send.")
class TestWebhookPayload:
    """The message, and what came of sending it."""

    message: JSON | None = strawberry.field(default=None, description="The body of the message.")
    status: int | None = strawberry.field(default=None, description="The HTTP status of the answer, when it was sent.")
    error: str | None = strawberry.field(default=None, description="Why there was no answer, when it was sent.")
    problems: list[Problem] = strawberry.field(default_factory=list, description=PROBLEMS)


async def _seen(info: Info, webhook_id: UUID) -> dict[str, Any]:
    row = await webhook_by_id(info.context.platform, info.context.actor, webhook_id)
    return {"webhook": row and webhook_of(row)}


def _schema(info: Info) -> Schema:
    return cast("Schema", info.schema)


async def _on_webhook(info: Info, input: WebhookInput, operation: Any) -> WebhookPayload:
    async def work() -> dict[str, Any]:
        webhook_id = ids.row_id(input.id, "Webhook")
        await operation(info.context.platform, info.context.actor, webhook_id)
        return await _seen(info, webhook_id)

    return await attempt(WebhookPayload, work())


@strawberry.type
class WebhookMutations:
    """Subscribing other systems to events."""

    @strawberry.mutation(description="Tell another system about events, by a query that is answered with your rights.")
    async def create_webhook(self, info: Info, input: CreateWebhookInput) -> WebhookSecretPayload:
        """Needs `integrate` on each case type."""

        async def work() -> dict[str, Any]:
            check_query(_schema(info), input.query)
            webhook_id, secret = await webhooks.create_webhook(
                info.context.platform,
                info.context.actor,
                url=input.url,
                case_types=input.case_types,
                events=input.events or (),
                query=input.query,
            )
            return await _seen(info, webhook_id) | {"secret": secret}

        return await attempt(WebhookSecretPayload, work())

    @strawberry.mutation(description="Change what a webhook sends, or where; it runs with your rights from then on.")
    async def update_webhook(self, info: Info, input: UpdateWebhookInput) -> WebhookPayload:
        """Needs `integrate` on each case type."""

        async def work() -> dict[str, Any]:
            values = plain(input)
            webhook_id = ids.row_id(values.pop("id"), "Webhook")
            if values.get("query") is not None:
                check_query(_schema(info), values["query"])
            await webhooks.update_webhook(info.context.platform, info.context.actor, webhook_id, **values)
            return await _seen(info, webhook_id)

        return await attempt(WebhookPayload, work())

    @strawberry.mutation(description="Make a new secret; for a day the one before signs too.")
    async def rotate_webhook_secret(self, info: Info, input: WebhookInput) -> WebhookSecretPayload:
        """For the owner."""

        async def work() -> dict[str, Any]:
            webhook_id = ids.row_id(input.id, "Webhook")
            platform, actor = info.context.platform, info.context.actor
            secret = await webhooks.rotate_webhook_secret(platform, actor, webhook_id)
            return await _seen(info, webhook_id) | {"secret": secret}

        return await attempt(WebhookSecretPayload, work())

    @strawberry.mutation(description="Send nothing until the webhook is resumed; events wait.")
    async def pause_webhook(self, info: Info, input: WebhookInput) -> WebhookPayload:
        """Needs `integrate` on each case type."""
        return await _on_webhook(info, input, webhooks.pause_webhook)

    @strawberry.mutation(description="Send again, what waited first.")
    async def resume_webhook(self, info: Info, input: WebhookInput) -> WebhookPayload:
        """Needs `integrate` on each case type."""
        return await _on_webhook(info, input, webhooks.resume_webhook)

    @strawberry.mutation(description="Send nothing any more, for good.")
    async def delete_webhook(self, info: Info, input: WebhookInput) -> WebhookPayload:
        """Needs `integrate` on each case type."""
        return await _on_webhook(info, input, webhooks.delete_webhook)

    @strawberry.mutation(description="Tell a webhook about an event again, or about one from before it existed.")
    async def redeliver_webhook(self, info: Info, input: RedeliverWebhookInput) -> WebhookPayload:
        """Needs `integrate` on each case type."""

        async def operation(platform: Any, actor: Any, webhook_id: UUID) -> None:
            event_id = ids.row_id(input.event_id, "Event", field="event_id")
            await webhooks.redeliver_event(platform, actor, webhook_id, event_id)

        return await _on_webhook(info, input, operation)

    @strawberry.mutation(description="What a webhook would send about a case; and whether its receiver takes it.")
    async def test_webhook(self, info: Info, input: TestWebhookInput) -> TestWebhookPayload:
        """For the owner."""
        return await attempt(TestWebhookPayload, _trial(info, input))


async def _trial(info: Info, input: TestWebhookInput) -> dict[str, Any]:
    if input.send and info.context.idempotency_key is not None:
        message = "a test is sent without an idempotency key: it is not undone with anything else"
        raise Invalid(message, rule="webhook.trial", field="send")
    context = info.context
    render = renderer(context.platform, _schema(info), context.case_classes)
    trial = await webhook_trials.try_webhook(
        context.platform,
        context.actor,
        ids.row_id(input.id, "Webhook"),
        render,
        ids.row_id(input.case_id, *context.platform.case_types, field="case_id"),
        event_id=ids.row_id(input.event_id, "Event", field="event_id") if input.event_id else None,
        send=bool(input.send),
    )
    sent = trial.outcome
    return {"message": JSON(trial.message), "status": sent and sent.status, "error": sent and sent.error}
