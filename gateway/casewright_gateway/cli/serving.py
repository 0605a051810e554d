"""`casewright demo` and `serve`: the processes that answer requests."""

import argparse
import asyncio
import logging
from datetime import timedelta
from logging.config import dictConfig
from pathlib import Path
from typing import Any

import uvicorn

from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.ending import CONNECTION_SECONDS, Server
from casewright_gateway.cli.patience import Patience
from casewright_gateway.cli.platforms import application_of, platform_of
from casewright_gateway.cli.progress import Progress, say
from casewright_gateway.cli.sample import fill
from casewright_gateway.identity import check_reach
from casewright_gateway.issuer import LocalIssuer
from casewright_gateway.logs import configuration

_TENANT = "demo"
_SERVER: dict[str, Any] = {
    "http": Patience,
    "ws_max_size": 100_000,
    "timeout_graceful_shutdown": CONNECTION_SECONDS,
    "access_log": False,
    "server_header": False,
}
_log = logging.getLogger("casewright.process")


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


def _demo(options: argparse.Namespace) -> int:
    settings = Settings(data_dir=options.data_dir) if options.data_dir else Settings()
    platform = platform_of(settings)
    asyncio.run(_prepare(platform, options.cases))
    _introduce(platform, options.port)
    quiet = configuration("WARNING")
    Server(uvicorn.Config(application_of(settings), port=options.port, log_config=quiet, **_SERVER)).serve_to_the_end()
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
    settings, logs = Settings(), configuration()
    check_reach(settings, options.host)
    asyncio.run(check_migrated(platform_of(settings)))
    dictConfig(logs)
    address = f"http://{options.host}:{options.port}"
    _log.info("serving on %s", address, extra={"address": address})
    server = {"host": options.host, "port": options.port, "log_config": logs, **_SERVER}
    if options.workers == 1:
        Server(uvicorn.Config(application_of(settings), **server)).serve_to_the_end()
    else:
        factory = "casewright_gateway.cli.platforms:from_environment"
        uvicorn.run(factory, factory=True, workers=options.workers, **server)
    return 0
