"""A receiver that fails, hangs and restarts gets every event, in the order of each case, and holds up no other."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from standardwebhooks import Webhook

from casewright import models
from casewright.operations import webhook_queue
from faults.bars import percentile, within
from faults.conftest import SOAK
from faults.crowd import Crowd
from faults.ear import EVENTS as HAPPENED
from faults.ear import follow
from faults.outcome import rows
from faults.processes import Process, Site
from stack_production.post_office import Message, Receiver, World, listening, whatever_is_due, world

CASES, EVENTS = (500, 20) if SOAK else (50, 20)
AT_ONCE = webhook_queue._AT_ONCE
HANGS, FAILS = 1 / 20, 3 / 10
MOST = 5
"""Refusals of one message, so that none is given up after its tenth attempt."""

MUTATIONS = 1_000 if SOAK else 60
LATENESS = 2
"""Seconds from an event to its arrival, whatever another receiver does."""


class Moody(Receiver):
    """Hangs now and then, refuses often, and remembers what it accepted."""

    def __init__(self) -> None:
        super().__init__(answer=self._decide)
        self.accepted: list[Message] = []
        self.hung = 0
        self.hanging = 0
        self._refused = Counter[str]()
        self._chance = Random(8)
        self._over = asyncio.Event()

    def _decide(self, message: Message) -> int:
        if self._refused[message.id] < MOST and self._chance.random() < FAILS:
            self._refused[message.id] += 1
            return 500
        self.accepted.append(message)
        return 200

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, if it is in the mood."""
        if self._chance.random() < HANGS:
            self.hung += 1
            self.hanging += 1
            await self._over.wait()
            self.hanging -= 1
            writer.close()
        else:
            await super().serve(reader, writer)

    def hang_up(self) -> None:
        """Close every connection that hangs."""
        self._over.set()
        self._over = asyncio.Event()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """At work, on the same port each time."""
        server = await asyncio.start_server(self.serve, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            self.hang_up()


async def happenings(here: World) -> None:
    """Events of many cases, one after the other of each."""
    cases = [await here.opened() for _ in range(CASES)]
    for _ in range(EVENTS - 1):
        for case in cases:
            await here.note(case)


async def test_every_event_arrives_in_order_whatever_a_receiver_does(database_url: str, tmp_path: Path) -> None:
    """Each once accepted and signed; the steady receiver beside it gets as many a round as if it were alone."""
    moody, rounds = Moody(), 0
    async with world(database_url, tmp_path, seconds=60) as here, listening() as steady:
        async with moody.open():
            secret = (await here.webhook(moody))["secret"]
        await here.webhook(steady)
        await happenings(here)
        total = CASES * EVENTS
        while len(first_of_each(steady.arrived)) < total:
            here.clock.advance(seconds=10)
            await one_round(here, moody, away=rounds in (20, 60))
            rounds += 1
        assert rounds < 1.25 * total / AT_ONCE, "the moody receiver took the places of the steady one"
        while await models.Delivery.exclude(state="done").exists():
            here.clock.advance(hours=1)
            await one_round(here, moody, away=False)
        assert await models.Delivery.filter(state="done").count() == 2 * total
    assert moody.hung > 0
    assert len(first_of_each(moody.accepted)) == len(first_of_each(steady.arrived)) == total
    assert out_of_order(moody.accepted) == out_of_order(steady.arrived) == []
    assert forged(moody.accepted, secret) == []


async def one_round(here: World, moody: Moody, *, away: bool) -> None:
    """A round of the courier, in which nobody may listen at the moody receiver's place."""
    if away:
        await here.round()
    else:
        async with moody.open():
            sending = asyncio.create_task(here.round())
            while not sending.done():
                if moody.hanging == len(here.courier._tasks):  # nothing else is on its way
                    moody.hang_up()
                await asyncio.sleep(0.005)
            await sending


def first_of_each(messages: list[Message]) -> list[Message]:
    """Messages without those that came again: the answer to the first time may have come too late."""
    return list({message.id: message for message in reversed(messages)}.values())[::-1]


def out_of_order(messages: list[Message]) -> list[str]:
    """The cases whose events did not arrive as they happened."""
    places: dict[str, list[int]] = {}
    for message in first_of_each(messages):
        places.setdefault(message.content["data"]["case"]["number"], []).append(message.content["sequence"])
    return [number for number, found in places.items() if found != list(range(1, EVENTS + 1))]


def forged(messages: list[Message], secret: str) -> list[str]:
    """The messages whose signature the library of Standard Webhooks would not have made."""
    signer = Webhook(secret)
    return [
        message.id
        for message in messages
        if message.headers["webhook-signature"] != signer.sign(message.id, _moment(message), message.body.decode())
    ]


def _moment(message: Message) -> datetime:
    return datetime.fromtimestamp(int(message.headers["webhook-timestamp"]), UTC)


async def test_control_a_queue_without_order(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever takes whatever is due lets events pass each other, and the check sees it."""
    monkeypatch.setattr(webhook_queue, "_heads", whatever_is_due)
    moody = Moody()
    async with world(database_url, tmp_path, seconds=60) as here:
        async with moody.open():
            await here.webhook(moody)
        case = await here.opened()
        for _ in range(EVENTS - 1):
            await here.note(case)
        while await models.Delivery.exclude(state="done").exists() or len(moody.accepted) < EVENTS:
            here.clock.advance(hours=1)
            await one_round(here, moody, away=False)
    assert out_of_order(moody.accepted) != []


async def test_beside_a_receiver_that_hangs_the_other_hears_in_time(site: Site, dialect: str) -> None:
    """One never answers; the other is told of each event as soon as it has happened."""
    site.more["CASEWRIGHT_WEBHOOK_ALLOW"] = "127.0.0.0/8"
    late: list[float] = []

    def heard(message: Message) -> int:
        late.append(time.time() - datetime.fromisoformat(message.content["timestamp"]).timestamp())
        return 200

    async with AsyncExitStack() as stack:
        hanging = await stack.enter_async_context(listening(hold=asyncio.Event()))
        steady = await stack.enter_async_context(listening(answer=heard))
        gateway = await stack.enter_async_context(Process(site, "serve"))
        if dialect == "postgres":
            await stack.enter_async_context(Process(site, "worker"))
        crowd = Crowd(site, gateway.url)
        await follow(crowd, hanging)
        await follow(crowd, steady)
        async with crowd.at_work(2, pause=0.2):
            await crowd.acknowledge(MUTATIONS)
        ((events,),) = await rows(site, HAPPENED)
        async with asyncio.timeout(240):
            while len(first_of_each(steady.arrived)) < events:
                await asyncio.sleep(0.05)
        assert len(hanging.arrived) >= AT_ONCE
    within("95 of 100 events, from their moment to their arrival,", percentile(late, 0.95), LATENESS)


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_control_with_one_hand_the_other_hears_when_the_first_is_given_up(site: Site) -> None:
    """While one never answers nobody is told of anything."""
    site.more["CASEWRIGHT_WEBHOOK_ALLOW"] = "127.0.0.0/8"
    async with (
        listening(hold=asyncio.Event()) as hanging,
        listening() as steady,
        Process(site, "serve", WELLS_WITHOUT="hands") as gateway,
    ):
        crowd = Crowd(site, gateway.url)
        await follow(crowd, hanging)
        await crowd.mutate(1, people=1)
        async with asyncio.timeout(240):
            await hanging.connected.wait()
        await follow(crowd, steady)
        await crowd.mutate(1, people=1)
        await asyncio.sleep(2 * LATENESS)
        ((events,),) = await rows(site, HAPPENED)
        assert len(steady.arrived) < events // 2
