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


async def _backup(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    differing: list[str] = []
    async with platform:
        manifest = await backup(platform, options.file, _Bars(), differing.append)
    return _summary(f"kept in {options.file}", manifest, differing)


async def _restore(options: argparse.Namespace) -> int:
    platform, started = platform_of(Settings()), time.monotonic()
    if options.plan:
        return _summary("would be restored", await plan(platform, options.file, _Bars()), [])
    manifest = await restore(platform, options.file, _Bars(), say)
    async with platform:
        differing = [difference async for difference in differences(platform, _Bars())]
    return _summary(f"restored in {time.monotonic() - started:.1f} s", manifest, differing)


def _summary(what: str, manifest: Manifest, differing: list[str]) -> int:
    for difference in differing:
        print(difference)
    amount = f"{manifest.rows} rows of {len(manifest.tables)} tables and {manifest.documents} documents"
    print(f"{amount} ({manifest.size} bytes) {what}, as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC")
    print(f"{len(differing)} differences")
    return 1 if differing else 0


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
