"""A gateway of its own process that is killed in the middle of an answer: `dying.py DATABASE_URL FOLDER POINT`."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

from strawberry.extensions import SchemaExtension

from casewright.operations import idempotency as operation
from casewright_gateway.idempotency import Idempotency
from casewright_gateway.view import View
from stack_production.keyed import ask, lamp_town


def die(*_: Any, **__: Any) -> None:
    """Like a power cut: nothing is closed, nothing is said."""
    os.kill(os.getpid(), signal.SIGKILL)


async def keep_and_die(*_: Any) -> None:
    die()


async def main(database_url: str, folder: str, point: str) -> None:
    """Ask under the key `k` and die at the point."""
    if point == "before the answer is kept":
        operation._keep = keep_and_die  # type: ignore[assignment]
    else:
        View.create_response = die  # type: ignore[assignment, method-assign]
    if point == "before the reply, without keys":
        Idempotency.on_execute = SchemaExtension.on_execute  # type: ignore[method-assign, assignment]
    async with lamp_town(database_url, Path(folder)) as stack:
        await ask(stack.person("carla", "clerk"), "k", street="Lime Street")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
