"""`casewright access-log`: who has read what, a JSON object a line."""

import argparse
import asyncio
from datetime import datetime
from typing import Any

import orjson

from casewright.access.log import accesses
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of


def add_commands(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser("access-log", help="write who has read what, oldest first, a JSON object a line")
    command.add_argument("--tenant", default="demo")
    command.add_argument("--since", type=datetime.fromisoformat, help="from this moment on, as 2026-03-01T00:00Z")
    command.add_argument("--until", type=datetime.fromisoformat, help="until before this moment")
    command.set_defaults(run=lambda options: asyncio.run(_write(options)))


async def _write(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    async with platform:
        async for row in accesses(platform.database, options.tenant, options.since, options.until):
            print(orjson.dumps(row).decode())
    return 0
