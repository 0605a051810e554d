"""A document of more than 5 GiB: broken off half-way, resumed, proved, in little memory. In a soak only."""

import asyncio
import hashlib
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import OPEN, Crowd
from faults.papers import CONFIRM
from faults.processes import Process, Site
from faults.servers import s3

NO_HASHES = "--etag-hash="
"""This server reads a file to its end before it sends the first byte of it, unless it is told not to."""
SIZE = 51 * 1024**3 // 10
MEMORY = 100
"""MB that the process may need at most beside what it had."""

ANNOUNCE = """mutation($input: RequestPartedUploadInput!) { requestPartedUpload(input: $input) {
    problems { code } versionId document { id } } }"""
PARTS = """mutation($input: RequestUploadPartsInput!) { requestUploadParts(input: $input) {
    problems { code } parts { number size upload { url method headers { name value } } } } }"""
STATE = "query($id: ID!) { node(id: $id) { ... on DocumentVersion { state sha256 } } }"

pytestmark = [
    pytest.mark.skipif(not SOAK, reason="5 GiB are for `make soak`"),
    pytest.mark.parametrize("dialect", ["sqlite"]),
]


def peak(process: Process) -> int:
    """The most memory that the process ever had, in MB."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def zeros() -> str:
    """The SHA-256 of so many zeros."""
    digest, piece = hashlib.sha256(), bytes(1024 * 1024)
    for _ in range(SIZE // len(piece)):
        digest.update(piece)
    digest.update(bytes(SIZE % len(piece)))
    return digest.hexdigest()


async def send(client: httpx2.AsyncClient, crowd: Crowd, version: str, most: int) -> int:
    """Send so many of the parts that are not there, or all; how many."""
    sent = 0
    while parts := (await crowd.done(client, PARTS, versionId=version))["parts"]:
        for part in parts:
            if sent == most:
                return sent
            link = part["upload"]
            address = link["url"] if link["url"].startswith("http") else crowd.url + link["url"]
            headers = {header["name"]: header["value"] for header in link["headers"]}
            content = bytes(part["size"])
            assert (await client.request(link["method"], address, content=content, headers=headers)).is_success
            sent += 1
    return sent


async def proved(client: httpx2.AsyncClient, crowd: Crowd, version: str) -> dict[str, Any]:
    """The version, once a worker has come to an end with it."""
    headers = {"authorization": f"Bearer {crowd.site.token()}"}
    async with asyncio.timeout(1800):
        while True:
            body = {"query": STATE, "variables": {"id": version}}
            told = (await client.post(f"{crowd.url}/graphql", json=body, headers=headers)).json()["data"]["node"]
            if told["state"] != "PROVING":
                found: dict[str, Any] = told
                return found
            await asyncio.sleep(1)


@pytest.mark.parametrize("where", ["folder", "s3"])
async def test_five_gibibytes(database_url: str, tmp_path: Path, where: str) -> None:
    """Another client goes on where the first was killed; the hash is right, and gateway and worker stay small."""
    async with s3(tmp_path / "s3", NO_HASHES) as server, caller(600) as client:
        store = f"s3://KEY:SECRET@127.0.0.1:{server.port}/films?region=us-east-1&secure=0" if where == "s3" else ""
        site = Site(tmp_path / "site", database_url, storage_url=store)
        async with Process(site, "serve", CASEWRIGHT_MAX_DOCUMENT_SIZE=str(SIZE)) as gateway:
            crowd = Crowd(site, gateway.url)
            case = (await crowd.done(client, OPEN, village="films"))["well"]["id"]
            before, begun = peak(gateway), time.monotonic()
            film = {"id": case, "name": "film.raw", "mediaType": "application/octet-stream", "size": float(SIZE)}
            version = (await crowd.done(client, ANNOUNCE, **film))["versionId"]
            async with caller(600) as killed:
                first = await send(killed, crowd, version, 41)
            rest = await send(client, crowd, version, 1000)
            assert (first, rest) == (41, 41)
            sent, sha256 = time.monotonic(), zeros()
            await crowd.done(client, CONFIRM, versionId=version, sha256=sha256)
            assert await proved(client, crowd, version) == {"state": "CONFIRMED", "sha256": sha256}
            done, grown = time.monotonic(), peak(gateway) - before
            print(
                f"{where}: sent in {sent - begun:.0f} s, proved in {done - sent:.0f} s, {grown} MB beside {before} MB"
            )
            assert grown <= MEMORY
