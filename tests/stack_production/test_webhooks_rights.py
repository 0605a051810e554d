"""A webhook shows what its owner may see, and is managed by those who may integrate its case types."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from casewright import models
from casewright.db.sql import Sql
from casewright_gateway.ids import encode
from kit import Person
from stack_production.post_office import QUERY, Receiver, World, listening, manage, world


async def rows(here: World) -> list[Any]:
    """Every webhook and every delivery, as stored."""
    database = here.stack.platform.database
    tables = ("webhook", "delivery", "webhook_attempt")
    return [await database.rows(Sql(f"SELECT * FROM {table} ORDER BY id")) for table in tables]


def codes(payload: dict[str, Any]) -> list[str]:
    """The codes of a payload's problems."""
    return [problem["code"] for problem in payload["problems"]]


async def sent_to(here: World, receiver: Receiver, by: Person, **fields: Any) -> list[Any]:
    """What a webhook of somebody sends about a hydrant that was just reported."""
    await here.webhook(receiver, by)
    await here.opened(**fields)
    await here.until_quiet()
    return [message.content["data"] for message in receiver.arrived]


async def test_a_hidden_group_is_not_sent(database_url: str, tmp_path: Path) -> None:
    """The contractor does not see who called, neither in the case nor in its event; the dispatcher does."""
    async with world(database_url, tmp_path) as here, listening() as open_receiver, listening() as receiver:
        await here.webhook(open_receiver)
        [data] = await sent_to(here, receiver, here.stack.person("colin", "contractor"))
        assert data["case"]["street"] == "Well Lane"
        assert "Cleo Caller" not in str(data)
        assert "Cleo Caller" in str(open_receiver.arrived[0].content)


async def test_events_of_other_teams_are_not_sent(database_url: str, tmp_path: Path) -> None:
    """A grant for a team reaches the cases of that team."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver, here.stack.person("doris", "district", teams=("north",)))
        north, south = await here.opened(street="North Street"), await here.opened(street="South Street")
        for case, team in ((north, "north"), (south, "south")):
            await here.clerk.done("assignCase", "case { id }", id=case, team=team)
        await here.until_quiet()
        assert {message.content["data"]["case"]["street"] for message in receiver.arrived} == {"North Street"}


async def test_an_excluded_owner_is_told_nothing(database_url: str, tmp_path: Path) -> None:
    """The exclusion beats the grant the webhook was made with, from the next message on."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver)
        case = await here.opened()
        await here.until_quiet()
        head = here.stack.person("henry", "head")
        await head.done("excludePerson", "case { id }", id=case, subject="dora", reason="it is her street")
        await here.note(case)
        await here.until_quiet()
        assert receiver.names == ["opened"]
        assert await models.Delivery.filter(state="done").count() == 3


async def test_who_does_not_see_the_history_is_not_told_of_events(database_url: str, tmp_path: Path) -> None:
    """A grant that hides events hides that there was one."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        assert await sent_to(here, receiver, here.stack.person("silvia", "silent")) == []


MISTAKES: list[dict[str, Any]] = [
    {"url": "http://1.1.1.1/"},
    {"url": "https://10.0.0.1/"},
    {"url": "https://1.1.1.1/\u0000"},
    {"caseTypes": []},
    {"caseTypes": ["Dragon"]},
    {"caseTypes": ["HydrantCase", "ValveCase"]},
    {"events": [""]},
    {"events": ["e"] * 101},
    {"query": ""},
    {"query": "{ nonsense }"},
    {"query": "{ me "},
    {"query": "mutation($id: ID!) { claimCase(input: {id: $id}) { problems { code } } }"},
    {"query": "query A { me { subject } } query B { me { subject } }"},
    {"query": "query($id: ID!, $more: ID!) { a: case(id: $id) { id } b: case(id: $more) { id } }"},
    {"query": "query($id: Int!) { cases(first: $id) { totalCount } }"},
    {"query": "{ cases(first: 100) { edges { node { events(first: 100) { id } } } } }"},
    {"query": "{ me { subject } }" + " " * 100_000},
]


async def test_a_webhook_that_cannot_be_is_refused(database_url: str, tmp_path: Path) -> None:
    """The problem says where the mistake is, and nothing is stored."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        for mistake in MISTAKES:
            values = {"url": receiver.url, "caseTypes": ["HydrantCase"], "query": QUERY} | mistake
            payload = await manage(here.dispatcher, "createWebhook", "webhook { id }", **values)
            [problem] = payload["problems"]
            assert [problem["code"], problem["path"]] == ["BAD_USER_INPUT", ["input", *mistake]], mistake
        assert await rows(here) == [[], [], []]


async def test_the_control_without_a_mistake_is_taken(database_url: str, tmp_path: Path) -> None:
    """The same values without a change make a webhook; so does a query without variables."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver)
        await here.webhook(receiver, query="{ me { subject roles } }")
        await here.opened()
        await here.until_quiet()
        [owner] = [message.content["data"]["me"] for message in receiver.arrived if "me" in message.content["data"]]
        assert owner == {"subject": "dora", "roles": ["dispatcher"]}


async def test_a_role_without_the_grant_makes_no_webhook(database_url: str, tmp_path: Path) -> None:
    """Who reads cases may not send them elsewhere by that alone."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        values = {"url": receiver.url, "caseTypes": ["HydrantCase"], "query": QUERY}
        payload = await manage(here.clerk, "createWebhook", "webhook { id }", **values)
        assert codes(payload) == ["FORBIDDEN"]
        assert await rows(here) == [[], [], []]


MANAGING = ["updateWebhook", "rotateWebhookSecret", "pauseWebhook", "resumeWebhook", "deleteWebhook"]


@pytest.mark.parametrize("subject", ["clerk", "plumber", "dispatcher of another tenant"])
async def test_others_see_and_change_nothing(database_url: str, tmp_path: Path, subject: str) -> None:
    """For who may not manage it, a webhook is not there."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        role, _, elsewhere = subject.partition(" of ")
        other = here.stack.person("otto", role, tenant="other" if elsewhere else "demo")
        webhook = await here.webhook(receiver)
        case = await here.opened()
        await here.until_quiet()
        before = await rows(here)
        assert await here.seen(webhook, "url", by=other) is None
        listed = await other.ask("{ webhooks { totalCount edges { node { id } } } }")
        assert listed["webhooks"] == {"totalCount": 0, "edges": []}
        for mutation in MANAGING:
            assert codes(await manage(other, mutation, "webhook { id }", id=webhook["id"])) == ["NOT_FOUND"]
        event = await newest_event(here, case)
        again = await manage(other, "redeliverWebhook", "webhook { id }", id=webhook["id"], eventId=event)
        tried = await manage(other, "testWebhook", "message", id=webhook["id"], caseId=case)
        assert [codes(again), codes(tried)] == [["NOT_FOUND"], ["NOT_FOUND"]]
        assert await rows(here) == before


async def test_a_foreign_case_or_event_is_answered_like_an_unknown_one(database_url: str, tmp_path: Path) -> None:
    """Trying and sending again take ids; those of another tenant are not there, and nothing is queued or sent."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        abroad = here.stack.person("carla", "clerk", tenant="other")
        opened = await abroad.done("openHydrantCase", "hydrantCase { id events { id } }", street="Foreign Street")
        foreign, webhook = opened["hydrantCase"], await here.webhook(receiver)
        events = [foreign["events"][0]["id"], encode("Event", uuid4())]
        cases = [foreign["id"], encode("HydrantCase", uuid4())]
        own, before = await here.opened(), await rows(here)
        answers = [
            [await manage(here.dispatcher, mutation, "", id=webhook["id"], **values) for values in pair]
            for mutation, pair in (
                ("redeliverWebhook", [{"eventId": event} for event in events]),
                ("testWebhook", [{"caseId": case, "send": True} for case in cases]),
                ("testWebhook", [{"caseId": own, "eventId": event, "send": True} for event in events]),
            )
        ]
        for known, unknown in answers:
            assert known == unknown
            assert codes(known) == ["NOT_FOUND"]
        query = "query($id: ID!) { event(id: $id) { name } }"
        assert [(await here.dispatcher.ask(query, id=event))["event"] for event in events] == [None, None]
        assert (await abroad.ask(query, id=events[0]))["event"] == {"name": "opened"}
        assert [await rows(here), receiver.arrived] == [before, []]


async def newest_event(here: World, case: str) -> str:
    """The id of the newest event of a case."""
    query = "query($id: ID!) { case(id: $id) { events(newest: true, first: 1) { id } } }"
    [event] = (await here.clerk.ask(query, id=case))["case"]["events"]
    identity: str = event["id"]
    return identity


async def test_whoever_changes_a_webhook_becomes_its_owner(database_url: str, tmp_path: Path) -> None:
    """Nobody reads through the rights of another person: after the change it shows less."""
    async with world(database_url, tmp_path) as here, listening() as receiver, listening() as elsewhere:
        webhook = await here.webhook(receiver)
        contractor = here.stack.person("colin", "contractor")
        changed = await manage(
            contractor, "updateWebhook", "webhook { owner roles url }", id=webhook["id"], url=elsewhere.url
        )
        assert changed["webhook"] == {"owner": "colin", "roles": ["contractor"], "url": elsewhere.url}
        await here.opened()
        await here.until_quiet()
        assert receiver.arrived == []
        assert "Cleo Caller" not in elsewhere.arrived[0].body.decode()


async def test_only_the_owner_sees_a_message_or_gets_a_secret(database_url: str, tmp_path: Path) -> None:
    """Another manager may stop it, and not read what it sends."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook, case = await here.webhook(receiver), await here.opened()
        contractor, before = here.stack.person("colin", "contractor"), await rows(here)
        tried = await manage(contractor, "testWebhook", "message", id=webhook["id"], caseId=case, send=True)
        rotated = await manage(contractor, "rotateWebhookSecret", "secret", id=webhook["id"])
        assert [codes(tried), codes(rotated)] == [["FORBIDDEN"], ["FORBIDDEN"]]
        assert [tried["message"], rotated["secret"], receiver.arrived] == [None, None, []]
        assert await rows(here) == before
        paused = await manage(contractor, "pauseWebhook", "webhook { state changedBy }", id=webhook["id"])
        assert paused["webhook"] == {"state": "PAUSED", "changedBy": "colin"}
