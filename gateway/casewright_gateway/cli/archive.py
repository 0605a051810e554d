"""`casewright backup`, `restore` and `sweep`: keeping a whole installation, and keeping it tidy."""

import argparse
import asyncio
import time
from collections import Counter
from pathlib import Path
from typing import Any

from casewright.archive.backup import backup
from casewright.archive.manifest import Manifest
from casewright.archive.proof import differences
from casewright.operations.restore import plan, restore
from casewright.operations.sweep import sweep
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.cli.progress import Progress, say


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    keep = commands.add_parser("backup", help="write all rows and documents into one file, while others work")
    keep.add_argument("file", type=Path, metavar="FILE", help="compressed when it ends in .gz")
    keep.set_defaults(run=lambda options: asyncio.run(_backup(options)))
    back = commands.add_parser("restore", help="fill an empty database and its store from a backup, and prove them")
    back.add_argument("file", type=Path, metavar="FILE")
    back.add_argument("--plan", action="store_true", help="only prove the file and say what would be restored")
    back.set_defaults(run=lambda options: asyncio.run(_restore(options)))
    tidy = commands.add_parser("sweep", help="delete what killed uploads left, name documents without their bytes")
    tidy.add_argument("--dry-run", action="store_true", help="only say what would be deleted")
    tidy.set_defaults(run=lambda options: asyncio.run(_sweep(options)))


class _Bars:
    """One line of progress for each thing that is counted."""

    def __init__(self) -> None:
        self._bars: dict[str, Progress] = {}

    def __call__(self, what: str, done: int, of: int) -> None:
        self._bars.setdefault(what, Progress(what))(done, of)


class _Differences:
    """Prints each and counts them."""

    def __init__(self) -> None:
        self.number = 0

    def __call__(self, difference: str) -> None:
        self.number += 1
        print(difference)


async def _backup(options: argparse.Namespace) -> int:
    platform, found = platform_of(Settings()), _Differences()
    await check_migrated(platform)
    async with platform:
        manifest = await backup(platform, options.file, _Bars(), found)
    print(f"{_amount(manifest)} kept in {options.file}, {found.number} differences")
    return 1 if found.number else 0


async def _restore(options: argparse.Namespace) -> int:
    platform, found, started = platform_of(Settings()), _Differences(), time.monotonic()
    if options.plan:
        print(f"{_amount(await plan(platform, options.file, _Bars()))} can be restored")
        return 0
    manifest = await restore(platform, options.file, _Bars(), say)
    async with platform:
        async for difference in differences(platform, _Bars()):
            found(difference)
    print(f"{_amount(manifest)} restored in {time.monotonic() - started:.1f} s, {found.number} differences")
    return 1 if found.number else 0


def _amount(manifest: Manifest) -> str:
    rows = f"{manifest.rows} rows of {len(manifest.tables)} tables"
    documents = f"{manifest.documents} documents ({manifest.size} bytes)"
    return f"{rows} and {documents} as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"


async def _sweep(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    async with platform:
        found = await _swept(platform, options.dry_run)
    done = "would be deleted" if options.dry_run else "deleted"
    print(f"{found['abandoned']} abandoned uploads and {found['orphan']} objects without a row {done}")
    print(f"{found['missing']} documents without their bytes")
    return 1 if found["missing"] else 0


async def _swept(platform: Platform, dry_run: bool) -> Counter[str]:
    found: Counter[str] = Counter()
    async for finding in sweep(platform, dry_run=dry_run):
        found[finding.kind] += 1
        print(f"{finding.kind}: {finding.what}")
    return found
