"""`casewright demo`, `serve` and `worker`: the processes that run."""

import argparse
import asyncio
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn

from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.platform import Platform
from casewright.settings import Settings
from casewright.upkeep import bring_up
from casewright.worker import working
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import application_of, platform_of
from casewright_gateway.cli.progress import Progress, say
from casewright_gateway.cli.sample import fill
from casewright_gateway.issuer import LocalIssuer
from casewright_gateway.rendering import renderer
from casewright_gateway.schema import compose

_TENANT = "demo"
_SERVER: dict[str, Any] = {
    "ws_max_size": 100_000,
    "timeout_graceful_shutdown": 10,
    "access_log": False,
    "log_level": "warning",
    "server_header": False,
}


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    demo = commands.add_parser("demo", help="serve the embedded platform with made-up cases")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data-dir", type=Path, help="where everything is kept")
    demo.add_argument("--cases", type=int, default=60, help="how many cases to make up on an empty database")
    demo.set_defaults(run=_demo)
    serve = commands.add_parser("serve", help="serve the API")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--workers", type=int, default=1, help="how many processes")
    serve.set_defaults(run=_serve)
    worker = commands.add_parser("worker", help="relay events, fire timers and run reactions")
    worker.set_defaults(run=lambda options: asyncio.run(_worker()))


def _demo(options: argparse.Namespace) -> int:
    settings = Settings(data_dir=options.data_dir) if options.data_dir else Settings()
    platform = platform_of(settings)
    asyncio.run(_prepare(platform, options.cases))
    _introduce(platform, options.port)
    uvicorn.run(application_of(settings), host="127.0.0.1", port=options.port, **_SERVER)
    return 0


async def _prepare(platform: Platform, cases: int) -> None:
    await bring_up(platform, say)
    async with platform:
        await fill(platform, _TENANT, cases, Progress("cases made up"))


def _introduce(platform: Platform, port: int) -> None:
    """Who can sign in, and where."""
    roles = {grant.role for case_type in platform.case_types.values() for grant in case_type.grants}
    actor = Actor(tenant=_TENANT, subject="demo", roles=frozenset(roles))
    token = LocalIssuer.load(platform.settings).mint(actor, lifetime=timedelta(hours=12))
    address = f"http://127.0.0.1:{port}"
    print(f"GraphQL at {address}/graphql, with every role:\n\n  {address}/ide#token={token}\n", flush=True)


def _serve(options: argparse.Namespace) -> int:
    if options.workers < 1:
        raise Invalid("at least one worker process serves", field="workers")
    settings = Settings()
    asyncio.run(check_migrated(platform_of(settings)))
    say(f"serving on http://{options.host}:{options.port}")
    if options.workers == 1:
        uvicorn.run(application_of(settings), host=options.host, port=options.port, **_SERVER)
    else:
        factory = "casewright_gateway.cli.platforms:from_environment"
        server = {"host": options.host, "port": options.port, "workers": options.workers, **_SERVER}
        uvicorn.run(factory, factory=True, **server)
    return 0


async def _worker() -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    await platform.open(everywhere=True)
    try:
        composition = compose(platform)
        render = renderer(platform, composition.schema, composition.case_classes)
        async with working(platform, render):
            say(f"working, broker {platform.settings.broker_url.partition(':')[0]}")
            await stop.wait()
    finally:
        await platform.close()
    return 0
