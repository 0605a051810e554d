"""Reading an archive, and proving that it is whole before anything of it is believed."""

import hashlib
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from gzip import BadGzipFile
from io import BufferedReader
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from casewright.archive import Progress
from casewright.archive.manifest import MANIFEST, SUMS, Manifest, from_bytes, inner_name, table_of
from casewright.archive.tar import StreamTar
from casewright.errors import Invalid, Unavailable

_GZIP = b"\x1f\x8b"
_CHUNK = 256 * 1024
_LARGEST_MANIFEST = 1024 * 1024


@contextmanager
def opened(file: Path) -> Iterator[BufferedReader]:
    """The archive for the length of the block.

    Raises Invalid when there is no such file or what is read from it is no archive, Unavailable when it cannot be read.
    """
    try:
        raw = file.open("rb")
    except FileNotFoundError as error:
        raise Invalid(f"there is no file {file}") from error
    except OSError as error:
        raise Unavailable(f"{file} cannot be read: {error.strerror or error}") from error
    with raw:
        try:
            yield raw
        except (tarfile.TarError, EOFError, zlib.error, BadGzipFile) as error:
            raise Invalid(f"{file} is damaged, or no archive of casewright") from error


def members(raw: BufferedReader) -> Iterator[tuple[str, IO[bytes]]]:
    """The name in the folder and the bytes of each member, in order, to be read before the next is asked for.

    Raises Invalid for another format, and for what no backup writes.
    """
    compressed = raw.peek(2).startswith(_GZIP)
    with StreamTar.open(fileobj=raw, mode="r:gz" if compressed else "r:") as tar:
        while (header := tar.next()) is not None:
            inner = inner_name(header.name)
            stream = tar.extractfile(header) if header.isreg() else None
            if stream is None:
                raise Invalid(f"the archive holds {inner}, but not as a file")
            yield inner, stream


@dataclass
class _Seen:
    """What was met on the way through an archive."""

    tables: list[tuple[str, int]] = field(default_factory=list)
    documents: int = 0
    size: int = 0
    manifest: Manifest | None = None


def check(file: Path, progress: Progress) -> Manifest:
    """Read the whole archive and compare every member with its sum and with the manifest; nothing is written.

    Raises Invalid, naming what is damaged, missing or too much; Unavailable when the file cannot be read.
    """
    seen, complete = _Seen(), False
    with opened(file) as raw, TemporaryFile() as sums:
        for name, stream in members(raw):
            if complete:
                raise Invalid(f"the archive is damaged: {name} comes after its end")
            complete = name == SUMS
            if complete:
                _compare(sums, stream)
            else:
                sums.write(_take(seen, name, stream))
            progress("bytes checked", raw.tell(), os.fstat(raw.fileno()).st_size)
    if not complete or seen.manifest is None:
        raise Invalid(f"{file} is not complete, its end is missing; take another copy")
    _agree(seen, seen.manifest)
    return seen.manifest


def _take(seen: _Seen, name: str, stream: IO[bytes]) -> bytes:
    """Read a member, and return its line among the sums."""
    if name == MANIFEST:
        data = stream.read(_LARGEST_MANIFEST)
        seen.manifest = from_bytes(data)
        return _sum(hashlib.sha256(data).hexdigest(), name)
    digest, size, lines = hashlib.sha256(), 0, 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        lines += chunk.count(b"\n")
    table = table_of(name)
    if table is not None:
        seen.tables.append((table, lines))
    else:
        seen.documents += 1
        seen.size += size
    return _sum(digest.hexdigest(), name)


def _sum(sha256: str, name: str) -> bytes:
    return f"{sha256}  {name}\n".encode()


def _compare(found: IO[bytes], promised: IO[bytes]) -> None:
    """Both are sums, line by line in the order of the members."""
    found.seek(0)
    for mine, theirs in zip_longest(found, promised):
        if mine != theirs:
            raise Invalid(_difference(_named(mine), _named(theirs)))


def _named(line: bytes | None) -> str:
    return (line or b"").decode("ascii", "replace").rstrip("\n").partition("  ")[2][:200]


def _difference(found: str, promised: str) -> str:
    if found == promised:
        return f"the archive is damaged: the bytes of {found} are not those that were written"
    return f"the archive is damaged: where {promised or 'its end'} should be is {found or 'nothing'}"


def _agree(seen: _Seen, manifest: Manifest) -> None:
    tables = [(table.name, table.rows) for table in manifest.tables]
    if (seen.tables, seen.documents, seen.size) != (tables, manifest.documents, manifest.size):
        raise Invalid("the archive is damaged: it does not hold what its manifest says")
