"""The disk of the database is full: writes are refused with a code, reads go on, and all works when there is room."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from faults.crowd import NOTE, OPEN, WELLS, Crowd
from faults.outcome import settled, verdict
from faults.processes import Process, Site

NOTES = "query($id: ID!) { node(id: $id) { ... on Well { notes(first: 100) { id } } } }"
SIZE = 12 * 1024 * 1024


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mounting = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounting.returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """A file that takes what room there is."""
    ballast, block = disk / "ballast", b"x" * 4096
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(block)
        except OSError:
            return ballast


async def test_a_full_disk_stops_writing_and_nothing_else(disk: Path, sqlite_template: Path, tmp_path: Path) -> None:
    """UNAVAILABLE for who writes, answers for who reads, nothing lost, and as before once there is room."""
    shutil.copy(sqlite_template, disk / "casewright.db")
    site = Site(tmp_path / "site", f"sqlite:///{disk / 'casewright.db'}")
    async with Process(site, "serve") as gateway, httpx2.AsyncClient(timeout=30) as client:
        crowd = Crowd(site, gateway.url)
        await crowd.mutate(16)
        well = (await crowd.done(client, OPEN, village="deep"))["well"]["id"]
        ballast = fill(disk)
        codes = [(await crowd.attempt(client, NOTE, id=well, text="x" * 20_000))[0] for _ in range(120)]
        assert "UNAVAILABLE" in codes
        assert set(codes) <= {"OK", "UNAVAILABLE"}
        assert (await crowd.attempt(client, WELLS))[0] == "OK"
        assert (await client.get(f"{gateway.url}/health/live")).is_success
        ballast.unlink()
        await crowd.mutate(16)
        seen = await crowd.ask(client, NOTES, id=well)
        assert len(seen["node"]["notes"]) == min(100, codes.count("OK"))
        assert await settled(site, 20) == 0
        assert gateway.alive
    assert await verdict(site) == ""
    assert gateway.records()
