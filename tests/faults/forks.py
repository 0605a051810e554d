"""The command line in processes that begin where others have imported everything.

To import the platform takes two seconds of processor time, and a storm starts more than a hundred processes. So one
server imports it, does nothing else, and forks each of them.
"""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    ["casewright_gateway.cli", "casewright.storage.s3", "asyncpg", "tortoise.backends.asyncpg", "uvicorn.loops.auto"]
)


def start(words: Sequence[str], environment: Mapping[str, str], output: Path) -> ForkServerProcess:
    """One command, at work, which writes what it prints and logs at the end of a file."""
    process = _CONTEXT.Process(target=_run, args=(list(words), dict(environment), output))
    process.start()
    return process


async def ended(process: ForkServerProcess) -> int:
    """The exit status of a command, when it has ended; negative the signal that ended it."""
    over, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.add_reader(process.sentinel, over.set)
    try:
        await over.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(words: list[str], environment: dict[str, str], output: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.path[:0] = environment["PYTHONPATH"].split(os.pathsep)
    with output.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    from faults.hurried import hurry  # noqa: PLC0415 - in the child only

    sys.exit(hurry(words))
