"""Reactions end to end through each broker: in memory, and Redis and RabbitMQ where a server is named."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import dramatiq
import pika
import pytest
import redis
from tortoise.backends.base.executor import EXECUTOR_CACHE

from casewright import models, worker
from casewright.broker import make_broker
from casewright.operations.outbox import fan_out, react, take_deliveries
from casewright.platform import Platform, utc_now
from casewright.worker import queue_name, working
from kit import Stack, running
from stack.listeners import Ears, listening

SERVERS = {"redis": "CASEWRIGHT_TEST_REDIS", "rabbitmq": "CASEWRIGHT_TEST_AMQP"}


@pytest.fixture(params=["memory", "redis", "rabbitmq"])
def broker_url(request: pytest.FixtureRequest) -> str:
    """Every broker there is."""
    return "memory://" if request.param == "memory" else server(request.param)


def server(broker: str) -> str:
    """The address of a broker, from the environment."""
    url = os.environ.get(SERVERS[broker])
    if not url:
        pytest.skip(f"{SERVERS[broker]} names no server")
    return url


@pytest.fixture
def queues() -> Iterator[list[tuple[str, str]]]:
    """The queues a test made, by broker and name; they are deleted afterwards."""
    made: list[tuple[str, str]] = []
    EXECUTOR_CACHE.clear()  # Tortoise keeps statements by table only, whatever the dialect
    yield made
    for url, queue in made:
        if url.startswith("redis"):
            with redis.Redis.from_url(url) as client:
                keys = [*client.scan_iter(f"dramatiq:{queue}*"), *client.scan_iter(f"dramatiq:__acks__*.{queue}*")]
                if keys:
                    client.delete(*keys)
        elif url.startswith("amqp"):
            with pika.BlockingConnection(pika.URLParameters(url)) as connection:
                for name in (queue, f"{queue}.DQ", f"{queue}.XQ"):
                    connection.channel().queue_delete(name)


class Late:
    """A clock that runs, and that a test puts forward."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> object:
        return utc_now() + self.ahead


@asynccontextmanager
async def serving(
    database_url: str, folder: Path, broker_url: str, ears: Ears, clock: Late, queues: list[tuple[str, str]]
) -> AsyncIterator[Stack]:
    """A gateway with a worker: in its process by itself, or beside it on the broker."""
    queues.append((broker_url, worker.queue_name(database_url)))
    async with AsyncExitStack() as opened:
        settings = running(database_url, folder, listening(ears), now=clock.now, broker_url=broker_url)
        stack = await opened.enter_async_context(settings)
        if broker_url != "memory://":
            await opened.enter_async_context(working(stack.platform))
        yield stack


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what must come; half a minute is for slow machines only."""
    async with asyncio.timeout(30):
        while not await condition():
            await asyncio.sleep(0.02)


async def all_done() -> bool:
    """Whether every event is relayed and every delivery done."""
    waiting = await models.Event.filter(relayed_at=None).count()
    return not waiting and not await models.Delivery.exclude(state="done").count()


async def test_a_story_through_the_broker(
    database_url: str, tmp_path: Path, broker_url: str, queues: list[tuple[str, str]]
) -> None:
    """Everybody hears each event once, who failed hears it again later, and a clock rings."""
    ears, clock = Ears(), Late()
    async with serving(database_url, tmp_path, broker_url, ears, clock, queues) as stack:
        rita = stack.person("rita", "ringer")
        ears.deaf["log"] = 1
        bell = (await rita.done("openBell", "bell { id }", name="Ann"))["bell"]

        async def failed() -> bool:
            return await models.Delivery.filter(state="pending", attempts=1, error="ConnectionError").count() == 1

        async def told() -> bool:
            return "Ann transitioned" in ears.of("bells")

        await until(failed)
        await rita.done("ringBell", "bell { id }", id=bell["id"], expectedVersion=1)
        await until(told)
        await rita.done("addNote", "note { id }", id=bell["id"], text="loud")
        clock.ahead += timedelta(seconds=5)
        await until(all_done)
        assert ears.of("bells") == ["Ann opened", "Ann transitioned", "Ann note_added"]
        assert sorted(ears.of("log")) == sorted([*ears.of("bells"), "Ann opened"])
        assert (ears.of("tell"), ears.of("read")) == (["Ann transitioned"], ["Ann note_added"])
        await rita.done("openBell", "bell { id }", name="Bob")
        clock.ahead += timedelta(hours=1)

        async def rung() -> bool:
            return "Bob clock_passed" in ears.of("log")

        await until(rung)
        await until(all_done)


async def test_what_a_broker_forgot_is_sent_again(
    database_url: str, tmp_path: Path, broker_url: str, queues: list[tuple[str, str]]
) -> None:
    """A worker that starts finds what the last one left: dispatched, and never done."""
    ears, clock = Ears(), Late()
    outside = "redis://nowhere"
    async with running(database_url, tmp_path, listening(ears), now=clock.now, broker_url=outside) as stack:
        await stack.person("rita", "ringer").done("openBell", "bell { id }", name="Ann")
        event = await models.Event.get()
        await models.Event.all().update(relayed_at=utc_now())
        for subscriber in ("bells.on_event", "log.on_event"):
            await models.Delivery.create(
                tenant_id="demo", event_id=event.id, subscriber=subscriber, state="dispatched", due_at=utc_now()
            )
    async with serving(database_url, tmp_path, broker_url, ears, clock, queues):
        await until(all_done)
    assert sorted(ears.heard) == [("bells", "Ann opened", 1), ("log", "Ann opened", 1)]


async def send_without_worker(database_url: str, folder: Path, broker_url: str) -> set[UUID]:
    """Hand three bells of a deployment to the broker while its workers are away; the deliveries that wait there."""
    async with running(database_url, folder, listening(Ears()), broker_url=broker_url) as stack:
        rita = stack.person("rita", "ringer")
        for name in ("Ann", "Bob", "Cid"):
            await rita.done("openBell", "bell { id }", name=name)
        broker = make_broker(broker_url, [])
        declare = dramatiq.actor(actor_name="react", queue_name=worker.queue_name(database_url), broker=broker)
        actor = declare(print)
        await fan_out(stack.platform)
        waiting = await take_deliveries(stack.platform)
        for delivery in waiting:
            actor.send(str(delivery))
        broker.close()
        return set(waiting)


@pytest.mark.parametrize("shared", [False, True], ids=["own queue", "one queue for all"])
@pytest.mark.parametrize("broker", ["redis", "rabbitmq"])
async def test_two_deployments_share_a_broker(
    tmp_path: Path,
    sqlite_template: str,
    broker: str,
    shared: bool,
    queues: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A worker never takes the messages of another database, as it would from one queue for all."""
    url, came = server(broker), []

    async def spied(platform: Platform, delivery: UUID) -> None:
        came.append(delivery)
        await react(platform, delivery)

    monkeypatch.setattr(worker, "react", spied)
    if shared:
        name = f"casewright-{uuid4().hex}"
        monkeypatch.setattr(worker, "queue_name", lambda database_url: name)
    folders = {name: tmp_path / name for name in ("north", "south")}
    urls = {name: f"sqlite:///{folder / 'casewright.db'}" for name, folder in folders.items()}
    for name, folder in folders.items():
        folder.mkdir()
        shutil.copy(sqlite_template, folder / "casewright.db")
        queues.append((url, worker.queue_name(urls[name])))

    async def all_came() -> bool:
        return waiting.issubset(came)

    waiting = await send_without_worker(urls["north"], folders["north"], url)
    ears = Ears()
    async with serving(urls["south"], folders["south"], url, ears, Late(), queues) as stack:
        await stack.person("rita", "ringer").done("openBell", "bell { id }", name="Dot")
        await until(all_done)
        if shared:
            await until(all_came)
    assert ears.of("log") == ["Dot opened"]
    assert shared or waiting.isdisjoint(came)


def test_the_queue_follows_the_database() -> None:
    """Another database is another queue; another user, password or way of writing it is the same one."""
    same = {
        "postgres://db/cases",
        "postgresql://db:5432/cases",
        "postgres://app:old@db/cases",
        "postgres://worker:new@db/cases?sslmode=require",
    }
    others = {"postgres://db/other", "postgres://db:6432/cases", "postgres://elsewhere/cases", "sqlite:///cases.db"}
    assert len({queue_name(url) for url in same}) == 1
    assert len({queue_name(url) for url in same | others}) == 1 + len(others)
    assert queue_name("sqlite:///cases.db") == queue_name(f"sqlite:///{Path.cwd() / 'cases.db'}")
    assert all(word not in queue_name("postgres://app:secret@db/cases") for word in ("secret", "app", "db/"))
