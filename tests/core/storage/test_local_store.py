"""What only the local folder has to prove: whole files, one writer per key, nothing outside the folder."""

import os
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

import anyio
import anyio.from_thread
import pytest

from casewright.errors import Conflict, Forbidden, Invalid, Unavailable
from casewright.storage import LocalStore, new_key
from casewright.storage.signing import LinkSigner, Permit
from casewright.storage.threads import Threads

SECRET = b"a secret of thirty-two bytes or more"
HALF_WRITER = """
import sys, anyio
from pathlib import Path
from casewright.storage import LocalStore

async def half():
    yield bytes(1_000_000)
    print("half", flush=True)
    await anyio.sleep_forever()

store = LocalStore(Path(sys.argv[1]), secret=bytes(32), base_url="")
anyio.run(store.write, sys.argv[2], half())
"""
STOCK_HALF_WRITER = """
import sys, time
from pathlib import Path

target = Path(sys.argv[1], sys.argv[2])
target.parent.mkdir(parents=True)
with target.open("wb", buffering=0) as file:
    file.write(bytes(1_000_000))
    print("half", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
async def store(folder: Path) -> LocalStore:
    store = LocalStore(folder, secret=SECRET, base_url="")
    await store.prepare()
    return store


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def kill_half_way(program: str, folder: Path, key: str) -> None:
    with subprocess.Popen([sys.executable, "-c", program, str(folder), key], stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"half\n"
        writer.kill()


async def test_a_killed_writer(store, folder, key):
    """A writer killed half-way leaves no object; its leftover goes when the store is prepared a day later."""
    kill_half_way(HALF_WRITER, folder, key)
    assert await store.size(key) is None
    assert [found async for found in store.keys("")] == []
    [leftover] = files(folder)
    await store.prepare()
    assert files(folder) == [leftover]
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(folder / leftover, (long_ago, long_ago))
    await store.prepare()
    assert files(folder) == []


async def test_a_killed_stock_writer(store, folder, key):
    """Control: a plain open() under the final name leaves half an object."""
    kill_half_way(STOCK_HALF_WRITER, folder, key)
    assert await store.size(key) == 1_000_000


async def race(store: LocalStore, key: str) -> list[bytes]:
    """Two writers that both begin before either ends; the bodies of those who succeeded."""
    begun, won = 0, []
    both = anyio.Event()

    async def slow(body: bytes) -> AsyncIterator[bytes]:
        nonlocal begun
        begun += 1
        if begun == 2:
            both.set()
        await both.wait()
        yield body

    async def write(body: bytes) -> None:
        try:
            await store.write(key, slow(body))
        except Conflict:
            return
        won.append(body)

    async with anyio.create_task_group() as group:
        group.start_soon(write, b"one")
        group.start_soon(write, b"two")
    return won


async def test_two_writers_of_one_key(store, folder, key):
    """Of two simultaneous writers one wins, the other gets a conflict, and the winner's bytes stay."""
    [winner] = await race(store, key)
    assert (folder / key).read_bytes() == winner
    assert files(folder) == [key]


async def test_two_stock_writers_of_one_key(store, key, monkeypatch):
    """Control: with a rename instead of a link both succeed, and the bytes of one are gone."""
    monkeypatch.setattr(os, "link", lambda source, target: Path(target).write_bytes(Path(source).read_bytes()))
    assert len(await race(store, key)) == 2


async def test_bytes_are_synced_before_the_name(store, key, monkeypatch):
    """The file is on disk before it gets its name, and every folder up to the root after."""
    calls: list[str] = []
    sync, link = os.fsync, os.link
    monkeypatch.setattr(os, "fsync", lambda fd: (calls.append(kind(fd)), sync(fd))[1])
    monkeypatch.setattr(os, "link", lambda *names: (calls.append("link"), link(*names))[1])
    await store.write(key, b"bytes")
    assert calls == ["file", "link", "folder", "folder", "folder", "folder"]


def kind(descriptor: int) -> str:
    return "folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"


async def test_only_the_owner_reads(store, folder, key):
    """Folder and files are closed to other accounts of the machine."""
    await store.write(key, b"bytes")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / key).stat().st_mode) == 0o600


async def test_no_way_out_of_the_folder(store, folder, key):
    """A key that climbs reads nothing outside; control: the bare path of the same key does."""
    (folder.parent / "secret").write_bytes(b"not yours")
    climbing = "acme/../../secret"
    (folder / "acme").mkdir()
    assert (folder / climbing).read_bytes() == b"not yours"
    with pytest.raises(Invalid):
        await anext(store.read(climbing))


async def test_a_folder_that_is_gone(store, folder, key):
    """A disk that is not there is unavailable: its objects are not taken for absent ones."""
    await store.write(key, b"bytes")
    folder.rename(folder.parent / "unmounted")
    for attempt in (store.size(key), store.delete(key), store.write(key, b"x"), anext(store.read(key))):
        with pytest.raises(Unavailable):
            await attempt
    with pytest.raises(Unavailable):
        await anext(store.keys())


async def test_a_folder_that_cannot_be_made(tmp_path):
    """Where a file stands in the way of the folder, preparing fails, and the message names no path."""
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable) as failure:
        await LocalStore(tmp_path / "file" / "documents", secret=SECRET, base_url="").prepare()
    assert str(tmp_path) not in failure.value.message


async def test_a_disk_without_hard_links(folder, monkeypatch):
    """A disk that knows no hard links is refused at the start and not at the first upload."""

    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)
    with pytest.raises(Unavailable):
        await LocalStore(folder, secret=SECRET, base_url="").prepare()


async def test_a_full_disk(store, folder, key, monkeypatch):
    """When the disk is full the write is refused as unavailable, and neither object nor leftover remains."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        await store.write(key, b"bytes")
    assert files(folder) == []


async def test_no_thread_free():
    """Who finds no free thread in time is told so, and the next one works again."""
    threads = Threads(1, patience=0.05, failures=())
    held, release = anyio.Event(), anyio.Event()

    async def hold() -> None:
        await threads.run(lambda: (anyio.from_thread.run_sync(held.set), anyio.from_thread.run(release.wait)))

    async with anyio.create_task_group() as group:
        group.start_soon(hold)
        await held.wait()
        with pytest.raises(Unavailable):
            await threads.run(list)
        release.set()
    assert await threads.run(list) == []


def test_a_short_secret(folder):
    """A secret that could be guessed is refused."""
    with pytest.raises(Invalid, match="32 bytes"):
        LocalStore(folder, secret=b"short", base_url="")


@pytest.mark.parametrize("operation", ["put", "get"])
def test_every_parameter_is_signed(operation):
    """A link whose key or any parameter was changed, added, renamed or left out is refused."""
    signer = LinkSigner(SECRET, "")
    end = datetime(2030, 1, 1, tzinfo=UTC)
    permit = Permit(key=new_key("acme"), media_type="application/pdf", size=5 * (operation == "put"))
    good = parameters_of(signer.url(operation, permit, end))
    now = datetime(2029, 1, 1, tzinfo=UTC)
    assert signer.verify(operation, permit.key, good, now) == permit
    spoilt = [{**good, name: good[name] + "0"} for name in good]
    spoilt += [{other: value for other, value in good.items() if other != name} for name in good]
    spoilt += [{**good, "extra": "1"}, {}, {"signature": good["signature"]}]
    for parameters in spoilt:
        with pytest.raises(Forbidden):
            signer.verify(operation, permit.key, parameters, now)
    with pytest.raises(Forbidden):
        signer.verify(operation, new_key("acme"), good, now)
    with pytest.raises(Forbidden):
        LinkSigner(SECRET + b"!", "").verify(operation, permit.key, good, now)


def parameters_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(url.partition("?")[2], keep_blank_values=True))


def test_relative_links():
    """Without a public address links are relative to the server."""
    url = LinkSigner(SECRET, "").url("get", Permit(key="k", media_type="a/b"), datetime(2030, 1, 1, tzinfo=UTC))
    assert url.startswith("/documents/k?operation=get&expires=1893456000&media_type=a%2Fb&filename=&signature=")
