"""`casewright worker`: the process that does what follows from what was committed."""

import argparse
import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from logging.config import dictConfig
from typing import Any

import uvicorn
from starlette.applications import Starlette

from casewright.platform import Platform
from casewright.settings import Settings
from casewright.worker import working
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.ending import end_in_time
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.health import NEEDED_TO_WORK, health_routes
from casewright_gateway.logs import configuration
from casewright_gateway.metrics import Metrics
from casewright_gateway.rendering import renderer
from casewright_gateway.schema import compose

_log = logging.getLogger("casewright.process")


def add_commands(commands: Any) -> None:
    """Declare the command."""
    worker = commands.add_parser("worker", help="relay events, fire timers and run reactions")
    worker.add_argument("--host", default="127.0.0.1")
    worker.add_argument("--port", type=int, help="serve /health and /metrics of this worker there")
    worker.set_defaults(run=lambda options: asyncio.run(_work(options)))


async def _work(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    dictConfig(configuration())
    stop, metrics = _told_to_stop(), Metrics(platform)
    async with AsyncExitStack() as stack:
        await platform.open(everywhere=True)
        stack.push_async_callback(platform.close)
        composition = compose(platform)
        render = renderer(platform, composition.schema, composition.case_classes)
        await stack.enter_async_context(working(platform, render, breached=metrics.breaches.inc))
        if options.port:
            await stack.enter_async_context(_watched(platform, metrics, options.host, options.port))
        broker = platform.settings.broker_url.partition(":")[0]
        _log.info("working, broker %s", broker, extra={"broker": broker})
        await stop.wait()
    return 0


def _told_to_stop() -> asyncio.Event:
    stop = asyncio.Event()

    def end() -> None:
        end_in_time()
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, end)
    return stop


class _SideServer(uvicorn.Server):
    """A server beside the work, which leaves the signals to the process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def _watched(platform: Platform, metrics: Metrics, host: str, port: int) -> AsyncIterator[None]:
    """Health and metrics of the process over HTTP for as long as the block lasts."""
    app = Starlette(routes=[*health_routes(platform, NEEDED_TO_WORK), metrics.route()])
    config = uvicorn.Config(app, host=host, port=port, log_config=None, access_log=False, server_header=False)
    server = _SideServer(config)
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving
