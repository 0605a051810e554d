"""Documents in a local folder; the gateway serves them by signed links."""

import os
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import IO

from casewright.errors import Conflict, NotFound
from casewright.storage.headers import check_media_type, display_name
from casewright.storage.keys import check_key, check_prefix, is_key
from casewright.storage.signing import LinkSigner, Operation, Permit
from casewright.storage.store import CHUNK, Link, expiry, pieces, utc_now
from casewright.storage.threads import Threads

_THREADS = 16
_PATIENCE = 10.0
_ABANDONED = timedelta(days=1)


class LocalStore:
    """One file per object below `folder`; half-written files stay in its sub-folder `.incoming`."""

    def __init__(self, folder: Path, *, secret: bytes, base_url: str, now: Callable[[], datetime] = utc_now) -> None:
        self._folder = folder
        self._incoming = folder / ".incoming"
        self._signer = LinkSigner(secret, base_url)
        self._now = now
        self._threads = Threads(_THREADS, patience=_PATIENCE, failures=(OSError,))

    async def prepare(self) -> None:
        """Make the folder, prove that it takes files and hard links, clear uploads that died over a day ago."""
        await self._threads.run(self._prepare)

    async def upload_link(self, key: str, *, media_type: str, size: int, expires_in: timedelta) -> Link:
        """A link that writes exactly `size` bytes of exactly `media_type`, once."""
        permit = Permit(key=check_key(key), media_type=check_media_type(media_type), size=size)
        expires_at = expiry(self._now(), expires_in)
        url = self._signer.url("put", permit, expires_at)
        return Link(url=url, method="PUT", headers={"Content-Type": media_type}, expires_at=expires_at)

    async def download_link(self, key: str, *, filename: str, media_type: str, expires_in: timedelta) -> Link:
        """A link that reads the object as an attachment."""
        name = display_name(filename)
        permit = Permit(key=check_key(key), media_type=check_media_type(media_type), filename=name)
        expires_at = expiry(self._now(), expires_in)
        return Link(url=self._signer.url("get", permit, expires_at), method="GET", headers={}, expires_at=expires_at)

    def verify(self, operation: Operation, key: str, parameters: Mapping[str, str]) -> Permit:
        """What a link that came back allows; raises `Forbidden` when it is forged, altered or expired."""
        return self._signer.verify(operation, key, parameters, self._now())

    async def write(self, key: str, chunks: AsyncIterator[bytes] | bytes) -> None:
        """Keep the bytes, all or none, on disk before this returns; raises `Conflict` when the key is taken."""
        target = self._path(key)
        part = await self._threads.run(self._new_part)
        try:
            async for chunk in pieces(chunks):
                await self._threads.run(partial(part.write, chunk))
            await self._threads.run(partial(self._publish, part, target))
        finally:
            with suppress(OSError):
                part.close()

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

    def _path(self, key: str) -> Path:
        return self._folder / check_key(key)

    def _prepare(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._incoming.mkdir(exist_ok=True)
        with self._new_part() as part:
            second_name = Path(f"{part.name}-probe")
            os.link(part.name, second_name)
            second_name.unlink()
        for leftover in self._incoming.iterdir():
            with suppress(FileNotFoundError):
                if leftover.stat().st_mtime < time.time() - _ABANDONED.total_seconds():
                    leftover.unlink()

    def _new_part(self) -> IO[bytes]:
        """A file that vanishes when it is closed, unless it got a second name."""
        return tempfile.NamedTemporaryFile(dir=self._incoming, prefix="part-")

    def _publish(self, part: IO[bytes], target: Path) -> None:
        part.flush()
        os.fsync(part.fileno())
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            # A link and not a rename: a rename would replace the bytes of whoever was faster.
            os.link(part.name, target)
        except FileExistsError as error:
            raise Conflict("The bytes of this document are stored already and never change.") from error
        self._sync_folders(target)

    def _sync_folders(self, target: Path) -> None:
        for folder in target.parents:
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if folder == self._folder:
                return

    def _open(self, path: Path) -> IO[bytes]:
        try:
            return path.open("rb")
        except FileNotFoundError as error:
            self._demand_folder()
            raise NotFound("There is no such document.") from error

    def _size(self, path: Path) -> int | None:
        try:
            return path.stat().st_size
        except FileNotFoundError:
            self._demand_folder()
            return None

    def _delete(self, path: Path) -> None:
        try:
            path.unlink()
        except FileNotFoundError:
            self._demand_folder()
        else:
            self._sync_folders(path)

    def _walk(self, prefix: str) -> Iterator[str]:
        self._demand_folder()
        for folder, _, names in os.walk(self._folder / prefix):
            for name in names:
                key = Path(folder, name).relative_to(self._folder).as_posix()
                if is_key(key):
                    yield key

    def _demand_folder(self) -> None:
        """Tell an absent object from an absent disk: raises OSError when the prepared folder itself is gone."""
        self._incoming.stat()
