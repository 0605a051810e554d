"""A TCP proxy in front of a server that a test takes away and gives back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

P = TypeVar("P", bound="Proxy")


class Proxy:
    """Passes bytes on, until `cut` (connections break, new ones are refused), `silence` (none come) or `slow`."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()
        self._passing = asyncio.Event()
        self._latency = 0.0
        self.port = 0

    def url(self, original: str) -> str:
        """The URL of the server, by way of this proxy."""
        parts = urlsplit(original)
        credentials = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
        return urlunsplit(parts._replace(netloc=f"{credentials}127.0.0.1:{self.port}"))

    async def mend(self) -> None:
        """Take connections and pass everything on."""
        self.pass_on()
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    def pass_on(self) -> None:
        """Let through what was held back, and all that comes."""
        self._latency = 0.0
        self._passing.set()

    async def cut(self) -> None:
        """Break every connection at once and refuse new ones."""
        if self._server:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            writer.transport.abort()

    def silence(self) -> None:
        """Keep connections, take new ones, and let nothing through."""
        self._passing.clear()

    def slow(self, seconds: float) -> None:
        """Let whatever is sent come so much later."""
        self._latency = seconds

    def saw(self, data: bytes) -> None:
        """What passes, in either direction: for whoever listens."""

    async def close(self) -> None:
        """End everything."""
        self.pass_on()
        await self.cut()
        if self._serving:
            await asyncio.wait(self._serving)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._serving.add(task)
        try:
            there, back = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        finally:
            task.add_done_callback(self._serving.discard)
        self._writers |= {writer, back}
        await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        self._writers -= {writer, back}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                self.saw(data)
                await self._passing.wait()
                await asyncio.sleep(self._latency)
                writer.write(data)
                await writer.drain()
        writer.transport.abort()


@asynccontextmanager
async def proxy_for(url: str, default_port: int, kind: type[P] = Proxy) -> AsyncIterator[P]:  # type: ignore[assignment]
    """A proxy in front of the server of a URL, passing."""
    parts = urlsplit(url)
    proxy = kind(parts.hostname or "127.0.0.1", parts.port or default_port)
    await proxy.mend()
    try:
        yield proxy
    finally:
        await proxy.close()
