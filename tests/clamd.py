"""A malware scanner to test with: speaks clamd's protocol, and knows the EICAR test file."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""Harmless; every scanner is made to find it (eicar.org)."""


@dataclass
class Clamd:
    """What it was sent; `reply` is said instead of the truth, `silent` says nothing; it hangs up after `most` bytes."""

    port: int = 0
    reply: bytes = b""
    silent: bool = False
    most: int = 10**9
    seen: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As the setting names it."""
        return f"clamd://127.0.0.1:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One question."""
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            content = b""
            while size := int.from_bytes(await reader.readexactly(4), "big"):
                content += await reader.readexactly(size)
                if len(content) > self.most:
                    writer.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.seen.append(content)
            if not self.silent:
                truth = b"stream: Eicar-Test-Signature FOUND" if EICAR in content else b"stream: OK"
                writer.write((self.reply or truth) + b"\0")
                await writer.drain()
            await reader.read()
        finally:
            writer.close()


@asynccontextmanager
async def scanning(**behaviour: object) -> AsyncIterator[Clamd]:
    """A scanner at work."""
    clamd = Clamd(**behaviour)  # type: ignore[arg-type]
    server = await asyncio.start_server(clamd.serve, "127.0.0.1", 0)
    clamd.port = server.sockets[0].getsockname()[1]
    async with server:
        yield clamd
