"""The command line: `casewright demo`, `serve`, `worker`, `migrate`, `check`, `schema` and so on, a module per family.

It stands in the gateway because it puts everything together: the core must not know the gateway.
"""

import argparse
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from casewright.errors import CasewrightError
from casewright_gateway.cli import (
    access_log,
    archive,
    contract,
    data,
    definitions,
    deliveries,
    event_log,
    keys,
    person,
    rekey,
    serving,
    tokens,
    working,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 when it did what it was asked."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except CasewrightError as error:
        print(f"error [{error.code}]: {error.message}", file=sys.stderr)
        return 1
    except ValidationError as error:
        first = error.errors()[0]
        name = "CASEWRIGHT_" + "_".join(str(part) for part in first["loc"]).upper()
        print(f"error [BAD_USER_INPUT]: {name}: {first['msg']}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="casewright", description="A headless, plugin-based case platform.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in (
        serving,
        working,
        data,
        archive,
        definitions,
        event_log,
        deliveries,
        access_log,
        contract,
        tokens,
        keys,
        rekey,
        person,
    ):
        module.add_commands(commands)
    return parser
