"""Pausing, deleting, rotating, sending again, trying out."""

import json
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from casewright import models
from stack_production.post_office import QUERY, World, listening, manage, world


async def event_of(here: World, case: str, sequence: int) -> str:
    """The id of an event of a case."""
    query = "query($id: ID!) { case(id: $id) { events { id sequence } } }"
    events = (await here.clerk.ask(query, id=case))["case"]["events"]
    return next(event["id"] for event in events if event["sequence"] == sequence)


async def test_what_happens_while_a_webhook_is_paused_is_sent_afterwards(database_url: str, tmp_path: Path) -> None:
    """Nothing is lost by a pause, and the order stays."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook = await here.webhook(receiver)
        await manage(here.dispatcher, "pauseWebhook", "webhook { state }", id=webhook["id"])
        await here.note(await here.opened())
        await here.until_quiet()
        assert receiver.arrived == []
        resumed = await manage(here.dispatcher, "resumeWebhook", "webhook { state }", id=webhook["id"])
        assert resumed["webhook"] == {"state": "ACTIVE"}
        await here.until_quiet()
        assert receiver.names == ["opened", "note_added"]


async def test_a_deleted_webhook_is_told_nothing_and_is_gone(database_url: str, tmp_path: Path) -> None:
    """Not even what was queued; its attempts stay in the database."""
    async with world(database_url, tmp_path) as here, listening(answer=lambda message: 500) as receiver:
        webhook = await here.webhook(receiver)
        case = await here.opened()
        await here.until_quiet()
        await here.note(case)
        deleted = await manage(here.dispatcher, "deleteWebhook", "webhook { id }", id=webhook["id"])
        assert deleted == {"problems": [], "webhook": None}
        here.clock.advance(days=3)
        await here.until_quiet()
        assert receiver.names == ["opened"]
        assert await here.seen(webhook, "id") is None
        assert await models.WebhookAttempt.all().count() == 1
        assert await models.Delivery.exclude(state="dead").count() == 0


async def test_for_a_day_after_a_rotation_both_secrets_sign(database_url: str, tmp_path: Path) -> None:
    """A receiver that knows either verifies; after the day only the new one is good."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook = await here.webhook(receiver)
        rotated = await manage(here.dispatcher, "rotateWebhookSecret", "secret", id=webhook["id"])
        case = await here.opened()
        await here.until_quiet()
        for secret in (webhook["secret"], rotated["secret"]):
            Webhook(secret).verify(receiver.arrived[0].body, receiver.arrived[0].headers)
        here.clock.advance(hours=25)
        await here.note(case)
        await here.until_quiet()
        signatures = receiver.arrived[1].headers["webhook-signature"].split(" ")
        assert [len(receiver.arrived[0].headers["webhook-signature"].split(" ")), len(signatures)] == [2, 1]


async def test_a_secret_is_shown_once(database_url: str, tmp_path: Path) -> None:
    """No type of the schema but the payload of making one has it."""
    async with world(database_url, tmp_path) as here:
        query = '{ __type(name: "Webhook") { fields { name } } }'
        fields = {field["name"] for field in (await here.dispatcher.ask(query))["__type"]["fields"]}
        assert "secret" not in fields and "url" in fields


async def test_an_event_is_sent_again_under_its_id(database_url: str, tmp_path: Path) -> None:
    """So that a receiver that has it knows it."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook, case = await here.webhook(receiver), await here.opened()
        await here.until_quiet()
        event = await event_of(here, case, 1)
        again = await manage(here.dispatcher, "redeliverWebhook", "webhook { id }", id=webhook["id"], eventId=event)
        assert again["problems"] == []
        await here.until_quiet()
        assert [receiver.names, len({message.id for message in receiver.arrived})] == [["opened", "opened"], 1]


async def test_an_event_from_before_the_webhook_can_be_sent(database_url: str, tmp_path: Path) -> None:
    """A new receiver catches up event by event; one of another case type is refused."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        case = await here.opened()
        await here.until_quiet()
        webhook, event = await here.webhook(receiver), await event_of(here, case, 1)
        await manage(here.dispatcher, "redeliverWebhook", "webhook { id }", id=webhook["id"], eventId=event)
        await here.until_quiet()
        assert receiver.names == ["opened"]
        both = here.stack.person("bea", "dispatcher", "plumber")
        valves = await here.webhook(receiver, both, caseTypes=["ValveCase"])
        refused = await manage(both, "redeliverWebhook", "webhook { id }", id=valves["id"], eventId=event)
        assert [problem["code"] for problem in refused["problems"]] == ["BAD_USER_INPUT"]


async def test_a_dead_message_is_sent_again_when_somebody_asks(database_url: str, tmp_path: Path) -> None:
    """It starts a fresh series of attempts."""
    async with world(database_url, tmp_path) as here, listening(answer=lambda message: 410) as receiver:
        webhook, case = await here.webhook(receiver), await here.opened()
        await here.until_quiet()
        event = await event_of(here, case, 1)
        values: dict[str, Any] = {"id": webhook["id"], "eventId": event}
        disabled = await manage(here.dispatcher, "redeliverWebhook", "webhook { id }", **values)
        assert [problem["rule"] for problem in disabled["problems"]] == ["webhook.state"]
        receiver.answer = lambda message: 204
        await manage(here.dispatcher, "resumeWebhook", "webhook { id }", id=webhook["id"])
        await manage(here.dispatcher, "redeliverWebhook", "webhook { id }", **values)
        await here.until_quiet()
        attempts = (await here.seen(webhook, "attempts { number status }"))["attempts"]
        assert attempts == [{"number": 1, "status": 204}, {"number": 1, "status": 410}]


async def test_a_dry_run_shows_the_message_and_sends_nothing(database_url: str, tmp_path: Path) -> None:
    """What is sent later is the very same, apart from its place in time."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook, case = await here.webhook(receiver), await here.opened()
        tried = await manage(here.dispatcher, "testWebhook", "message status error", id=webhook["id"], caseId=case)
        assert [receiver.arrived, tried["status"], tried["error"]] == [[], None, None]
        await here.until_quiet()
        assert tried["message"] == receiver.arrived[0].content


async def test_a_test_message_is_sent_once_and_counts_nowhere(database_url: str, tmp_path: Path) -> None:
    """Its id says that it is a test; a failure is told and nothing else."""
    async with world(database_url, tmp_path) as here, listening(answer=lambda message: 418) as receiver:
        webhook, case = await here.webhook(receiver, events=["never"]), await here.opened()
        values = {"id": webhook["id"], "caseId": case, "send": True}
        tried = await manage(here.dispatcher, "testWebhook", "message status", **values)
        assert [tried["status"], receiver.arrived[0].content] == [418, tried["message"]]
        assert receiver.arrived[0].id.startswith("test_")
        Webhook(webhook["secret"]).verify(receiver.arrived[0].body, receiver.arrived[0].headers)
        assert await here.seen(webhook, "failures attempts { id }") == {"failures": 0, "attempts": []}


async def test_no_message_is_sent_inside_a_transaction(database_url: str, tmp_path: Path) -> None:
    """With an idempotency key the whole mutation is one transaction, so a test is refused then."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook, case = await here.webhook(receiver), await here.opened()
        text = "mutation($input: TestWebhookInput!) { testWebhook(input: $input) { problems { code path } } }"
        response = await here.stack.client.post(
            "/graphql",
            json={"query": text, "variables": {"input": {"id": webhook["id"], "caseId": case, "send": True}}},
            headers={"authorization": f"Bearer {here.dispatcher.token}", "idempotency-key": "once"},
        )
        problems = json.loads(response.text)["data"]["testWebhook"]["problems"]
        assert problems == [{"code": "BAD_USER_INPUT", "path": ["input", "send"]}]
        assert receiver.arrived == []


async def test_a_query_that_stops_working_is_a_failed_attempt(database_url: str, tmp_path: Path) -> None:
    """A later version of a plugin may lack a field; the log says so, and nothing is sent."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook = await here.webhook(receiver)
        await models.Webhook.all().update(query="{ gone }")
        await here.opened()
        await here.until_quiet()
        [attempt] = (await here.seen(webhook, "attempts { status error nextAt }"))["attempts"]
        assert [receiver.arrived, attempt["status"], attempt["nextAt"] is None] == [[], None, False]
        assert attempt["error"].startswith("the query failed: Cannot query field 'gone'")


async def test_a_stored_mutation_is_not_run(database_url: str, tmp_path: Path) -> None:
    """Whatever may stand in the row, a webhook only reads."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook, case = await here.webhook(receiver), await here.opened()
        mutation = 'mutation($id: ID!) { addNote(input: {id: $id, text: "x"}) { problems { code } } }'
        await models.Webhook.all().update(query=mutation, roles=["clerk", "dispatcher"])
        await here.until_quiet()
        assert [receiver.arrived, await models.Note.all().count()] == [[], 0]
        assert (await here.seen(webhook, "failures"))["failures"] == 1
        assert case


async def test_webhooks_are_paged_newest_first(database_url: str, tmp_path: Path) -> None:
    """Like every list."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        made = [(await here.webhook(receiver))["id"] for _ in range(3)]
        first = await here.dispatcher.ask(
            "{ webhooks(first: 2) { totalCount pageInfo { endCursor } edges { node { id } } } }"
        )
        page = first["webhooks"]
        assert [page["totalCount"], [edge["node"]["id"] for edge in page["edges"]]] == [3, [made[2], made[1]]]
        query = "query($after: String) { webhooks(first: 2, after: $after) { edges { node { id url state } } } }"
        rest = await here.dispatcher.ask(query, after=page["pageInfo"]["endCursor"])
        assert rest["webhooks"]["edges"] == [{"node": {"id": made[0], "url": receiver.url, "state": "ACTIVE"}}]


async def test_a_tenant_has_a_hundred_webhooks_at_most(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of them is asked about every event."""
    monkeypatch.setattr("casewright.operations.webhooks._MOST", 2)
    async with world(database_url, tmp_path) as here, listening() as receiver:
        for _ in range(2):
            await here.webhook(receiver)
        values = {"url": receiver.url, "caseTypes": ["HydrantCase"], "query": QUERY}
        refused = await manage(here.dispatcher, "createWebhook", "webhook { id }", **values)
        assert [problem["rule"] for problem in refused["problems"]] == ["webhook.limit"]
        assert await models.Webhook.all().count() == 2
