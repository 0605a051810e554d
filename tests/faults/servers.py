"""Servers of a test's own, which it may stop, kill and start again."""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from faults.processes import free_port

PATIENCE = 120
"""Seconds until a server that does not listen fails the test."""

_PLACES = [str(Path(sys.executable).parent), *map(str, Path("/usr/lib/postgresql").glob("*/bin"))]
_PLACES += ["/usr/lib/rabbitmq/bin", os.environ.get("PATH", os.defpath)]


def found(program: str) -> str:
    """The path of a program; without it the test is skipped."""
    path = shutil.which(program, path=os.pathsep.join(_PLACES))
    if path is None:
        pytest.skip(f"{program} is not installed")
    return path


class Server:
    """A program that listens on a port, with the same data each time it is started."""

    def __init__(
        self,
        *command: str,
        port: int,
        environment: Mapping[str, str] | None = None,
        user: str = "",
        folder: Path | None = None,
    ) -> None:
        self.port = port
        self._command = command
        self._environment = {**os.environ, **(environment or {})}
        self._user = user or None
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, again and again while what was killed is still in the way, and wait until it listens."""
        async with asyncio.timeout(PATIENCE):
            while not await self._listens():
                if self._process is None or self._process.returncode is not None:
                    self._process = await asyncio.create_subprocess_exec(
                        *self._command,
                        env=self._environment,
                        user=self._user,
                        cwd=self._folder,
                        stdin=asyncio.subprocess.DEVNULL,
                        stdout=asyncio.subprocess.DEVNULL,
                        stderr=asyncio.subprocess.DEVNULL,
                        start_new_session=True,
                    )
                await asyncio.sleep(0.05)

    async def _listens(self) -> bool:
        if self._process is None or self._process.returncode is not None:
            return False
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        return True

    async def kill(self) -> None:
        """End it without a word; whatever it had on disk stays."""
        if self._process and self._process.returncode is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            await self._process.wait()

    async def __aenter__(self) -> "Server":
        try:
            await self.start()
        except BaseException:
            await self.kill()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()


def redis(folder: Path) -> Server:
    """Redis that keeps nothing: a restart empties it."""
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder))
    return Server(found("redis-server"), *options, port=port)


@asynccontextmanager
async def rabbitmq(folder: Path) -> AsyncIterator[Server]:
    """RabbitMQ with a node, a cookie and a port mapper of its own."""
    port, mapper, distribution = free_port(), free_port(), free_port()
    (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    (folder / "plugins").write_text("[].\n")
    known = {
        "HOME": str(folder),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(mapper),
        "RABBITMQ_NODENAME": f"casewright{port}@localhost",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Server(found("epmd"), port=mapper, environment=known))
        server = Server(found("rabbitmq-server"), port=port, environment=known, folder=folder)
        yield await stack.enter_async_context(server)


class Postgres(Server):
    """PostgreSQL in a folder of its own; it runs as somebody who is not root."""

    url: str

    async def kill(self) -> None:
        """Kill the server and everything it started: what is not in the log is lost."""
        if self._process and self._process.returncode is None:
            task = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
            for process in (self._process.pid, *map(int, task.read_text().split())):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            await self._process.wait()


@asynccontextmanager
async def postgres(*settings: str, disk: Path | None = None, wal: Path | None = None) -> AsyncIterator[Postgres]:
    """A server with an empty database, all of it in a folder that is removed afterwards.

    `disk` is where its tables are instead, `wal` where its log is: folders that its user can reach.
    """
    port, user = free_port(), "nobody" if os.geteuid() == 0 else ""
    with tempfile.TemporaryDirectory(prefix="casewright-", ignore_cleanup_errors=True) as own:
        folders = [folder / "postgres" for folder in (disk or Path(own), wal) if folder]
        for folder in folders:
            folder.mkdir(mode=0o700)
            if user:
                shutil.chown(folder, user)
                folder.parent.chmod(0o755)
        places = ["--pgdata", str(folders[0]), *(["--waldir", str(folders[1])] if wal else [])]
        making = (found("initdb"), "--username", "app", "--auth", "trust", "--no-sync", "--wal-segsize", "1", *places)
        made = await asyncio.create_subprocess_exec(*making, user=user or None, stdout=-3, stderr=-3)
        assert await made.wait() == 0
        known = ("listen_addresses=127.0.0.1", "unix_socket_directories=", *settings)
        options = ("-D", str(folders[0]), "-p", str(port), *(word for each in known for word in ("-c", each)))
        server = Postgres(found("postgres"), *options, port=port, user=user)
        server.url = f"postgres://app@127.0.0.1:{port}/postgres"
        async with server:
            yield server


@asynccontextmanager
async def s3(folder: Path, *more: str) -> AsyncIterator[Server]:
    """An S3 server over a folder, with the key KEY and the secret SECRET, and more options."""
    port = free_port()
    folder.mkdir()
    options = ("--addr", f"127.0.0.1:{port}", "--auth-key", "KEY,SECRET", "--quiet")
    configuration = ("--config", str(folder.with_suffix(".conf")))
    async with Server(
        found("rclone"), "serve", "s3", str(folder), *options, *configuration, *more, port=port
    ) as server:
        yield server
