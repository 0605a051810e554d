"""A process whose plugin asks for a gigabyte: `hungry.py DATABASE_URL FOLDER MEGABYTES`, of which so many are left."""

import asyncio
import json
import resource
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from casewright import Case, hookimpl
from kit import running
from stack.town import NO_WORKER, PLUGINS, Town

ENORMOUS = 1000
"""The girth of a tree that the plugin wants to know everything about."""


def _eats(case: Case[Any]) -> None:
    if case.fields.girth == ENORMOUS:
        bytearray(2**30)


hungry = SimpleNamespace(before_transition=hookimpl(_eats))


def leave(megabytes: int) -> None:
    """So much memory is left from here on."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + megabytes * 2**20, most))


async def main(database_url: str, folder: str, megabytes: str) -> None:
    """Dismiss two trees, of which the plugin eats with one; print what was answered and where they are then."""
    plugins = PLUGINS | {"hungry": hungry}
    async with running(database_url, Path(folder), plugins, broker_url=NO_WORKER) as stack:
        town = Town.founded(stack)
        trees = [await town.tree(girth=girth) for girth in (ENORMOUS, 1)]
        leave(int(megabytes))
        for tree in trees:
            values = {"id": tree["id"], "expectedVersion": 1}
            told = await town.clerk.do("dismissTreeCase", "treeCase { id }", **values)
            print(json.dumps([told["problems"], (await town.seen(tree))["status"]]))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
