"""`casewright rekey`: what an earlier key sealed is sealed by the present one, so that the earlier may go."""

import argparse
import asyncio
from typing import Any

from casewright.operations.rekeying import rekey
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.cli.progress import say


def add_commands(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser("rekey", help="seal by the first key what an earlier one sealed, or none")
    parser.set_defaults(run=lambda options: asyncio.run(_rekey(options)))


async def _rekey(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    sealed = 0

    def tell(more: int) -> None:
        nonlocal sealed
        sealed += more
        say(f"sealed anew: {sealed}")

    async with platform:
        await rekey(platform, tell)
    print(f"{sealed} texts were sealed anew")
    return 0
