"""Writing an archive: member after member, and complete or not there at all."""

import hashlib
import os
import tarfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import IO, cast

from casewright.archive.manifest import SUMS, member_name
from casewright.archive.tar import StreamTar
from casewright.errors import Invalid, Unavailable

_IN_MEMORY = 1024 * 1024
_COMPRESSED = (".gz", ".tgz")


class Member:
    """The bytes of one member, collected first: a tar wants their number before it takes them."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.size = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written, in hexadecimal."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Add some bytes."""
        self.file.write(data)
        self.size += len(data)
        self._digest.update(data)


@contextmanager
def _member(folder: Path) -> Iterator[Member]:
    with SpooledTemporaryFile(_IN_MEMORY, dir=str(folder)) as file:
        yield Member(cast(IO[bytes], file))


class ArchiveWriter:
    """An archive in the making; `sums` collects the SHA-256 of everything that is put into it."""

    def __init__(self, tar: StreamTar, folder: Path, sums: Member) -> None:
        self._tar = tar
        self._folder = folder
        self._sums = sums

    def member(self) -> AbstractContextManager[Member]:
        """An empty member, kept on the disk where the archive will be, until the block ends."""
        return _member(self._folder)

    def add(self, name: str, member: Member) -> None:
        """Put the member into the archive."""
        self._put(name, member)
        self._sums.write(f"{member.sha256}  {name}\n".encode())

    def finish(self) -> None:
        """Close with the sums."""
        self._put(SUMS, self._sums)

    def _put(self, name: str, member: Member) -> None:
        header = tarfile.TarInfo(member_name(name))
        header.size, header.mode, header.mtime = member.size, 0o600, int(time.time())
        member.file.seek(0)
        self._tar.addfile(header, member.file)


@contextmanager
def new_archive(file: Path) -> Iterator[ArchiveWriter]:
    """An archive that gets its name when the block ends well, and vanishes when it does not.

    It is compressed when the name ends in .gz or .tgz. Raises Invalid when the file exists, Unavailable when the disk
    does not take it.
    """
    if file.exists():
        raise Invalid(f"{file} exists already; a backup replaces no file")
    try:
        with _part(file) as part, _tar(file, part) as tar, _member(file.parent) as sums:
            writer = ArchiveWriter(tar, file.parent, sums)
            yield writer
            writer.finish()
    except OSError as error:
        raise Unavailable(f"the archive {file} cannot be written: {error.strerror or error}") from error


def _tar(file: Path, part: IO[bytes]) -> StreamTar:
    if file.suffix in _COMPRESSED:
        return StreamTar.open(file.stem, mode="w:gz", fileobj=part, compresslevel=6)
    return StreamTar.open(file.name, mode="w", fileobj=part)


@contextmanager
def _part(file: Path) -> Iterator[IO[bytes]]:
    """A file beside the one it becomes; only its owner may read it."""
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as part:
        try:
            yield part
            part.flush()
            os.fsync(part.fileno())
            os.rename(part.name, file)  # noqa: PTH104
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    _keep_name(file.parent)


def _keep_name(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network disks have no such call
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
