"""Real processes of the platform: started, watched, killed, asked to end."""

import asyncio
import json
import os
import random
import shutil
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2

from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer
from faults.callers import caller
from faults.forks import ended, start

HERE = Path(__file__).parent
READY_SECONDS = 240


@dataclass
class Site:
    """A platform in a folder of its own, with one of the plugins here installed like any vendor's."""

    folder: Path
    database_url: str
    broker_url: str = "memory://"
    storage_url: str = ""
    plugin: str = "wells"
    more: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        vendor = self.folder / "vendor"
        described = vendor / f"{self.plugin}-1.0.dist-info"
        described.mkdir(parents=True)
        shutil.copy(HERE / f"{self.plugin}.py", vendor)
        (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {self.plugin}\nVersion: 1.0\n")
        (described / "entry_points.txt").write_text(f"[casewright]\n{self.plugin} = {self.plugin}\n")

    @property
    def heard(self) -> Path:
        """Where the reaction writes the events it heard."""
        return self.folder / "heard"

    @property
    def hold(self) -> Path:
        """While this file is there no reaction ends; each fails after five seconds and is begun again later."""
        return self.folder / "hold"

    @property
    def settings(self) -> Settings:
        """What the processes are told."""
        return Settings(data_dir=self.folder / "data", database_url=self.database_url)

    def token(self, subject: str = "ann") -> str:
        """A token of a clerk."""
        actor = Actor(tenant="demo", subject=subject, roles=frozenset({"clerk"}))
        return LocalIssuer.load(self.settings).mint(actor, lifetime=timedelta(hours=1))

    def environment(self) -> dict[str, str]:
        """The environment of the processes."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CASEWRIGHT_")}
        own = {
            "CASEWRIGHT_DATA_DIR": str(self.folder / "data"),
            "CASEWRIGHT_DATABASE_URL": self.database_url,
            "CASEWRIGHT_BROKER_URL": self.broker_url,
            "CASEWRIGHT_STORAGE_URL": self.storage_url,
            "CASEWRIGHT_PLUGINS": self.plugin,
            "CASEWRIGHT_LOCAL_ISSUER": "on",
            "WELLS_HEARD": str(self.heard),
            "WELLS_HOLD": str(self.hold),
        }
        path = os.pathsep.join([str(self.folder / "vendor"), *filter(None, [os.environ.get("PYTHONPATH")])])
        return {**kept, **own, **self.more, "PYTHONPATH": path}

    async def run(self, *words: str) -> tuple[int, str]:
        """One command to its end: its status and what it printed."""
        output = self.folder / f"{'-'.join(words)}-{uuid4()}.log"
        status = await ended(start(words, self.environment(), output))
        return status, output.read_text(encoding="utf-8")


class Process:
    """One process of a site, `serve` or `worker`, with the log it writes and what only its environment says."""

    def __init__(self, site: Site, command: str, **more: str) -> None:
        self.site = site
        self.more = more
        self.command = command
        self.port = free_port()
        self.log = site.folder / f"{command}-{self.port}.log"
        self._process: ForkServerProcess | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Its number, while it runs."""
        assert self._process is not None and self._process.pid is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.is_alive()

    async def start(self) -> None:
        """Start it and wait until it answers."""
        words = (self.command, "--port", str(self.port))
        self._process = start(words, self.site.environment() | self.more, self.log)
        async with asyncio.timeout(READY_SECONDS), caller() as client:
            while not await self._answers(client):
                assert self.alive, self.log.read_text()
                await asyncio.sleep(0.05)

    async def _answers(self, client: httpx2.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.url}/health/live")).is_success
        except httpx2.HTTPError:
            return False

    async def reports(self, code: int, **parts: str) -> None:
        """Wait until `/health/ready` answers with this code and says this of the parts."""
        async with asyncio.timeout(READY_SECONDS), caller() as client:
            while True:
                answer = await client.get(f"{self.url}/health/ready")
                if answer.status_code == code and parts.items() <= answer.json().items():
                    return
                await asyncio.sleep(0.1)

    async def kill(self) -> None:
        """End it between any two of its lines."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """Ask it to end; its exit status."""
        return await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        if self.alive and self._process.pid:
            os.kill(self._process.pid, number)
        return await ended(self._process)

    def records(self) -> list[dict[str, Any]]:
        """What it logged; every line must be a record."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    async def __aenter__(self) -> "Process":
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        if self.alive:
            await self.kill()


def free_port() -> int:
    """A port that nobody listens on, nor gets for a connection of his own while a process there is started again."""
    while True:
        port = random.randrange(20_000, 32_000)  # below those that systems give to connections
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
