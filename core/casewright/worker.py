"""The worker: a relay that polls outbox and timers, and dramatiq threads that run the reactions.

The same code serves both modes. Embedded, it runs in the serving process on a broker in memory; in production,
`casewright worker` processes run it on Redis or RabbitMQ. Only ids travel in messages; what is to be done is in the
database, so a broker that loses everything loses nothing.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID

import anyio.to_thread
import dramatiq
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, AsyncIO, Middleware, MiddlewareError, ShutdownNotifications, TimeLimit

from casewright.errors import CasewrightError, Invalid
from casewright.operations.outbox import fan_out, react, recover_deliveries, take_deliveries
from casewright.operations.timers import fire_due_timers
from casewright.platform import Platform

_log = logging.getLogger("casewright.worker")
_POLL_SECONDS = 0.5
_THREADS = 4
_STOP_MILLISECONDS = 8_000


def make_broker(url: str, middleware: list[Middleware]) -> dramatiq.Broker:
    """The broker at `memory://`, `redis://...` or `amqp://...`; raises Invalid for another URL."""
    if url == "memory://":
        return StubBroker(middleware=middleware)
    if url.startswith(("redis://", "rediss://")):
        # With the defaults a killed worker's message comes back after minutes only.
        return RedisBroker(url=url, middleware=middleware, maintenance_chance=1_000_000, heartbeat_timeout=10_000)  # type: ignore[no-untyped-call]
    if url.startswith(("amqp://", "amqps://")):
        return RabbitmqBroker(url=url, middleware=middleware, confirm_delivery=True)
    raise Invalid("the broker URL must begin with memory://, redis:// or amqp://", field="CASEWRIGHT_BROKER_URL")


class PlatformMiddleware(Middleware):
    """A platform of its own for the worker threads, bound to dramatiq's event loop."""

    def __init__(self, make: Callable[[], Platform]) -> None:
        self._make = make
        self._platform: Platform | None = None

    @property
    def platform(self) -> Platform:
        """The platform of this worker; it exists once the worker has booted."""
        if self._platform is None:
            raise RuntimeError("the worker has not booted")
        return self._platform

    def before_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Open the platform, or fail the boot: any other error class would only be logged."""
        self._platform = self._make()
        try:
            _on_loop(self._platform.open)
        except CasewrightError as error:
            raise MiddlewareError(error.message) from error

    def after_worker_thread_boot(self, broker: dramatiq.Broker, thread: object) -> None:
        """Make the platform's database the one of this thread and of every coroutine it starts."""
        self.platform.database.enter()

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        """Close the platform while the loop still runs."""
        _on_loop(self.platform.close)


def _on_loop(function: Callable[[], object]) -> None:
    thread = get_event_loop_thread()
    if thread is None:
        raise RuntimeError("AsyncIO must come before PlatformMiddleware")
    thread.run_coroutine(function())  # type: ignore[arg-type]


@asynccontextmanager
async def working(platform: Platform) -> AsyncIterator[None]:
    """Relay, timers and reactions at work for as long as the block lasts; stops after what is in hand is done."""
    wake, loop = asyncio.Event(), asyncio.get_running_loop()

    def committed() -> None:
        loop.call_soon_threadsafe(wake.set)

    own = PlatformMiddleware(lambda: platform.twin(committed))
    middleware = [AgeLimit(), TimeLimit(), ShutdownNotifications(), AsyncIO(), own]
    broker = make_broker(platform.settings.broker_url, middleware)
    declare = dramatiq.actor(actor_name="react", queue_name="casewright", broker=broker)
    actor = declare(_reaction(own))
    worker = dramatiq.Worker(broker, worker_threads=_THREADS, worker_timeout=100)
    broker.emit_after("process_boot")
    await anyio.to_thread.run_sync(worker.start)
    if isinstance(broker, StubBroker):
        await recover_deliveries(platform)
    platform.on_commit(committed)
    relay = asyncio.create_task(_relay(platform, actor, wake))
    try:
        yield
    finally:
        relay.cancel()
        await asyncio.gather(relay, return_exceptions=True)
        await anyio.to_thread.run_sync(lambda: worker.stop(timeout=_STOP_MILLISECONDS))
        broker.close()


def _reaction(own: PlatformMiddleware) -> Callable[[str], Awaitable[None]]:
    async def reaction(delivery_id: str) -> None:
        await react(own.platform, UUID(delivery_id))

    return reaction


async def _relay(platform: Platform, actor: "dramatiq.Actor[[str], None]", wake: asyncio.Event) -> None:
    """Round after round; a round that fails is logged, and the next one comes all the same."""
    while True:
        try:
            await relay_round(platform, actor)
        except Exception as error:
            _log.warning("the relay failed and goes on: %s", type(error).__name__)
        with suppress(TimeoutError):
            async with asyncio.timeout(_POLL_SECONDS):
                await wake.wait()
        wake.clear()


async def relay_round(platform: Platform, actor: "dramatiq.Actor[[str], None]") -> None:
    """Timers that are due, events without deliveries, deliveries without a taker."""
    await fire_due_timers(platform)
    while await fan_out(platform):
        pass
    for delivery in await take_deliveries(platform):
        await anyio.to_thread.run_sync(actor.send, str(delivery))
