"""The disk is full: writes are refused with a code, reads go on, and all works when there is room."""

import os
import secrets
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from faults.callers import caller
from faults.crowd import NOTE, OPEN, WELLS, Crowd
from faults.outcome import settled, verdict
from faults.papers import CONFIRM, REQUEST, Announced, Paper
from faults.processes import Process, Site
from faults.servers import Postgres, postgres

NOTES = "query($id: ID!) { node(id: $id) { ... on Well { notes(first: 100) { text } } } }"
SMALL = ("min_wal_size=2MB", "max_wal_size=4MB", "shared_buffers=1MB")
BLOCKS = 400
"""Notes of 20 kB that are written at most: more than any disk here has room for."""


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small disk, that the user of a server can reach."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="casewright-"))
    mounting = ["mount", "-t", "tmpfs", "-o", "size=64m,mode=755", "tmpfs", str(folder)]
    if subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def fill(disk: Path) -> Path:
    """A file that takes what room there is."""
    ballast, block = disk / "ballast", b"x" * 4096
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(block)
        except OSError:
            return ballast


async def brought_up(site: Site) -> None:
    """The tables, on an empty database."""
    status, said = await site.run("migrate")
    assert status == 0, said


async def write_until_refused(crowd: Crowd, client: httpx2.AsyncClient, well: str) -> list[str]:
    """Notes that are acknowledged until one is not; their texts, which nothing makes shorter."""
    kept: list[str] = []
    for _ in range(BLOCKS):
        text = secrets.token_hex(10_000)
        code, _ = await crowd.attempt(client, NOTE, id=well, text=text)
        assert code in {"OK", "UNAVAILABLE"}, code
        if code == "UNAVAILABLE":
            return kept
        kept.append(text)
    raise AssertionError("the disk was not full")


async def check_all_there(crowd: Crowd, client: httpx2.AsyncClient, well: str, kept: list[str]) -> None:
    """Every note that was acknowledged, as far as a page goes, and the crowd works as before."""
    await crowd.mutate(16)
    seen = [note["text"] for note in (await crowd.ask(client, NOTES, id=well))["node"]["notes"]]
    assert len(seen) >= min(100, len(kept))
    assert set(seen) <= set(kept) or len(kept) > 100
    assert await settled(crowd.site, 240) == 0


async def run_full(site: Site, disk: Path, server: Postgres | None = None, *, reads: bool = True) -> None:
    """Fill the disk under a platform, and give the room back; `server` is started again, as its operator would."""
    async with Process(site, "serve") as gateway, caller() as client:
        crowd = Crowd(site, gateway.url)
        await crowd.mutate(16)
        well = (await crowd.done(client, OPEN, village="deep"))["well"]["id"]
        ballast = fill(disk)
        kept = await write_until_refused(crowd, client, well)
        assert not reads or (await crowd.attempt(client, WELLS))[0] == "OK"
        assert (await client.get(f"{gateway.url}/health/live")).is_success
        ballast.unlink()
        if server:
            await server.start()
        await check_all_there(crowd, client, well, kept)
        assert gateway.alive
        assert gateway.records()
    assert await verdict(site) == ""


async def run_without_reasons(site: Site, disk: Path) -> None:
    """The control: a platform that does not know a full disk says nothing that a client could act upon."""
    async with Process(site, "serve", WELLS_WITHOUT="reasons") as gateway, caller() as client:
        crowd = Crowd(site, gateway.url)
        well = (await crowd.done(client, OPEN, village="deep"))["well"]["id"]
        fill(disk)
        with pytest.raises(AssertionError, match="INTERNAL"):
            await write_until_refused(crowd, client, well)


async def test_a_full_disk_of_sqlite(disk: Path, tmp_path: Path) -> None:
    """UNAVAILABLE for who writes, answers for who reads, nothing lost, and as before once there is room."""
    site = Site(tmp_path / "site", f"sqlite:///{disk / 'casewright.db'}")
    await brought_up(site)
    await run_full(site, disk)


async def test_control_a_full_disk_of_sqlite(disk: Path, tmp_path: Path) -> None:
    """It is a fault like any other."""
    site = Site(tmp_path / "site", f"sqlite:///{disk / 'casewright.db'}")
    await brought_up(site)
    await run_without_reasons(site, disk)


async def test_a_full_disk_of_postgres(disk: Path, tmp_path: Path) -> None:
    """The same."""
    async with postgres(*SMALL, disk=disk) as server:
        site = Site(tmp_path / "site", server.url)
        await brought_up(site)
        await run_full(site, disk)


async def test_control_a_full_disk_of_postgres(disk: Path, tmp_path: Path) -> None:
    """The same."""
    async with postgres(*SMALL, disk=disk) as server:
        site = Site(tmp_path / "site", server.url)
        await brought_up(site)
        await run_without_reasons(site, disk)


async def test_a_full_disk_of_the_log_of_postgres(disk: Path, tmp_path: Path) -> None:
    """The server gives up by itself; when there is room and it was started, what was acknowledged is there."""
    async with postgres(*SMALL, "wal_keep_size=1GB", wal=disk) as server:
        site = Site(tmp_path / "site", server.url)
        await brought_up(site)
        await run_full(site, disk, server, reads=False)


@dataclass
class Archive:
    """A gateway whose documents lie on a full disk, and a paper that was announced before it was full."""

    gateway: Process
    crowd: Crowd
    client: httpx2.AsyncClient
    announced: Announced
    ballast: Path

    async def send(self) -> int:
        """Send the bytes; the status they were answered with."""
        url, text = self.gateway.url + self.announced.url, self.announced.paper.text
        return (await self.client.put(url, content=text, headers=self.announced.headers)).status_code

    async def confirm(self) -> str:
        """Prove that they are there; the code of the answer."""
        return (await self.crowd.attempt(self.client, CONFIRM, **self.announced.proof))[0]


@asynccontextmanager
async def archive(disk: Path, database_url: str, folder: Path, without: str = "") -> AsyncIterator[Archive]:
    """It may lack a guard."""
    site = Site(folder / "site", database_url, storage_url=f"file://{disk}/documents")
    async with Process(site, "serve", WELLS_WITHOUT=without) as gateway, caller() as client:
        crowd, paper = Crowd(site, gateway.url), Paper(b"The water is clean.\n" * 1000)
        case = (await crowd.done(client, OPEN, village="papers"))["well"]["id"]
        announced = Announced.of(paper, await crowd.done(client, REQUEST, id=case, **paper.announcement))
        yield Archive(gateway, crowd, client, announced, fill(disk))


async def test_a_full_disk_of_documents(disk: Path, database_url: str, tmp_path: Path) -> None:
    """Bytes are refused, cases go on; sent again when there is room, they are taken."""
    async with archive(disk, database_url, tmp_path) as full:
        assert await full.send() == 503
        assert await full.confirm() in {"REFUSED", "UNAVAILABLE"}
        await full.crowd.mutate(8)
        assert full.crowd.codes == {}
        full.ballast.unlink()
        assert await full.send() < 300
        assert await full.confirm() == "OK"
        assert full.gateway.alive
        assert full.gateway.records()


@pytest.mark.parametrize("dialect", ["sqlite"])
async def test_control_a_full_disk_of_documents(disk: Path, database_url: str, tmp_path: Path) -> None:
    """Who sends the bytes is told of a fault, as if it could never be otherwise."""
    async with archive(disk, database_url, tmp_path, without="reasons") as full:
        assert await full.send() == 500
