"""What was spent at the other gateways of one PostgreSQL: each tells it, so that a budget is one wherever one asks.

A notice may get lost, with a connection for instance; what was spent then counts where it was spent only.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

import orjson

from casewright.db.database import Database
from casewright.errors import CasewrightError

_log = logging.getLogger("casewright.tally")
_CHANNEL = "casewright_spent"
_GAP_SECONDS = 0.25
"""The shortest time between two notices of a process; so long somebody may spend at each as if it were the only one."""
_AGAIN_SECONDS = 5.0
_LINES = 100
"""So many spenders fit into a notice, which has 8,000 bytes at most (PostgreSQL, NOTIFY)."""


class Tally:
    """Tells what was spent here, and calls `charge` with what was spent elsewhere: who, by a short text, and how much.

    On SQLite, where there is one gateway, nothing is told.
    """

    def __init__(self, charge: Callable[[str, int], None]) -> None:
        self._charge = charge
        self._here = str(uuid4())
        self._spent: Counter[str] | None = None
        self._news = asyncio.Event()

    def add(self, who: str, cost: int) -> None:
        """So much was spent here."""
        if self._spent is not None:
            self._spent[who] += cost
            self._news.set()

    @asynccontextmanager
    async def at_work(self, database: Database) -> AsyncIterator[None]:
        """Tell and listen for as long as the block lasts."""
        if database.dialect == "sqlite":
            yield
            return
        self._spent = Counter()
        tasks = [asyncio.create_task(self._tell(database)), asyncio.create_task(self._listen(database))]
        try:
            yield
        finally:
            self._spent = None
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _tell(self, database: Database) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            spent, self._spent = self._spent or Counter(), Counter()
            try:
                for notice in _notices(self._here, spent):
                    await database.notify(_CHANNEL, notice)
            except CasewrightError as error:
                _log.debug("nobody was told what was spent: %s", error.code)
            await asyncio.sleep(_GAP_SECONDS)

    async def _listen(self, database: Database) -> None:
        while True:
            try:
                await database.listen(_CHANNEL, self._hear)
            except CasewrightError as error:
                _log.debug("nobody can tell what was spent: %s", error.code)
            await asyncio.sleep(_AGAIN_SECONDS)

    def _hear(self, notice: str) -> None:
        told = orjson.loads(notice)
        if told["at"] != self._here:
            for who, cost in told["spent"].items():
                self._charge(who, cost)


def _notices(here: str, spent: Counter[str]) -> list[str]:
    lines = list(spent.items())
    parts = (dict(lines[start : start + _LINES]) for start in range(0, len(lines), _LINES))
    return [orjson.dumps({"at": here, "spent": part}).decode() for part in parts]
