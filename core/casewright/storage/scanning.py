"""Looking for malware in uploaded bytes before they become part of a case; ClamAV is asked over its own protocol."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Protocol
from urllib.parse import urlsplit

from casewright.errors import Invalid, Refused, Unavailable

_PORT = 3310
_PIECE = 64 * 1024
_LONGEST_REPLY = 1024


class Scanner(Protocol):
    """Looks at bytes."""

    async def scan(self, chunks: AsyncIterator[bytes], within: timedelta) -> str | None:
        """The name of what was found; None: nothing. Raises Unavailable when nobody could look in that time.

        Raises Refused for more bytes than anybody looks at.
        """
        ...


class NoScanner:
    """Where the operator named none: everything is clean."""

    async def scan(self, chunks: AsyncIterator[bytes], within: timedelta) -> str | None:
        """Without looking."""
        return None


class ClamAV:
    """A `clamd` that is sent the bytes (INSTREAM, see clamd(8)); what it does not answer in time is not clean."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port

    async def scan(self, chunks: AsyncIterator[bytes], within: timedelta) -> str | None:
        """The name of the signature that matched, or None. Raises Unavailable; Refused beyond StreamMaxLength."""
        try:
            async with asyncio.timeout(within.total_seconds()):
                reply = await self._ask(chunks)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise _silent() from error
        if reply == "stream: OK":
            return None
        if reply.startswith("stream: ") and reply.endswith(" FOUND"):
            return reply.removeprefix("stream: ").removesuffix(" FOUND")
        if reply.startswith("INSTREAM size limit exceeded"):
            raise Refused("the scanner does not look at so many bytes; nobody else does", rule="document.unscanned")
        raise _silent()

    async def _ask(self, chunks: AsyncIterator[bytes]) -> str:
        reader, writer = await asyncio.open_connection(self._host, self._port, limit=_LONGEST_REPLY)
        reply = asyncio.ensure_future(reader.readuntil(b"\0"))
        try:
            writer.write(b"zINSTREAM\0")
            with suppress(ConnectionError):  # whoever had enough has said why, and hung up
                await _send(writer, chunks)
            return (await reply).rstrip(b"\0").decode("ascii", "replace")
        finally:
            reply.cancel()
            writer.close()


async def _send(writer: asyncio.StreamWriter, chunks: AsyncIterator[bytes]) -> None:
    async for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            piece = chunk[start : start + _PIECE]
            writer.write(len(piece).to_bytes(4, "big") + piece)
            await writer.drain()
    writer.write(bytes(4))
    await writer.drain()


def open_scanner(url: str) -> Scanner:
    """The scanner of a setting: `clamd://host:port`, or none; raises `Invalid` for anything else."""
    if not url:
        return NoScanner()
    try:
        parts = urlsplit(url)
        port = parts.port or _PORT
    except ValueError as error:
        raise _bad_url() from error
    if parts.scheme != "clamd" or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
        raise _bad_url()
    return ClamAV(parts.hostname, port)


def _bad_url() -> Invalid:
    return Invalid("the scanner's URL looks like clamd://host:3310", field="scanner_url")


def _silent() -> Unavailable:
    return Unavailable("the malware scanner does not answer; nothing was stored, confirm again")
