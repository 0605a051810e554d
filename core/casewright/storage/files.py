"""Files of a folder that are whole or not there, and on disk before anybody is told so."""

import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import IO

from casewright.errors import Conflict
from casewright.storage.store import pieces
from casewright.storage.threads import Threads

_ABANDONED = timedelta(days=1)


class WholeFiles:
    """Files below `folder`; half-written ones stay in its sub-folder `.incoming`. What blocks says so."""

    def __init__(self, folder: Path, threads: Threads) -> None:
        self._folder = folder
        self._incoming = folder / ".incoming"
        self._threads = threads

    def prepare(self) -> None:
        """Make the folder, prove that it takes files and hard links, clear what was half-written a day ago. Blocks."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._incoming.mkdir(exist_ok=True)
        with self.new() as part:
            second_name = Path(f"{part.name}-probe")
            os.link(part.name, second_name)
            second_name.unlink()
        for leftover in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if leftover.stat().st_mtime < time.time() - _ABANDONED.total_seconds():
                    leftover.unlink()

    async def write(self, target: Path, chunks: AsyncIterator[bytes] | bytes) -> None:
        """Keep the bytes in a folder that is there, all or none; raises `Conflict` when the name is taken."""
        part = await self._threads.run(self.new)
        try:
            async for chunk in pieces(chunks):
                await self._threads.run(partial(part.write, chunk))
            await self._threads.run(partial(self.publish, part, target))
        finally:
            with suppress(OSError):
                part.close()

    def new(self) -> IO[bytes]:
        """A file that vanishes when it is closed, unless it is published. Blocks."""
        return tempfile.NamedTemporaryFile(dir=self._incoming, prefix="part-")

    def publish(self, part: IO[bytes], target: Path) -> None:
        """Give the file its name; raises `Conflict` when that is taken. Blocks."""
        part.flush()
        os.fsync(part.fileno())
        try:
            # A link and not a rename: a rename would replace the bytes of whoever was faster.
            os.link(part.name, target)
        except FileExistsError as error:
            raise Conflict("The bytes of this document are stored already and never change.") from error
        self.sync_folders(target)

    def sync_folders(self, target: Path) -> None:
        """Have the names of all folders above on disk. Blocks."""
        for folder in target.parents:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if folder == self._folder:
                return

    def demand_folder(self) -> None:
        """Tell an absent file from an absent disk: raises OSError when the prepared folder itself is gone. Blocks."""
        self._incoming.stat()
