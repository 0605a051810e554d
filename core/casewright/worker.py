"""The worker: the relay, and dramatiq threads that run the reactions.

The same code serves both modes. Embedded, it runs in the serving process on a broker in memory; in production,
`casewright worker` processes run it on Redis or RabbitMQ. Only ids travel in messages; what is to be done is in the
database, so a broker that loses everything loses nothing. Deployments may share a broker: the name of the queue follows
the database.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from uuid import UUID

import anyio.to_thread
import dramatiq
from dramatiq.asyncio import get_event_loop_thread
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit, AsyncIO, Middleware, MiddlewareError, ShutdownNotifications, TimeLimit

from casewright.broker import make_broker
from casewright.courier import Courier
from casewright.db.url import place
from casewright.errors import CasewrightError
from casewright.knocking import listening
from casewright.operations.outbox import react, recover_deliveries
from casewright.platform import Platform
from casewright.postman import Postman
from casewright.prover import Prover
from casewright.relay import Relay
from casewright.webhooks.message import Render
from casewright.webhooks.sending import Sender

_log = logging.getLogger("casewright.worker")
_THREADS = 8
_STOP_MILLISECONDS = 3_000


def queue_name(database_url: str) -> str:
    """The queue of a deployment: workers on one database share it, and nobody else on the broker has it."""
    return f"casewright-{hashlib.sha256(place(database_url).encode()).hexdigest()[:12]}"


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
async def working(
    platform: Platform, render: Render | None = None, *, breached: Callable[[int], None] = lambda count: None
) -> AsyncIterator[None]:
    """Relay, timers and reactions at work for as long as the block lasts; stops after what is in hand is done.

    With `render`, which composes their messages, webhooks are told about events too. `breached` hears how many clocks
    passed a mark.
    """
    wake, loop = asyncio.Event(), asyncio.get_running_loop()

    def committed() -> None:
        loop.call_soon_threadsafe(wake.set)

    own = PlatformMiddleware(lambda: platform.twin(committed))
    middleware = [AgeLimit(), TimeLimit(), ShutdownNotifications(), AsyncIO(), own]
    broker = make_broker(platform.settings.broker_url, middleware)
    queue = queue_name(platform.settings.database)
    actor = dramatiq.actor(actor_name="react", queue_name=queue, broker=broker)(_reaction(own))
    platform.on_commit(committed)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_threads(broker))
        if isinstance(broker, StubBroker):
            await recover_deliveries(platform)
        courier = Courier(platform, render, Sender(platform.targets)) if render else None
        postman = Postman(platform, platform.mail) if platform.mail else None
        beside = [each for each in (Prover(platform), courier, postman) if each is not None]
        for each in beside:
            await stack.enter_async_context(each)
        await stack.enter_async_context(listening(platform, wake.set))
        await stack.enter_async_context(Relay(platform, actor.send, breached, wake, beside))
        yield


@asynccontextmanager
async def _threads(broker: dramatiq.Broker) -> AsyncIterator[None]:
    """The threads that take messages from the broker."""
    worker = dramatiq.Worker(broker, worker_threads=_THREADS, worker_timeout=100)
    broker.emit_after("process_boot")
    try:
        await anyio.to_thread.run_sync(worker.start)
        yield
    finally:
        await anyio.to_thread.run_sync(partial(_stop, broker, worker))


def _stop(broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
    try:
        worker.stop(timeout=_STOP_MILLISECONDS)
    except Exception as error:  # the broker is away: what it gave us comes back by its lease
        _log.warning("messages were not given back: %s", type(error).__name__)
        broker.emit_after("worker_shutdown", worker)
    broker.close()


def _reaction(own: PlatformMiddleware) -> Callable[[str], Awaitable[None]]:
    async def reaction(delivery_id: str) -> None:
        await react(own.platform, UUID(delivery_id))

    return reaction
