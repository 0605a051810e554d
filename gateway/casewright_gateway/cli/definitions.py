"""`casewright definitions`: running cases and the present definition of their type."""

import argparse
import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.operations.migrating import cases_behind, migrate_cases, simulated
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of

_BATCH = 200


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    verbs = commands.add_parser("definitions", help="cases worked by an earlier definition").add_subparsers(
        required=True, metavar="VERB"
    )
    for verb, run, told in (
        ("simulate", simulate, "say what a migration would do, change nothing"),
        ("migrate", migrate, "bring running cases to the present definition"),
    ):
        parser = verbs.add_parser(verb, help=told)
        parser.add_argument("case_type", metavar="CASE_TYPE")
        parser.add_argument("--tenant", default="demo")
        parser.set_defaults(run=lambda options, run=run: asyncio.run(run(options)))


async def simulate(options: argparse.Namespace) -> int:
    """Print what would become of each stage and what cannot be mapped; 1 when there is such a case."""
    platform = platform_of(Settings())
    case_type, actor = platform.case_type(options.case_type), Actor.platform(options.tenant, "operator")
    await check_migrated(platform)
    moves: Counter[tuple[int, str, str | None]] = Counter()
    left = 0
    async with platform:
        async for cases in _batches(platform, actor, case_type):
            plans = await simulated(platform, cases)
            for case in cases:
                plan = plans[case.id]
                moves[plan.from_version, plan.from_stage, plan.to_stage] += not plan.reasons
                left += bool(plan.reasons)
                for reason in plan.reasons:
                    print(f"{case.number}: {reason.message}")
    for (version, stage, to), count in sorted(moves.items(), key=str):
        if count:
            print(f"{count} from version {version} at {stage} to version {case_type.version} at {to}")
    print(f"{moves.total()} would be migrated, {left} cannot be")
    return 1 if left else 0


async def _batches(platform: Platform, actor: Actor, case_type: CaseType[Any]) -> AsyncIterator[list[models.Case]]:
    after: UUID | None = None
    while cases := await cases_behind(platform, actor, case_type, first=_BATCH, after=after):
        yield cases
        after = cases[-1].id


async def migrate(options: argparse.Namespace) -> int:
    """Migrate all that can be, batch by batch; 1 when some were left."""
    platform = platform_of(Settings())
    case_type, actor = platform.case_type(options.case_type), Actor.platform(options.tenant, "operator")
    await check_migrated(platform)
    migrated, left, after = 0, 0, None
    async with platform:
        while True:
            batch = await migrate_cases(platform, actor, case_type, first=_BATCH, after=after)
            migrated, left, after = migrated + len(batch.migrated), left + len(batch.left), batch.next
            for each in batch.left:
                print(f"{each.number}: {each.error.message}")
            if after is None:
                break
    print(f"{migrated} migrated, {left} left")
    return 1 if left else 0
