"""`casewright event-log`: the history as an event log for process mining."""

import argparse
import asyncio
import sys
from typing import Any

from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.event_log.reading import traces
from casewright_gateway.event_log.route import FORMATS


def add_commands(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser("event-log", help="write the history as OCEL 2.0 (json) or XES (xes)")
    command.add_argument("format", choices=sorted(FORMATS))
    command.add_argument("--case-type", help="only this case type")
    command.add_argument("--tenant", default="demo")
    command.add_argument("--subject", default="", help="who it is for")
    command.add_argument("--role", nargs="+", default=[], action="extend", help="what these show; else all")
    command.set_defaults(run=lambda options: asyncio.run(_write(options)))


async def _write(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    case_type = options.case_type
    if case_type is not None:
        platform.case_type(case_type)
    await check_migrated(platform)
    async with platform:
        async for piece in FORMATS[options.format].written(traces(platform, _reader(options), case_type)):
            sys.stdout.write(piece)
    return 0


def _reader(options: argparse.Namespace) -> Actor:
    if options.role:
        return Actor(tenant=options.tenant, subject=options.subject, roles=frozenset(options.role))
    return Actor.platform(options.tenant)
