"""`casewright check` and `casewright schema`: what the installed plugins amount to."""

import argparse
import asyncio
import difflib
from pathlib import Path
from typing import Any

from casewright.errors import Invalid
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.browsers import origins_of
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.cli.progress import say
from casewright_gateway.identity import identity_of
from casewright_gateway.schema import compose, sdl
from casewright_gateway.trusted import documents_of


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    check = commands.add_parser("check", help="prove settings and plugins, and with --database what is behind them")
    check.add_argument("--database", action="store_true", help="ask the database: migrations, and the fence by tenant")
    check.set_defaults(run=_check)
    schema = commands.add_parser("schema", help="print the composed GraphQL schema")
    schema.add_argument("--out", type=Path, metavar="FILE", help="write it to a file")
    schema.add_argument("--compare", type=Path, metavar="FILE", help="fail when a file differs from it")
    schema.set_defaults(run=_schema)


def _check(options: argparse.Namespace) -> int:
    settings = Settings()
    identity_of(settings)
    platform = platform_of(settings)
    documents_of(settings.trusted_documents, compose(platform).schema._schema)
    origins_of(settings.allowed_origins)
    for name, case_type in platform.case_types.items():
        stages, transitions = len(case_type.stages), len(case_type.transitions)
        print(f"{name}: {stages} stages, {transitions} transitions, from {platform.plugin_of(name)}")
    if options.database:
        asyncio.run(_ask(platform))
    return 0


async def _ask(platform: Platform) -> None:
    """Say how the database stands; raises Unavailable when it does not answer, or is behind."""
    await check_migrated(platform)
    async with platform:
        database = platform.database
    if database.file:
        told = "none; SQLite has no such thing"
    else:
        told = "on" if database.fenced else "off, because this user owns the tables or goes past it"
    print(f"fence between tenants (row-level security): {told}")


def _schema(options: argparse.Namespace) -> int:
    text = sdl(compose(platform_of(Settings())).schema)
    if options.compare:
        return _compare(options.compare, text)
    if options.out:
        options.out.write_text(text, encoding="utf-8")
        say(f"wrote {options.out}")
    else:
        print(text, end="")
    return 0


def _compare(file: Path, composed: str) -> int:
    try:
        committed = file.read_text(encoding="utf-8")
    except OSError as error:
        raise Invalid(f"the schema {file} cannot be read", field="compare") from error
    difference = list(difflib.unified_diff(committed.splitlines(), composed.splitlines(), str(file), "composed"))
    for line in difference:
        print(line)
    if difference:
        say(f"the schema changed: look at the difference, then run casewright schema --out {file}")
    return 1 if difference else 0
