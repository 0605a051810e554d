"""`casewright export-person`: a copy of the data of one person, as JSON."""

import argparse
import asyncio
from typing import Any

import orjson

from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway import ids
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.reads.person import export_person


def add_commands(commands: Any) -> None:
    """Declare the command."""
    command = commands.add_parser("export-person", help="write all that is kept of one person, as JSON")
    command.add_argument("party", metavar="PARTY_ID", help="the person, by any party they are")
    command.add_argument("--reason", required=True, help="for whom it is made, or why; it is kept")
    command.add_argument("--by", required=True, help="who makes it; it is kept")
    command.add_argument("--tenant", default="demo")
    command.set_defaults(run=lambda options: asyncio.run(_write(options)))


async def _write(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    party_id = ids.row_id(options.party, "Party", field="party")
    await check_migrated(platform)
    async with platform:
        made = await export_person(
            platform, Actor.platform(options.tenant, options.by), party_id, reason=options.reason
        )
    print(orjson.dumps(made, option=orjson.OPT_INDENT_2).decode())
    return 0
