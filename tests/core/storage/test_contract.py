"""What every store promises, on a local folder and on a real S3 server."""

from collections.abc import AsyncIterator

import anyio
import pytest

from casewright.errors import Conflict, Invalid, NotFound
from casewright.storage import ObjectStore, new_key

FOREIGN_KEYS = [
    "",
    "/",
    "..",
    "../secret",
    "acme/26/11/../../../secret",
    "/etc/passwd",
    "acme\\26\\11\\x",
    "acme/26/11/report.pdf",
    "acme/26/11/01936c5e-0000-4000-8000-000000000000",
    "acme/26/13/01936c5e-0000-7000-8000-000000000000",
    "acme/26/11/01936c5e-0000-7000-8000-000000000000\n",
    "acme/26/11/01936c5e-0000-7000-8000-000000000000/x",
    "ACME/26/11/01936c5e-0000-7000-8000-000000000000",
    "acme/٢٦/11/01936c5e-0000-7000-8000-000000000000",
    "acme/26/11/01936c5e-0000-7000-8000-00000000000\0",
]


@pytest.fixture
def store(place) -> ObjectStore:
    return place.store


async def read_all(store: ObjectStore, key: str) -> bytes:
    return b"".join([chunk async for chunk in store.read(key)])


async def all_keys(store: ObjectStore, prefix: str = "") -> list[str]:
    return sorted([key async for key in store.keys(prefix)])


async def chunks_of(*chunks: bytes) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.parametrize("body", [b"", b"x", b"\0\r\n" * 1000, bytes(range(256)) * 30_000], ids=len)
async def test_bytes_come_back_unchanged(store, key, body):
    """What is written is read back, from nothing to several megabytes."""
    await store.write(key, body)
    assert await read_all(store, key) == body
    assert await store.size(key) == len(body)


async def test_chunks_are_joined(store, key):
    """A written stream is one object, empty chunks and all."""
    await store.write(key, chunks_of(b"one ", b"", b"two ", b"three"))
    assert await read_all(store, key) == b"one two three"


async def test_a_stream_of_several_parts(store, key):
    """A stream larger than one part of a multipart upload arrives whole."""
    part = bytes(range(256)) * 4096
    await store.write(key, chunks_of(*[part] * 7))
    assert await store.size(key) == 7 * len(part)
    assert await read_all(store, key) == part * 7


async def test_reading_in_small_pieces(store, key):
    """No piece is larger than the chunk size asked for."""
    await store.write(key, b"abcdefghij")
    pieces = [piece async for piece in store.read(key, chunk_size=4)]
    assert b"".join(pieces) == b"abcdefghij"
    assert max(map(len, pieces)) <= 4


async def test_an_abandoned_read_gives_everything_back(store, key):
    """Readers who stop early cost nothing: more of them than there are threads, and the store still answers."""
    await store.write(key, bytes(1_000_000))
    for _ in range(40):
        reader = store.read(key, chunk_size=1000)
        assert len(await anext(reader)) == 1000
        await reader.aclose()
    assert await store.size(key) == 1_000_000


async def test_absent_objects(store, key):
    """An absent object has no size, cannot be read, and can be deleted."""
    assert await store.size(key) is None
    with pytest.raises(NotFound, match=r"There is no such document\."):
        await read_all(store, key)
    await store.delete(key)


async def test_deleting_twice(store, key):
    """A deleted object is absent, and deleting it again is no failure; its neighbour stays."""
    neighbour = new_key("acme")
    await store.write(key, b"bytes")
    await store.write(neighbour, b"other bytes")
    await store.delete(key)
    await store.delete(key)
    assert await store.size(key) is None
    assert await read_all(store, neighbour) == b"other bytes"


async def test_a_taken_key(store, key):
    """A second write under a key is a conflict, and the first bytes stay."""
    await store.write(key, b"first")
    with pytest.raises(Conflict):
        await store.write(key, b"second")
    assert await read_all(store, key) == b"first"


async def test_keys_below_a_prefix(store):
    """Listing finds what is below the prefix: all, one tenant, one month, and not a tenant with a longer name."""
    ours = sorted(new_key("acme") for _ in range(3))
    others = [new_key("acme-2"), new_key("Acme")]
    for key in [*ours, *others]:
        await store.write(key, b"bytes")
    assert await all_keys(store) == sorted([*ours, *others])
    assert await all_keys(store, "acme/") == ours
    assert await all_keys(store, "/".join(ours[0].split("/")[:3]) + "/") == ours
    assert await all_keys(store, "nobody/") == []


@pytest.mark.parametrize("prefix", ["acme", "/", "../", "acme/26", "acme/26/11/x", "acme//", "a/../b/"])
async def test_foreign_prefixes(store, prefix):
    """A prefix that is not made of whole parts of a key is refused."""
    with pytest.raises(Invalid):
        await all_keys(store, prefix)


@pytest.mark.parametrize("foreign", FOREIGN_KEYS)
async def test_foreign_keys(store, foreign):
    """A key the platform did not invent is refused by every method, and nothing is stored."""
    for attempt in (store.write(foreign, b"bytes"), store.size(foreign), store.delete(foreign)):
        with pytest.raises(Invalid):
            await attempt
    with pytest.raises(Invalid):
        await read_all(store, foreign)
    assert await all_keys(store) == []


async def test_a_source_that_fails(store, key):
    """When the source of the bytes fails half-way its own error is seen, and there is no object."""

    async def failing() -> AsyncIterator[bytes]:
        yield bytes(100_000)
        raise LookupError("the source is gone")

    with pytest.raises(LookupError):
        await store.write(key, failing())
    assert await store.size(key) is None
    assert await all_keys(store) == []


async def test_a_cancelled_write(store, key):
    """When the writer is cancelled half-way there is no object, and the key can still be used."""
    half_way = anyio.Event()

    async def endless() -> AsyncIterator[bytes]:
        yield bytes(100_000)
        half_way.set()
        await anyio.sleep_forever()

    async with anyio.create_task_group() as group:
        group.start_soon(store.write, key, endless())
        await half_way.wait()
        group.cancel_scope.cancel()
    assert await store.size(key) is None
    await store.write(key, b"second try")
    assert await read_all(store, key) == b"second try"


async def test_preparing_twice(store, key):
    """Preparing a store that is in use changes nothing."""
    await store.write(key, b"bytes")
    await store.prepare()
    assert await read_all(store, key) == b"bytes"


async def test_more_keys_than_one_page(store):
    """A listing goes on after the first page of a server and the first batch of our own."""
    keys = {new_key("acme") for _ in range(1100)}
    few = anyio.Semaphore(20)

    async def write(key: str) -> None:
        async with few:
            await store.write(key, b"")

    async with anyio.create_task_group() as group:
        for key in keys:
            group.start_soon(write, key)
    found = [key async for key in store.keys("acme/")]
    assert len(found) == 1100
    assert set(found) == keys


async def test_many_at_once(store):
    """More writers than threads all succeed."""
    keys = [new_key("acme") for _ in range(60)]
    async with anyio.create_task_group() as group:
        for number, key in enumerate(keys):
            group.start_soon(store.write, key, str(number).encode())
    assert [await read_all(store, key) for key in keys] == [str(number).encode() for number in range(60)]
