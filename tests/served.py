"""A gateway with every installed plugin and made-up cases on a real socket, in a thread of its own."""

import asyncio
import logging
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import uvicorn
from graphql import GraphQLSchema

from casewright.access.actor import Actor
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.app import application
from casewright_gateway.auth import LocalAuthenticator
from casewright_gateway.cli.patience import Patience
from casewright_gateway.cli.sample import fill
from casewright_gateway.issuer import LocalIssuer
from kit import schema_of

CASES = 15


@dataclass(frozen=True)
class Served:
    """Where it is, what it serves, a token with every role, and what was logged from ERROR up."""

    host: str
    schema: GraphQLSchema
    token: str
    errors: list[str]


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()} {record.exc_info or ''}")


@contextmanager
def served(folder: Path, template: str) -> Iterator[Served]:
    """Serve until the block ends, from a copy of a migrated SQLite file."""
    shutil.copy(template, folder / "casewright.db")
    settings = Settings(data_dir=folder, broker_url="redis://nowhere")
    issuer = LocalIssuer.load(settings)
    platform = Platform(settings, link_secret=issuer.secret)
    roles = {grant.role for case_type in platform.case_types.values() for grant in case_type.grants}
    actor = Actor(tenant="demo", subject="demo", roles=frozenset(roles))
    asyncio.run(_prepared(platform))
    app = application(platform, LocalAuthenticator(issuer), [])
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(app, http=Patience, log_config=None, ws_max_size=100_000, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, args=([listener],))
    errors = _Errors()
    logging.getLogger().addHandler(errors)
    thread.start()
    try:
        host = f"127.0.0.1:{listener.getsockname()[1]}"
        token = issuer.mint(actor, lifetime=timedelta(hours=12))
        yield Served(host, schema_of(app), token, errors.lines)
    finally:
        server.should_exit = True
        thread.join()
        logging.getLogger().removeHandler(errors)


async def _prepared(platform: Platform) -> None:
    await bring_up(platform, lambda sentence: None)
    async with platform:
        await fill(platform, "demo", CASES, lambda done, count: None)
