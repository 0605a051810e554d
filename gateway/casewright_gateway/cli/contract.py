"""`casewright check` and `casewright schema`: what the installed plugins amount to."""

import argparse
import difflib
from pathlib import Path
from typing import Any

from casewright.errors import Invalid
from casewright.settings import Settings
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.cli.progress import say
from casewright_gateway.schema import compose, sdl


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    check = commands.add_parser("check", help="load the plugins and compose the schema, without a database")
    check.set_defaults(run=_check)
    schema = commands.add_parser("schema", help="print the composed GraphQL schema")
    schema.add_argument("--out", type=Path, metavar="FILE", help="write it to a file")
    schema.add_argument("--compare", type=Path, metavar="FILE", help="fail when a file differs from it")
    schema.set_defaults(run=_schema)


def _check(options: argparse.Namespace) -> int:
    platform = platform_of(Settings())
    compose(platform)
    for name, case_type in platform.case_types.items():
        stages, transitions = len(case_type.stages), len(case_type.transitions)
        print(f"{name}: {stages} stages, {transitions} transitions, from {platform.plugin_of(name)}")
    return 0


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
