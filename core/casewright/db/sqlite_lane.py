"""Reading a SQLite file beside its writer: from the last commit, whatever transaction is open.

A short statement runs where it is asked for: a thread would cost it ten times as much. One that turns out long is
interrupted there and begun again in a thread, so it holds up nobody else.
"""

import asyncio
import sqlite3
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from casewright.db.exact_sum import install

_SHORT_SECONDS = 0.005
"""The longest that a statement may hold the event loop."""

_THREADS = 4
_STATEMENTS = 64
"""How many prepared statements a connection keeps."""

_STEPS_HERE, _STEPS_APART = 1_000, 100_000
"""After how many steps of SQLite's machine the time is looked at; seldom in a thread, which asks for the GIL then."""

_AGAIN_APART = ("SQLITE_INTERRUPT", "SQLITE_BUSY")


class Lane:
    """Read-only connections to one file: one for the event loop, others for threads."""

    def __init__(self, file: Path, seconds: float) -> None:
        """Connect; no statement runs longer than `seconds`. Raises sqlite3.OperationalError."""
        self._file = file
        self._seconds = seconds
        self._here = _Reader(file, _STEPS_HERE, patience=0)
        self._apart: list[_Reader] = []
        self._idle: list[_Reader] = []
        self._threads = ThreadPoolExecutor(_THREADS, "sqlite-lane")

    async def fetch(self, text: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        """The rows of one statement that only reads. Raises sqlite3.Error."""
        await asyncio.sleep(0)  # many short statements in a row hold up nobody either
        try:
            return self._here.fetch(text, values, _Limit(_SHORT_SECONDS))
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith(_AGAIN_APART):
                raise
        return await self._fetch_apart(text, values)

    async def _fetch_apart(self, text: str, values: Sequence[Any]) -> list[sqlite3.Row]:
        limit = _Limit(self._seconds)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._borrow, text, values, limit)
        finally:
            limit.end = 0  # a statement that nobody waits for any more ends as well

    def _borrow(self, text: str, values: Sequence[Any], limit: "_Limit") -> list[sqlite3.Row]:
        reader = self._idle.pop() if self._idle else self._another()
        try:
            return reader.fetch(text, values, limit)
        finally:
            self._idle.append(reader)

    def _another(self) -> "_Reader":
        reader = _Reader(self._file, _STEPS_APART, patience=self._seconds)
        self._apart.append(reader)
        return reader

    async def close(self) -> None:
        """Interrupt what still runs and let go of the file."""
        for reader in self._apart:
            reader.interrupt()
        self._threads.shutdown(cancel_futures=True)
        for reader in (self._here, *self._apart):
            reader.close()


class _Limit:
    """When a statement has to be done."""

    def __init__(self, seconds: float) -> None:
        self.end = monotonic() + seconds

    def passed(self) -> bool:
        return monotonic() > self.end


class _Reader:
    """A connection that cannot write, used by one thread at a time."""

    def __init__(self, file: Path, steps: int, *, patience: float) -> None:
        address = f"{file.absolute().as_uri()}?mode=ro"
        self._connection = sqlite3.connect(
            address,
            uri=True,
            timeout=patience,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=_STATEMENTS,
        )
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA query_only = ON")
        install(self._connection)
        self._limit = _Limit(inf)
        self._connection.set_progress_handler(lambda: self._limit.passed(), steps)

    def fetch(self, text: str, values: Sequence[Any], limit: _Limit) -> list[sqlite3.Row]:
        self._limit = limit
        return self._connection.execute(text, values).fetchall()

    def interrupt(self) -> None:
        self._connection.interrupt()

    def close(self) -> None:
        self._connection.close()
