"""`casewright migrate`, `import` and `audit verify`: work on the data, from the outside."""

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casewright.access.actor import Actor
from casewright.db import migrations
from casewright.errors import Invalid, Unavailable
from casewright.events import verify
from casewright.import_mapping import read_mapping
from casewright.importing import ImportPlan, RowProblem, carry_out, check_openings, plan_import
from casewright.operations import upkeep
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.cli.progress import Progress, say

_SHOWN = 20


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    migrate = commands.add_parser("migrate", help="bring the database up to what core and plugins declare")
    migrate.add_argument("--plan", action="store_true", help="only say what would be applied")
    migrate.set_defaults(run=lambda options: asyncio.run(_migrate(options)))
    take = commands.add_parser("import", help="open cases from a table: CSV, or an array of JSON objects")
    take.add_argument("case_type", metavar="CASE_TYPE")
    take.add_argument("file", type=Path, metavar="FILE")
    take.add_argument("--map", type=Path, required=True, metavar="MAP.toml", help="how columns become fields")
    take.add_argument("--dry-run", action="store_true", help="check every row, open nothing")
    take.add_argument("--skip-bad", action="store_true", help="open the good rows although there are bad ones")
    take.add_argument("--tenant", default="demo")
    take.set_defaults(run=lambda options: asyncio.run(_import(options)))
    audit = commands.add_parser("audit", help="the hash chains of the history")
    verbs = audit.add_subparsers(required=True, metavar="VERB")
    prove = verbs.add_parser("verify", help="prove that no event was changed, dropped or added")
    prove.add_argument("--tenant", help="only this tenant")
    prove.set_defaults(run=lambda options: asyncio.run(_verify(options)))


async def check_migrated(platform: Platform) -> None:
    """Refuse to work on a database that is behind; raises Unavailable."""
    if await migrations.plan(platform.database):
        raise Unavailable("the database is not up to date; run casewright migrate first")


async def _migrate(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    if options.plan:
        for line in await upkeep.plan(platform):
            print(line)
    else:
        await upkeep.bring_up(platform, say)
    return 0


async def _import(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    case_type = platform.case_type(options.case_type)
    plan = plan_import(case_type, read_mapping(options.map), options.file)
    await check_migrated(platform)
    actor = Actor.platform(options.tenant, "import")
    async with platform:
        plan = await check_openings(platform, actor, case_type, plan)
        _report(plan)
        if options.dry_run:
            print(f"dry run: {len(plan.cases)} would be opened, {plan.already_open} are open already")
            return 1 if plan.problems else 0
        if plan.problems and not options.skip_bad:
            raise Invalid(f"{len(plan.problems)} problems, nothing was opened; mend the rows or use --skip-bad")
        result = await carry_out(platform, actor, case_type, plan, Progress("opened"))
    _tell(result.problems[len(plan.problems) :])
    print(f"{len(result.cases)} opened, {result.already_open} were open already, {len(result.problems)} problems")
    return 0


def _report(plan: ImportPlan) -> None:
    say(f"{len(plan.cases)} rows can be opened, {len(plan.problems)} problems")
    for column, times in plan.unknown.most_common():
        say(f"  {column} is not known in {times} rows")
    for column, times in plan.unread.most_common():
        say(f"  {column} is not read, though filled in {times} rows")
    _tell(plan.problems)


def _tell(problems: Sequence[RowProblem]) -> None:
    for problem in problems[:_SHOWN]:
        say(f"  line {problem.line}: {problem.sentence}")
    if len(problems) > _SHOWN:
        say(f"  and {len(problems) - _SHOWN} more")


async def _verify(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    await check_migrated(platform)
    proved, broken = 0, 0
    async with platform:
        async for case, found in verify(platform.database, options.tenant):
            proved += 1
            if found is not None:
                broken += 1
                print(f"{case.tenant_id} {found.number} event {found.sequence}: {found.finding}")
            if proved % 1000 == 0:
                say(f"{proved} cases so far")
    print(f"{proved} cases verified, {broken} broken")
    return 1 if broken else 0
