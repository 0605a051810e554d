"""Messages that nobody can use: the worker drops them and goes on with those that come after."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import dramatiq
import pika
import pytest
from redis import Redis

from casewright.worker import _THREADS, queue_name
from faults.crowd import Crowd
from faults.outcome import HEARD, repeated, rows, settled, unheard
from faults.processes import Process, Site

SERVERS = {"redis": "CASEWRIGHT_TEST_REDIS", "rabbitmq": "CASEWRIGHT_TEST_AMQP"}


@pytest.fixture
def dialect(postgres: str) -> str:
    """Only with PostgreSQL there is a broker."""
    return postgres


@pytest.fixture(params=["redis", "rabbitmq"])
def site(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Site:
    """With either broker."""
    url = os.environ.get(SERVERS[request.param])
    if not url:
        pytest.skip(f"{SERVERS[request.param]} names no server")
    return Site(tmp_path / "site", database_url, url)


def into_redis(url: str, queue: str, body: bytes) -> None:
    """Leave a message as dramatiq would."""
    identity = str(uuid4())
    with Redis.from_url(url) as client:
        client.hset(f"dramatiq:{queue}.msgs", identity, body)
        client.rpush(f"dramatiq:{queue}", identity)


def into_rabbitmq(url: str, queue: str, body: bytes) -> None:
    """Leave a message in the queue."""
    with pika.BlockingConnection(pika.URLParameters(url)) as connection:
        connection.channel().basic_publish("", queue, body)


def message(queue: str, actor: str, *words: object) -> bytes:
    """A message as dramatiq writes it."""
    written: bytes = dramatiq.Message(queue_name=queue, actor_name=actor, args=words, kwargs={}, options={}).encode()
    return written


def useless(queue: str) -> list[bytes]:
    """Messages that fail: with arguments that nobody takes, and with what is no id."""
    return [message(queue, "react", 1, 2, 3), message(queue, "react", "no id")]


def poison(queue: str) -> list[bytes]:
    """Garbage, nobody's message, useless ones, one about no delivery there is."""
    strange = [message(queue, "nobody"), message(queue, "react", str(uuid4()))]
    return [b"\xff garbage", b"[1, 2]", b"{}", *strange, *useless(queue)]


async def put(site: Site, bodies: list[bytes]) -> None:
    """Leave messages in the queue of a site."""
    into: Callable[[str, str, bytes], None] = into_redis if site.broker_url.startswith("redis") else into_rabbitmq
    for body in bodies:
        await asyncio.to_thread(into, site.broker_url, queue_name(site.database_url), body)


async def test_poison_holds_up_nobody(site: Site) -> None:
    """What was to be heard is heard, once, through the same queue; nobody was restarted."""
    async with Process(site, "serve") as gateway, Process(site, "worker") as worker:
        crowd = Crowd(site, gateway.url)
        await crowd.mutate(4)
        assert await settled(site, 240) == 0
        await put(site, poison(queue_name(site.database_url)))
        await crowd.mutate(8)
        assert await settled(site, 240) == 0
        assert unheard(site, await rows(site, HEARD)) == set()
        assert await repeated(site) == {}
        assert worker.alive
        assert any(record["logger"].startswith("dramatiq") for record in worker.records()), "it came to nobody"


async def test_control_threads_that_end_with_what_they_had_in_hand(site: Site) -> None:
    """As many useless messages as there are threads, and nobody hears of anything any more."""
    async with Process(site, "serve") as gateway, Process(site, "worker", WELLS_WITHOUT="threads"):
        crowd = Crowd(site, gateway.url)
        await crowd.mutate(4)
        assert await settled(site, 240) == 0
        await put(site, useless(queue_name(site.database_url)) * _THREADS)
        await crowd.mutate(4)
        assert await settled(site, 6) > 0
