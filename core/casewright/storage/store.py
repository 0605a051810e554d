"""What every object store can do: keep bytes under a key, hand them out by link, forget them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from casewright.errors import Invalid

CHUNK = 256 * 1024
"""Bytes read at a time when the caller names no other size."""

LONGEST_LINK = timedelta(days=7)
"""The longest life of a link; the limit of AWS Signature Version 4 holds for every store."""


MOST_PARTS = 10_000
"""The most parts of one upload; the limit of Amazon S3 holds for every store."""


@dataclass(frozen=True, kw_only=True)
class Link:
    """A short-lived permission to move the bytes of one object, for a client that holds no other right.

    The client sends `method` to `url` with exactly these `headers`, before `expires_at` (UTC).
    """

    url: str
    method: str
    headers: Mapping[str, str]
    expires_at: datetime


class PartedUploads(Protocol):
    """Uploads in parts, for what is too large for one request, or for a line that breaks.

    Parts are sent under the key of an object that is not there before they are joined, and never changes afterwards.
    `upload` is what `begin` answered. Every method raises `Unavailable` like those of the store.
    """

    async def begin(self, key: str, *, media_type: str) -> str:
        """Begin an upload of bytes of this type; the answer names it."""
        ...

    async def link(self, key: str, upload: str, number: int, *, size: int, expires_in: timedelta) -> Link:
        """A link that writes `size` bytes as the part `number`, from 1 on; good for nothing once parts are joined.

        A store that is not ours may ignore the size, and may take another part of the same number until then.
        """
        ...

    async def sent(self, key: str, upload: str) -> Mapping[int, int]:
        """The sizes in bytes of the parts that are there, by number; raises `NotFound` when the upload is over."""
        ...

    async def join(self, key: str, upload: str) -> None:
        """Make one object of the parts that are there, in the order of their numbers; joined parts stay joined.

        Raises `NotFound` for an upload that was dropped.
        """
        ...

    async def drop(self, key: str, upload: str) -> None:
        """Forget the parts; a joined object stays, and an upload that is over is forgotten already."""
        ...


class ObjectStore(Protocol):
    """Bytes under keys from `new_key`; an object is written once and never changed.

    Every method raises `Invalid` for a key that `new_key` cannot have made, and `Unavailable` when the disk or the
    server fails or stays silent.
    """

    @property
    def parted(self) -> PartedUploads:
        """Uploads in parts."""
        ...

    async def prepare(self) -> None:
        """Make the folder or bucket if it is absent; raises `Unavailable` when the store cannot be used."""
        ...

    async def upload_link(self, key: str, *, media_type: str, size: int, expires_in: timedelta) -> Link:
        """A link that writes `size` bytes of `media_type` under the key.

        A store that is not ours may ignore type and size and may take a second upload until the link expires:
        copy the bytes to a fresh key, inspect them there, and only then believe them.
        """
        ...

    async def download_link(self, key: str, *, filename: str, media_type: str, expires_in: timedelta) -> Link:
        """A link that reads the object as an attachment; `filename` is what the browser suggests, nothing more."""
        ...

    async def write(self, key: str, chunks: AsyncIterator[bytes] | bytes) -> None:
        """Keep the bytes, all or none; raises `Conflict` when the key holds an object already."""
        ...

    def read(self, key: str, *, chunk_size: int = CHUNK) -> AsyncIterator[bytes]:
        """The bytes, in pieces of at most `chunk_size`; raises `NotFound` when the object is absent."""
        ...

    async def size(self, key: str) -> int | None:
        """The size in bytes; None when the object is absent."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the object; an absent one is forgotten already."""
        ...

    def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """Every key below the prefix, in no promised order.

        The prefix is empty or leading parts of a key, each closed by a slash. Objects with other names are passed over.
        """
        ...

    async def close(self) -> None:
        """Give back connections; the store is not used afterwards."""
        ...


def utc_now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def expiry(start: datetime, expires_in: timedelta) -> datetime:
    """The second at which a link made at `start` ends; raises `Invalid` outside one second to seven days."""
    if not timedelta(seconds=1) <= expires_in <= LONGEST_LINK:
        raise Invalid("A document link lives between one second and seven days.")
    return start.replace(microsecond=0) + timedelta(seconds=int(expires_in.total_seconds()))


async def pieces(chunks: AsyncIterator[bytes] | bytes) -> AsyncIterator[bytes]:
    """The chunks one by one, whichever of the two forms they came in."""
    if isinstance(chunks, bytes):
        yield chunks
        return
    async for chunk in chunks:
        yield chunk
