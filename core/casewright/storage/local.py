"""Documents in a local folder; the gateway serves them by signed links."""

import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO

from casewright.errors import Conflict, NotFound
from casewright.storage.files import WholeFiles
from casewright.storage.headers import check_media_type, display_name
from casewright.storage.keys import check_key, check_prefix, is_key
from casewright.storage.local_parts import LocalParts
from casewright.storage.signing import LinkSigner, Operation, Permit
from casewright.storage.store import CHUNK, Link, expiry, utc_now
from casewright.storage.threads import Threads

_THREADS = 16
_PATIENCE = 10.0


class LocalStore:
    """One file per object below `folder`."""

    def __init__(self, folder: Path, *, secret: bytes, base_url: str, now: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._signer = LinkSigner(secret, base_url)
        self._now = now
        self._threads = Threads(_THREADS, patience=_PATIENCE, failures=(OSError,))
        self._files = WholeFiles(folder, self._threads)
        self.parted = LocalParts(folder, self._files, self._threads, self._upload_link)

    async def prepare(self) -> None:
        """Make the folder, prove that it takes files and hard links, clear uploads that died over a day ago."""
        await self._threads.run(self._files.prepare)

    async def upload_link(self, key: str, *, media_type: str, size: int, expires_in: timedelta) -> Link:
        """A link that writes exactly `size` bytes of exactly `media_type`, once."""
        permit = Permit(key=check_key(key), media_type=check_media_type(media_type), size=size)
        return self._upload_link(permit, expires_in)

    async def download_link(self, key: str, *, filename: str, media_type: str, expires_in: timedelta) -> Link:
        """A link that reads the object as an attachment."""
        name = display_name(filename)
        permit = Permit(key=check_key(key), media_type=check_media_type(media_type), filename=name)
        expires_at = expiry(self._now(), expires_in)
        return Link(url=self._signer.url("get", permit, expires_at), method="GET", headers={}, expires_at=expires_at)

    def verify(self, operation: Operation, key: str, parameters: Mapping[str, str]) -> Permit:
        """What a link that came back allows; raises `Forbidden` when it is forged, altered or expired."""
        return self._signer.verify(operation, key, parameters, self._now())

    async def receive(self, permit: Permit, chunks: AsyncIterator[bytes]) -> None:
        """Keep what an upload link allows; raises `Conflict` before the first chunk when that is there already."""
        if permit.part:
            await self.parted.write(permit, chunks)
            return
        if await self.size(permit.key) is not None:
            raise Conflict("The bytes of this document are stored already and never change.")
        await self.write(permit.key, chunks)

    async def write(self, key: str, chunks: AsyncIterator[bytes] | bytes) -> None:
        """Keep the bytes, all or none, on disk before this returns; raises `Conflict` when the key is taken."""
        target = self._path(key)
        await self._threads.run(partial(target.parent.mkdir, parents=True, exist_ok=True))
        await self._files.write(target, chunks)

    async def read(self, key: str, *, chunk_size: int = CHUNK) -> AsyncIterator[bytes]:
        """The bytes; raises `NotFound` when the object is absent."""
        file = await self._threads.run(partial(self._open, self._path(key)))
        with file:
            while chunk := await self._threads.run(partial(file.read, chunk_size)):
                yield chunk

    async def size(self, key: str) -> int | None:
        """The size in bytes; None when the object is absent."""
        return await self._threads.run(partial(self._size, self._path(key)))

    async def delete(self, key: str) -> None:
        """Forget the object; an absent one is forgotten already."""
        await self._threads.run(partial(self._delete, self._path(key)))

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """Every key below the prefix."""
        async for key in self._threads.each(self._walk(check_prefix(prefix))):
            yield key

    async def close(self) -> None:
        """Nothing is held open between calls."""

    def _upload_link(self, permit: Permit, expires_in: timedelta) -> Link:
        expires_at = expiry(self._now(), expires_in)
        url = self._signer.url("put", permit, expires_at)
        return Link(url=url, method="PUT", headers={"Content-Type": permit.media_type}, expires_at=expires_at)

    def _path(self, key: str) -> Path:
        return self._folder / check_key(key)

    def _open(self, path: Path) -> IO[bytes]:
        try:
            return path.open("rb")
        except FileNotFoundError as error:
            self._files.demand_folder()
            raise NotFound("There is no such document.") from error

    def _size(self, path: Path) -> int | None:
        try:
            return path.stat().st_size
        except FileNotFoundError:
            self._files.demand_folder()
            return None

    def _delete(self, path: Path) -> None:
        try:
            path.unlink()
        except FileNotFoundError:
            self._files.demand_folder()
        else:
            self._files.sync_folders(path)

    def _walk(self, prefix: str) -> Iterator[str]:
        self._files.demand_folder()
        for folder, _, names in os.walk(self._folder / prefix):
            for name in names:
                key = Path(folder, name).relative_to(self._folder).as_posix()
                if is_key(key):
                    yield key
