"""What only the S3 store has to prove: a server that is slow, silent, gone or odd."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta

import anyio
import pytest
import urllib3
from minio import Minio

from casewright.errors import CasewrightError, NotFound, Unavailable
from casewright.storage import S3Store, new_key

from .conftest import ACCESS_KEY, SECRET_KEY, free_port, s3_store

MINUTES = timedelta(minutes=5)
TWO_ATTEMPTS = 9
"""Seconds: four by the limits of the store, the rest for a busy machine; one stock attempt takes 300."""


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes every connection and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        yield f"127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def answering(answer: bytes) -> AsyncIterator[str]:
    """The address of a server that gives every request the same answer."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


def response(status: str, body: bytes, *headers: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(head).encode() + body


def attempts(store: S3Store, key: str):
    """Every call that needs the server."""
    return {
        "prepare": store.prepare,
        "write": lambda: store.write(key, b"bytes"),
        "read": lambda: anext(store.read(key)),
        "size": lambda: store.size(key),
        "delete": lambda: store.delete(key),
        "keys": lambda: anext(store.keys()),
    }


async def failures_of(store: S3Store, key: str) -> dict[str, CasewrightError]:
    """What each call fails with, all at once."""
    failures: dict[str, CasewrightError] = {}

    async def fail(name: str, attempt) -> None:
        with pytest.raises(CasewrightError) as failure:
            await attempt()
        failures[name] = failure.value

    async with anyio.create_task_group() as group:
        for name, attempt in attempts(store, key).items():
            group.start_soon(fail, name, attempt)
    return failures


async def test_a_silent_server(silent, clock, key):
    """A silent server is unavailable after two short attempts; control: the stock client is waiting still."""
    stock = Minio(endpoint=silent, access_key=ACCESS_KEY, secret_key=SECRET_KEY, secure=False, region="us-east-1")
    waiting = threading.Thread(target=ask_in_vain, args=(stock, key), daemon=True)
    waiting.start()
    begin = time.monotonic()
    failures = await failures_of(s3_store(silent, clock), key)
    assert time.monotonic() - begin < TWO_ATTEMPTS
    assert len(failures) == 6
    assert {type(failure) for failure in failures.values()} == {Unavailable}
    assert waiting.is_alive()


def ask_in_vain(stock: Minio, key: str) -> None:
    with contextlib.suppress(Exception):
        stock.stat_object(bucket_name="documents", object_name=key)


async def test_two_hundred_silent_calls(silent, clock, key):
    """Two hundred calls to a silent server all end as fast as one, and hold at most forty threads."""
    store = s3_store(silent, clock)
    before, most, refused = threading.active_count(), 0, 0

    async def ask() -> None:
        nonlocal most, refused
        with pytest.raises(Unavailable):
            await store.size(key)
        refused += 1
        most = max(most, threading.active_count() - before)

    begin = time.monotonic()
    async with anyio.create_task_group() as group:
        for _ in range(200):
            group.start_soon(ask)
    assert time.monotonic() - begin < TWO_ATTEMPTS
    assert refused == 200
    assert 0 < most <= 40


async def test_a_refused_connection(clock, key):
    """Where nobody listens the store is unavailable at once, and the message names nothing of the inside."""
    address = f"127.0.0.1:{free_port()}"
    begin = time.monotonic()
    failures = await failures_of(s3_store(address, clock, bucket="documents"), key)
    assert time.monotonic() - begin < 2
    assert {type(failure) for failure in failures.values()} == {Unavailable}
    [message] = {failure.message for failure in failures.values()}
    assert not any(inside in message for inside in ("127.0.0.1", "documents", key, SECRET_KEY, "urllib3", "Max"))


@pytest.mark.parametrize(
    "answer",
    [
        response("500 Internal Server Error", b""),
        response("403 Forbidden", b"<Error><Code>AccessDenied</Code></Error>", "Content-Type: application/xml"),
        response("500 Oops", b"\xff\xfe broken", "Content-Type: text/html"),
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
    ids=["fault", "denied", "no text", "no http", "nothing"],
)
async def test_an_odd_server(answer, clock, key):
    """Every odd answer is the store being unavailable, never a fault of ours and never a missing document."""
    async with answering(answer) as address:
        store = s3_store(address, clock)
        for attempt in (store.prepare, lambda: store.write(key, b"x"), lambda: read_all(store, key)):
            with pytest.raises(Unavailable):
                await attempt()


async def test_a_download_cut_off(clock, key):
    """Bytes that stop before their announced end are a failure and not a shorter document."""
    async with answering(response("200 OK", b"half of it")[:-5]) as address:
        with pytest.raises(Unavailable):
            await read_all(s3_store(address, clock), key)


async def read_all(store: S3Store, key: str) -> bytes:
    return b"".join([chunk async for chunk in store.read(key)])


async def test_a_server_that_asks_for_patience(clock, key, monkeypatch):
    """A busy server may not hold our thread for an hour; control: the stock retries sleep that long."""
    naps: list[float] = []
    monkeypatch.setattr("urllib3.util.retry.time.sleep", naps.append)
    async with answering(response("503 Slow Down", b"", "Retry-After: 3600")) as address:
        with pytest.raises(Unavailable):
            await s3_store(address, clock).size(key)
        assert max(naps, default=0) < 1
        pool = urllib3.PoolManager(retries=urllib3.Retry(total=1, status_forcelist=[503]))
        with pytest.raises(urllib3.exceptions.MaxRetryError):
            await anyio.to_thread.run_sync(pool.request, "GET", f"http://{address}/")
        assert max(naps) == 3600


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml", "text/plain; charset=utf-8"])
async def test_absence_in_any_dress(media_type, clock, key):
    """An absent object is recognised in proper XML and in the wrong type some servers send."""
    body = b"<Error><Code>NoSuchKey</Code><Message>absent</Message></Error>"
    async with answering(response("404 Not Found", body, f"Content-Type: {media_type}")) as address:
        store = s3_store(address, clock)
        with pytest.raises(NotFound):
            await read_all(store, key)
        await store.delete(key)


@pytest.mark.parametrize("media_type", ["application/xml", "text/xml"])
async def test_an_absent_bucket(media_type, clock, key):
    """A bucket that is gone is the store being unavailable, not a missing document."""
    body = b"<Error><Code>NoSuchBucket</Code><Message>absent</Message></Error>"
    async with answering(response("404 Not Found", body, f"Content-Type: {media_type}")) as address:
        with pytest.raises(Unavailable):
            await read_all(s3_store(address, clock), key)


async def test_processes_that_start_together(rclone, clock):
    """Several processes prepare the same new bucket at once, and all succeed."""
    stores = [s3_store(rclone, clock, bucket="started-together") for _ in range(8)]
    async with anyio.create_task_group() as group:
        for store in stores:
            group.start_soon(store.prepare)
    await stores[0].write(key := new_key("acme"), b"bytes")
    assert await stores[1].size(key) == 5


async def test_wrong_credentials(rclone, clock, key):
    """With wrong credentials the store is unavailable and nothing is written."""
    right = s3_store(rclone, clock, bucket="guarded")
    await right.prepare()
    wrong = S3Store(rclone, ACCESS_KEY, "guessed", bucket="guarded", region="us-east-1", secure=False)
    with pytest.raises(Unavailable):
        await wrong.write(key, b"bytes")
    assert await right.size(key) is None


async def test_an_upload_cut_off(s3, key):
    """A client that vanishes half-way through a presigned upload leaves no object, and may try again."""
    link = await s3.store.upload_link(key, media_type="text/plain", size=1_000_000, expires_in=MINUTES)
    host, _, path = link.url.removeprefix("http://").partition("/")
    head = f"PUT /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000\r\n\r\n"
    async with await anyio.connect_tcp(*host.split(":")) as stream:
        await stream.send(head.encode() + bytes(500_000))
    assert await s3.store.size(key) is None
    assert [found async for found in s3.store.keys("")] == []
    assert (await s3.client.put(link.url, content=bytes(1_000_000))).is_success
    assert await s3.store.size(key) == 1_000_000


async def test_why_an_upload_is_copied_before_it_is_believed(s3, key):
    """A presigned upload can be repeated with other bytes; a copy under a fresh key is out of its reach."""
    link = await s3.store.upload_link(key, media_type="text/plain", size=5, expires_in=MINUTES)
    await s3.client.put(link.url, content=b"first")
    kept = new_key("acme")
    await s3.store.write(kept, s3.store.read(key))
    await s3.client.put(link.url, content=b"other")
    assert await read_all(s3.store, key) == b"other"
    assert await read_all(s3.store, kept) == b"first"


async def test_foreign_objects_are_passed_over(s3, rclone, key):
    """An object somebody else put into the bucket is not listed, so that no sweep touches it."""
    stock = Minio(endpoint=rclone, access_key=ACCESS_KEY, secret_key=SECRET_KEY, secure=False, region="us-east-1")
    await s3.store.write(key, b"bytes")
    foreign = (key.rpartition("/")[0] + "/README.txt", key + ".bak")
    link = await s3.store.upload_link(key, media_type="text/plain", size=5, expires_in=MINUTES)
    bucket = link.url.split("/")[3]
    for name in foreign:
        url = await anyio.to_thread.run_sync(lambda name=name: stock.presigned_put_object(bucket, name))
        assert (await s3.client.put(url, content=b"theirs")).is_success
    assert [found async for found in s3.store.keys("")] == [key]


async def test_more_than_one_request_can_carry(s3, key):
    """A document of more than 5 GiB is refused before a link is made."""
    with pytest.raises(CasewrightError, match="5 GiB"):
        await s3.store.upload_link(key, media_type="text/plain", size=5 * 1024**3 + 1, expires_in=MINUTES)
