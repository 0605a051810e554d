"""`casewright deliveries`: reactions that were given up, and trying them again."""

import argparse
import asyncio
from contextlib import suppress
from typing import Any
from uuid import UUID

from casewright.access.actor import Actor
from casewright.errors import NotFound, Refused
from casewright.operations.deliveries import deliveries_in, replay_delivery
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of

_STATES = ("pending", "dispatched", "running", "done", "dead")


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    verbs = commands.add_parser("deliveries", help="reactions that failed for good").add_subparsers(
        required=True, metavar="VERB"
    )
    show = verbs.add_parser("list", help="what is in a state, the oldest first")
    show.add_argument("--state", choices=_STATES, default="dead")
    show.add_argument("--tenant", help="only this tenant")
    show.set_defaults(run=lambda options: asyncio.run(_list(options)))
    replay = verbs.add_parser("replay", help="have dead ones tried again")
    which = replay.add_mutually_exclusive_group(required=True)
    which.add_argument("id", nargs="?", type=UUID, metavar="ID", help="one, as listed")
    which.add_argument("--all-dead", action="store_true", help="every one")
    replay.add_argument("--tenant", help="only this tenant")
    replay.set_defaults(run=lambda options: asyncio.run(_replay(options)))


async def _list(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    count = 0
    async with platform:
        async for found in deliveries_in(platform, options.state, options.tenant):
            count += 1
            about = f"{found.tenant} {found.number} {found.event} for {found.subscriber}"
            print(f"{found.id} {found.state} {about}, {found.attempts} attempts: {found.error or 'no error'}")
    print(f"{count} deliveries {options.state}")
    return 0


async def _replay(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    replayed = 0
    async with platform:
        async for found in deliveries_in(platform, "dead", options.tenant):
            if options.all_dead or found.id == options.id:
                with suppress(Refused):  # somebody else was faster
                    await replay_delivery(platform, Actor.platform(found.tenant, "operator"), found.id)
                    replayed += 1
    if not (replayed or options.all_dead):
        raise NotFound("there is no dead delivery of this id; casewright deliveries list shows them")
    print(f"{replayed} deliveries replayed")
    return 0
