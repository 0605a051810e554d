"""The message broker: making a client of the one that the settings name, and asking whether it answers."""

from functools import partial

import anyio.to_thread
import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware
from pika import BlockingConnection, URLParameters  # type: ignore[import-untyped]
from pika.adapters.utils.connection_workflow import AMQPConnectorException  # type: ignore[import-untyped]
from pika.exceptions import AMQPError  # type: ignore[import-untyped]
from redis import Redis, RedisError

from casewright.errors import Invalid, Unavailable

IN_PROCESS = "memory://"

_SECONDS = 2
"""The longest wait for an answer of the broker."""


def make_broker(url: str, middleware: list[Middleware]) -> dramatiq.Broker:
    """The broker at `memory://`, `redis://...` or `amqp://...`; raises Invalid for another URL."""
    if url == IN_PROCESS:
        return StubBroker(middleware=middleware)
    if _is_redis(url):
        # With the defaults a killed worker's message comes back after minutes only.
        return RedisBroker(url=url, middleware=middleware, maintenance_chance=1_000_000, heartbeat_timeout=10_000)  # type: ignore[no-untyped-call]
    if url.startswith(("amqp://", "amqps://")):
        return RabbitmqBroker(url=url, middleware=middleware, confirm_delivery=True)
    raise Invalid("the broker URL must begin with memory://, redis:// or amqp://", field="CASEWRIGHT_BROKER_URL")


async def check_broker(url: str) -> None:
    """Raise Unavailable when the broker at the URL does not answer; the one in this process always does."""
    if url != IN_PROCESS:
        await anyio.to_thread.run_sync(partial(_ask_redis if _is_redis(url) else _ask_rabbitmq, url))


def _is_redis(url: str) -> bool:
    return url.startswith(("redis://", "rediss://"))


def _ask_redis(url: str) -> None:
    try:
        with Redis.from_url(url, socket_timeout=_SECONDS, socket_connect_timeout=_SECONDS) as client:
            client.ping()
    except (RedisError, OSError) as error:
        raise _away() from error


def _ask_rabbitmq(url: str) -> None:
    parameters = URLParameters(url)
    parameters.socket_timeout = parameters.stack_timeout = parameters.blocked_connection_timeout = _SECONDS
    try:
        BlockingConnection(parameters).close()
    except (AMQPError, AMQPConnectorException, OSError) as error:
        raise _away() from error


def _away() -> Unavailable:
    return Unavailable("The broker does not answer at the moment; try again.")
