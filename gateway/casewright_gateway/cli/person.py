"""`casewright export-person`, a copy of the data of one person as JSON, and `casewright erase-person`."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias
from uuid import UUID

import orjson

from casewright.access.actor import Actor
from casewright.operations.person_erasure import erase_person
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway import ids
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.reads.person import export_person

_Run: TypeAlias = Callable[[Platform, Actor, UUID, argparse.Namespace], Awaitable[str]]
"""What a command does, and says."""


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    export = commands.add_parser("export-person", help="write all that is kept of one person, as JSON")
    erase = commands.add_parser("erase-person", help="take away all that is known of one person; their cases stay")
    for command, run in ((export, _export), (erase, _erase)):
        command.add_argument("party", metavar="PARTY_ID", help="the person, by any party they are")
        command.add_argument("--reason", required=True, help="for whom it is done, or why; it is kept")
        command.add_argument("--by", required=True, help="who does it; it is kept")
        command.add_argument("--tenant", default="demo")
        command.set_defaults(run=lambda options, run=run: asyncio.run(_done(options, run)))
    erase.add_argument("--decided-by", required=True, help="who decided it; it is kept")


async def _done(options: argparse.Namespace, run: _Run) -> int:
    platform = platform_of(Settings())
    party_id = ids.row_id(options.party, "Party", field="party")
    await check_migrated(platform)
    async with platform:
        print(await run(platform, Actor.platform(options.tenant, options.by), party_id, options))
    return 0


async def _export(platform: Platform, actor: Actor, party_id: UUID, options: argparse.Namespace) -> str:
    made = await export_person(platform, actor, party_id, reason=options.reason)
    return orjson.dumps(made, option=orjson.OPT_INDENT_2).decode()


async def _erase(platform: Platform, actor: Actor, party_id: UUID, options: argparse.Namespace) -> str:
    ground = {"reason": options.reason, "decided_by": options.decided_by}
    left = await erase_person(platform, actor, party_id, **ground)
    return f"erased: {ids.encode('Party', left)} has its roles and no more"
