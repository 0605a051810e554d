"""Events reach other systems: signed, retried, in the order of their case, each receiver by itself."""

import asyncio
import hashlib
from collections.abc import Iterator
from itertools import chain, repeat
from pathlib import Path
from random import Random
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from casewright import models
from casewright.operations import webhook_queue
from casewright.operations.outbox import fan_out
from casewright.operations.webhook_queue import take_webhook_deliveries
from casewright.webhooks.schedule import WAITS
from stack_production.post_office import Message, courier_of, listening, manage, whatever_is_due, world

ATTEMPTS = "attempts(first: 20) { number status error nextAt requestId sha256 event { sequence } }"


def failing(times: int, status: int = 500) -> Any:
    """Answers a failure so many times, then 200."""
    answers: Iterator[int] = chain(repeat(status, times), repeat(200))
    return lambda message: next(answers)


async def test_an_event_arrives_signed_with_the_answer_of_the_query(database_url: str, tmp_path: Path) -> None:
    """The body is the event's name, its moment and place, and the stored query's answer; the library verifies it."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        webhook = await here.webhook(receiver)
        await here.opened()
        await here.until_quiet()
        [message] = receiver.arrived
        assert message.path == "/hook?room=1"
        assert message.headers["host"] == f"127.0.0.1:{receiver.port}"
        verified = Webhook(webhook["secret"]).verify(message.body, message.headers)
        assert verified["type"] == "opened"
        assert verified["sequence"] == 1
        assert verified["data"]["case"]["street"] == "Well Lane"
        assert verified["data"]["event"]["name"] == "opened"
        with pytest.raises(WebhookVerificationError):
            Webhook(webhook["secret"]).verify(message.body.replace(b"opened", b"closed"), message.headers)
        log = await here.seen(webhook, ATTEMPTS)
        assert log["attempts"] == [
            {
                "number": 1,
                "status": 200,
                "error": None,
                "nextAt": None,
                "requestId": message.id,
                "sha256": hashlib.sha256(message.body).hexdigest(),
                "event": {"sequence": 1},
            }
        ]


async def test_only_the_events_asked_for_are_sent(database_url: str, tmp_path: Path) -> None:
    """An event is named by its own name, or by the stage it entered."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver, events=["note_added", "repaired"])
        case = await here.opened()
        await here.note(case)
        await here.clerk.done("repairHydrantCase", "hydrantCase { stage }", id=case, expectedVersion=1)
        await here.until_quiet()
        assert len(receiver.arrived) == 2
        assert receiver.names[0] == "note_added"
        assert receiver.arrived[1].content["data"]["event"]["data"]["to"] == "repaired"


async def test_a_failed_message_is_sent_again_on_schedule(database_url: str, tmp_path: Path) -> None:
    """Not before the wait has passed, under the same id, with a new timestamp."""
    async with world(database_url, tmp_path) as here, listening(answer=failing(2)) as receiver:
        webhook = await here.webhook(receiver)
        await here.opened()
        await here.until_quiet()
        here.clock.advance(seconds=4.9)
        await here.until_quiet()
        assert len(receiver.arrived) == 1
        here.clock.advance(seconds=0.7)
        await here.until_quiet()
        assert len(receiver.arrived) == 2
        here.clock.advance(minutes=5.6)
        await here.until_quiet()
        assert [len(receiver.arrived), len({message.id for message in receiver.arrived})] == [3, 1]
        assert len({message.headers["webhook-timestamp"] for message in receiver.arrived}) == 3
        log = await here.seen(webhook, ATTEMPTS + " failures")
        assert [attempt["status"] for attempt in log["attempts"]] == [200, 500, 500]
        assert log["failures"] == 0


async def test_a_message_is_dead_after_the_last_attempt(database_url: str, tmp_path: Path) -> None:
    """Ten attempts over three days, then the case's next event has its turn."""
    async with world(database_url, tmp_path) as here, listening(answer=lambda message: 503) as receiver:
        webhook = await here.webhook(receiver)
        case = await here.opened()
        await here.round()
        for wait in WAITS:
            here.clock.advance(seconds=wait.total_seconds() * 1.11)
            await here.round()
        assert [len(receiver.arrived), len({message.id for message in receiver.arrived})] == [10, 1]
        assert await models.Delivery.filter(state="dead").count() == 1
        log = await here.seen(webhook, ATTEMPTS)
        assert [attempt["number"] for attempt in log["attempts"]] == list(range(10, 0, -1))
        assert log["attempts"][0]["nextAt"] is None
        receiver.answer = lambda message: 200
        await here.note(case)
        here.clock.advance(hours=2)
        await here.until_quiet()
        assert receiver.names[10:] == ["note_added"]


async def test_the_events_of_a_case_arrive_in_order(database_url: str, tmp_path: Path) -> None:
    """While an event fails, the later ones of its case wait, and those of another case do not."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver)
        receiver.answer = lambda message: 500 if message.content["data"]["case"]["street"] == "Slow Street" else 200
        slow = await here.opened(street="Slow Street")
        await here.note(slow)
        quick = await here.opened(street="Quick Street")
        await here.note(quick)
        await here.until_quiet()
        assert sorted(places(receiver.arrived)) == [("Quick Street", 1), ("Quick Street", 2), ("Slow Street", 1)]
        receiver.arrived.clear()
        receiver.answer = lambda message: 200
        here.clock.advance(seconds=6)
        await here.until_quiet()
        assert places(receiver.arrived) == [("Slow Street", 1), ("Slow Street", 2)]


async def test_the_control_without_order_sends_the_later_event_first(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue that takes whatever is due lets an event pass the one before it."""
    monkeypatch.setattr(webhook_queue, "_heads", whatever_is_due)
    async with world(database_url, tmp_path) as here, listening(answer=failing(1)) as receiver:
        await here.webhook(receiver)
        case = await here.opened()
        await here.round()
        await here.note(case)
        await here.until_quiet()
        assert receiver.names == ["opened", "note_added"]
        here.clock.advance(seconds=6)
        await here.until_quiet()
        assert receiver.names == ["opened", "note_added", "opened"]


def places(messages: list[Message]) -> list[tuple[str, int]]:
    """Street and sequence of each message."""
    return [(message.content["data"]["case"]["street"], message.content["sequence"]) for message in messages]


async def test_an_event_waits_for_one_before_it_that_is_not_relayed_yet(database_url: str, tmp_path: Path) -> None:
    """Two relays may take two events of a case at once; the order holds all the same."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver)
        case = await here.opened()
        await here.note(case)
        await fan_out(here.stack.platform)
        first = await models.Event.get(sequence=1)
        await models.Delivery.filter(event_id=first.id).delete()
        await models.Event.filter(id=first.id).update(relayed_at=None)
        await here.courier.round()
        await here.courier.settled()
        assert receiver.arrived == []
        await here.until_quiet()
        assert receiver.names == ["opened", "note_added"]


async def test_a_redirect_is_not_followed(database_url: str, tmp_path: Path) -> None:
    """It is a failure like any other that is not 2xx."""
    async with world(database_url, tmp_path) as here, listening(answer=lambda message: 307) as receiver:
        webhook = await here.webhook(receiver)
        await here.opened()
        await here.until_quiet()
        assert [message.path for message in receiver.arrived] == ["/hook?room=1"]
        [attempt] = (await here.seen(webhook, ATTEMPTS))["attempts"]
        assert [attempt["status"], attempt["nextAt"] is None] == [307, False]


async def test_a_receiver_that_hangs_is_given_up(database_url: str, tmp_path: Path) -> None:
    """The attempt ends with the time limit and is repeated."""
    async with world(database_url, tmp_path, seconds=0.2) as here, listening(hold=asyncio.Event()) as receiver:
        webhook = await here.webhook(receiver)
        await here.opened()
        await here.until_quiet()
        [attempt] = (await here.seen(webhook, ATTEMPTS))["attempts"]
        assert [attempt["status"], attempt["error"], attempt["nextAt"] is None] == [None, "TimeoutError", False]


async def test_a_slow_receiver_delays_no_other(database_url: str, tmp_path: Path) -> None:
    """While one holds everything it may have, another gets its messages."""
    async with (
        world(database_url, tmp_path) as here,
        listening(hold=asyncio.Event()) as slow,
        listening() as quick,
    ):
        await here.webhook(slow)
        await here.webhook(quick)
        for _ in range(8):
            await here.opened()
        await fan_out(here.stack.platform)
        while len(quick.arrived) < 8:
            await here.courier.round()
            await asyncio.sleep(0.01)
        assert len(slow.arrived) == 4
        assert slow.hold is not None
        slow.hold.set()
        await here.courier.settled()
        await here.until_quiet()
        assert len(slow.arrived) == 8


async def test_gone_disables_the_webhook(database_url: str, tmp_path: Path) -> None:
    """After 410 nothing is sent, and nothing is kept for later, until somebody resumes it."""
    async with world(database_url, tmp_path) as here, listening(answer=failing(1, 410)) as receiver:
        webhook = await here.webhook(receiver)
        case = await here.opened()
        await here.until_quiet()
        await here.note(case)
        here.clock.advance(days=2)
        await here.until_quiet()
        assert receiver.names == ["opened"]
        seen = await here.seen(webhook, "state reason")
        assert seen == {"state": "DISABLED", "reason": "the receiver answered 410: it is gone"}
        await manage(here.dispatcher, "resumeWebhook", "webhook { state }", id=webhook["id"])
        await here.note(case)
        await here.until_quiet()
        assert receiver.names == ["opened", "note_added"]


async def test_five_failures_in_a_row_open_the_circuit(database_url: str, tmp_path: Path) -> None:
    """Then one probe at a time; the first that works lets everything through."""
    async with world(database_url, tmp_path) as here, listening(answer=lambda message: 500) as receiver:
        webhook = await here.webhook(receiver)
        for _ in range(12):
            await here.opened()
        await here.until_quiet()
        sent = len(receiver.arrived)
        assert 5 <= sent <= 8
        assert (await here.seen(webhook, "failures"))["failures"] == sent
        here.clock.advance(seconds=50)
        await here.until_quiet()
        assert len(receiver.arrived) == sent
        here.clock.advance(minutes=10)
        await here.round()
        assert len(receiver.arrived) == sent + 1
        receiver.answer = lambda message: 200
        here.clock.advance(minutes=30)
        await here.round()
        assert len(receiver.arrived) == sent + 2
        here.clock.advance(minutes=1)
        await here.until_quiet()
        assert await models.Delivery.filter(state="done").count() == 12
        assert await here.seen(webhook, "failures openUntil") == {"failures": 0, "openUntil": None}


async def test_a_delivery_whose_process_died_is_taken_again(database_url: str, tmp_path: Path) -> None:
    """When its lease has passed, not earlier."""
    async with world(database_url, tmp_path) as here, listening() as receiver:
        await here.webhook(receiver)
        await here.opened()
        await fan_out(here.stack.platform)
        [lost] = await take_webhook_deliveries(here.stack.platform, 10)
        here.clock.advance(seconds=59)
        await here.until_quiet()
        assert receiver.arrived == []
        here.clock.advance(seconds=2)
        await here.until_quiet()
        assert [message.id for message in receiver.arrived] == [str(lost)]


async def test_who_lost_the_lease_settles_nothing(database_url: str, tmp_path: Path) -> None:
    """A courier that was held up finds that another one has sent the message, and does not count it again."""
    async with (
        world(database_url, tmp_path) as here,
        courier_of(here.stack) as other,
        listening(hold=asyncio.Event()) as receiver,
    ):
        webhook = await here.webhook(receiver)
        await here.opened()
        await fan_out(here.stack.platform)
        await here.courier.round()
        await receiver.connected.wait()
        held, receiver.hold = receiver.hold, None
        assert held is not None
        here.clock.advance(seconds=61)
        await other.round()
        await other.settled()
        receiver.answer = lambda message: 500
        held.set()
        await here.courier.settled()
        log = await here.seen(webhook, ATTEMPTS + " failures")
        assert [[attempt["number"], attempt["status"]] for attempt in log["attempts"]] == [[2, 200]]
        assert [log["failures"], await models.Delivery.filter(state="done").count()] == [0, 1]


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_a_receiver_does_each_event_arrives_in_order(
    database_url: str, tmp_path: Path, seed: int
) -> None:
    """It refuses three of ten and hangs up on some; every event of every case is accepted, in the order of its case."""
    random, accepted = Random(seed), []

    def moody(message: Message) -> int:
        if random.random() < 0.3:
            return 500
        accepted.append((message.content["data"]["case"]["number"], message.content["sequence"]))
        return 200

    async with world(database_url, tmp_path) as here, listening(answer=moody) as receiver:
        await here.webhook(receiver)
        cases = [await here.opened() for _ in range(6)]
        for _ in range(24):
            await here.note(random.choice(cases))
            await here.round()
        while await models.Delivery.exclude(state="done").exists():
            here.clock.advance(hours=1)
            await here.round()
        numbers = sorted({number for number, _ in accepted})
        assert len(numbers) == 6
        for number in numbers:
            places = [sequence for found, sequence in accepted if found == number]
            assert places == list(range(1, len(places) + 1))
        assert len(accepted) == 30
        assert len({message.id for message in receiver.arrived}) == 30


async def test_two_couriers_send_each_message_once(database_url: str, tmp_path: Path) -> None:
    """Whoever takes a delivery has it alone."""
    async with (
        world(database_url, tmp_path) as here,
        courier_of(here.stack) as other,
        listening() as receiver,
    ):
        await here.webhook(receiver)
        for _ in range(6):
            await here.note(await here.opened())
        await fan_out(here.stack.platform)
        while await models.Delivery.filter(state__in=["queued", "running"]).exists():
            await asyncio.gather(here.courier.round(), other.round())
            await asyncio.gather(here.courier.settled(), other.settled())
        assert sorted(message.id for message in receiver.arrived) == sorted({m.id for m in receiver.arrived})
        assert len(receiver.arrived) == 12


async def test_the_worker_of_the_embedded_mode_sends_too(database_url: str, tmp_path: Path) -> None:
    """Nothing but the application runs, and the message arrives."""
    async with (
        world(database_url, tmp_path, broker_url="memory://") as here,
        listening() as receiver,
    ):
        await here.webhook(receiver)
        await here.note(await here.opened())
        async with asyncio.timeout(20):
            while len(receiver.arrived) < 2:
                await asyncio.sleep(0.02)
        assert receiver.names == ["opened", "note_added"]
