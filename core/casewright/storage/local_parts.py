"""Uploads in parts to a local folder: a folder for each upload, a file for each part."""

import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from casewright.errors import Conflict, NotFound
from casewright.storage.files import WholeFiles
from casewright.storage.keys import check_key
from casewright.storage.signing import Permit
from casewright.storage.store import Link
from casewright.storage.threads import Threads

_PIECE = 1024 * 1024
_TYPE = "application/octet-stream"


class Linking(Protocol):
    """Makes the link that allows something until then."""

    def __call__(self, permit: Permit, expires_in: timedelta) -> Link:
        """The link."""
        ...


class LocalParts:
    """The parts of each upload in a folder of its own, below `.parts`."""

    def __init__(self, folder: Path, files: WholeFiles, threads: Threads, link: Linking) -> None:
        self._folder = folder
        self._files = files
        self._threads = threads
        self._link = link

    async def begin(self, key: str, *, media_type: str) -> str:
        """A folder for the parts; the type is nothing to a folder."""
        check_key(key)
        upload = secrets.token_hex(16)
        await self._threads.run(partial(self._parts(upload).mkdir, parents=True))
        return upload

    async def link(self, key: str, upload: str, number: int, *, size: int, expires_in: timedelta) -> Link:
        """A link that writes exactly `size` bytes, once."""
        permit = Permit(key=check_key(key), media_type=_TYPE, size=size, part=f"{upload}/{number}")
        return self._link(permit, expires_in)

    async def write(self, permit: Permit, chunks: AsyncIterator[bytes]) -> None:
        """Keep what a link allows; raises `Conflict` when that part is there already, or the upload is over."""
        target = self._parts(permit.part)
        await self._threads.run(partial(self._check_open, target))
        await self._files.write(target, chunks)

    async def sent(self, key: str, upload: str) -> Mapping[int, int]:
        """The sizes of the files."""
        return await self._threads.run(partial(self._sent, upload))

    async def join(self, key: str, upload: str) -> None:
        """Copy the parts into one file, which gets its name when it is whole."""
        await self._threads.run(partial(self._join, self._folder / check_key(key), upload))

    async def drop(self, key: str, upload: str) -> None:
        """Delete the folder."""
        await self._threads.run(partial(self._drop, upload))

    def _parts(self, upload: str) -> Path:
        return self._folder / ".parts" / upload

    def _check_open(self, target: Path) -> None:
        if target.exists():
            raise Conflict("This part is stored already.")
        if not target.parent.exists():
            raise Conflict("This upload is over.")

    def _sent(self, upload: str) -> dict[int, int]:
        try:
            return {int(part.name): part.stat().st_size for part in self._parts(upload).iterdir()}
        except FileNotFoundError as error:
            self._files.demand_folder()
            raise NotFound("There is no such upload.") from error

    def _join(self, target: Path, upload: str) -> None:
        if not target.exists():
            with self._files.new() as whole:
                for number in sorted(self._sent(upload)):
                    with (self._parts(upload) / str(number)).open("rb") as part:
                        shutil.copyfileobj(part, whole, _PIECE)
                target.parent.mkdir(parents=True, exist_ok=True)
                self._files.publish(whole, target)
        self._drop(upload)

    def _drop(self, upload: str) -> None:
        self._files.demand_folder()
        shutil.rmtree(self._parts(upload), ignore_errors=True)
