"""The gateway's own document route: what a signed link allows, and everything it refuses."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.applications import Starlette

from casewright.storage import Link, LocalStore, S3Store, new_key
from casewright_gateway.documents import document_routes

MINUTES = timedelta(minutes=5)
MAX_SIZE = 1000
BODY = b"%PDF-1.7 a letter"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
async def store(folder: Path) -> LocalStore:
    store = LocalStore(folder, secret=b"a secret of thirty-two bytes or more", base_url="")
    await store.prepare()
    return store


@pytest.fixture
def app(store: LocalStore) -> Starlette:
    return Starlette(routes=document_routes(store, MAX_SIZE))


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://gateway") as client:
        yield client


@pytest.fixture
def key() -> str:
    return new_key("acme")


async def upload_link(store: LocalStore, key: str, size: int = len(BODY)) -> Link:
    return await store.upload_link(key, media_type="application/pdf", size=size, expires_in=MINUTES)


async def download_link(store: LocalStore, key: str) -> Link:
    return await store.download_link(key, filename="a.pdf", media_type="application/pdf", expires_in=MINUTES)


async def in_pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def test_an_upload_is_stored_once(client, store, folder, key):
    """The first upload is stored; a second by the same link is a conflict, and the first bytes stay."""
    link = await upload_link(store, key)
    assert (await client.put(link.url, headers=link.headers, content=BODY)).status_code == 201
    again = await client.put(link.url, headers=link.headers, content=b"!" * len(BODY))
    assert (again.status_code, again.json()["code"]) == (409, "CONFLICT")
    assert (folder / key).read_bytes() == BODY


async def test_a_streamed_upload(client, store, folder, key):
    """An upload without a Content-Length is stored when it has the signed size."""
    link = await upload_link(store, key)
    answer = await client.put(link.url, headers=link.headers, content=in_pieces(BODY[:3], BODY[3:]))
    assert answer.status_code == 201
    assert (folder / key).read_bytes() == BODY


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize(("body", "status"), [(BODY + b"!", 413), (BODY[:-1], 400), (b"", 400)])
async def test_another_size(client, store, folder, key, body, status, streamed):
    """More or fewer bytes than signed are refused, announced or not, and nothing is stored."""
    link = await upload_link(store, key)
    content = in_pieces(body) if streamed else body
    answer = await client.put(link.url, headers=link.headers, content=content)
    assert (answer.status_code, answer.json()["code"]) == (status, "BAD_USER_INPUT")
    assert files(folder) == []


@pytest.mark.parametrize("media_type", ["text/html", "application/pdf; x=1", ""])
async def test_another_type(client, store, folder, key, media_type):
    """Another Content-Type than the signed one is refused, and nothing is stored."""
    link = await upload_link(store, key)
    answer = await client.put(link.url, headers={"Content-Type": media_type}, content=BODY)
    assert answer.status_code == 400
    assert "application/pdf" in answer.json()["message"]
    assert files(folder) == []


async def test_more_than_the_server_takes(client, store, folder, key):
    """A signed size above the server's limit is refused before the bytes are read; the limit itself is taken."""
    link = await upload_link(store, key, MAX_SIZE + 1)
    assert (await client.put(link.url, headers=link.headers, content=bytes(MAX_SIZE + 1))).status_code == 413
    assert files(folder) == []
    link = await upload_link(store, key, MAX_SIZE)
    assert (await client.put(link.url, headers=link.headers, content=bytes(MAX_SIZE))).status_code == 201


async def test_a_refusal_does_not_read_the_body(app, store, key):
    """A forged link is refused without one byte of its body having been taken."""

    async def receive() -> dict[str, Any]:
        pytest.fail("the body was read")

    link = await upload_link(store, key)
    assert await status_of(app, request("PUT", link.url[:-1] + "x", link), receive) == 403


async def test_a_client_that_vanishes(app, store, folder, key):
    """When the client vanishes half-way nothing is stored, and the link can be used again."""
    link = await upload_link(store, key)
    messages = [{"type": "http.request", "body": BODY[:5], "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    assert await status_of(app, request("PUT", link.url, link), receive) == 400
    assert messages == []
    assert files(folder) == []


def request(method: str, url: str, link: Link) -> dict[str, Any]:
    path, _, query = url.partition("?")
    headers = [(name.lower().encode(), value.encode()) for name, value in link.headers.items()]
    scope = {"type": "http", "method": method, "path": path, "query_string": query.encode(), "headers": headers}
    return scope | {"http_version": "1.1", "scheme": "http", "server": ("gateway", 80), "root_path": ""}


async def status_of(app: Starlette, scope: dict[str, Any], receive: Any) -> int:
    sent: list[dict[str, Any]] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return int(sent[0]["status"])


async def test_a_download(client, store, key):
    """A download is an attachment that no browser shows, sniffs, runs or keeps."""
    await store.write(key, BODY)
    answer = await client.get((await download_link(store, key)).url)
    assert (answer.status_code, answer.content) == (200, BODY)
    assert answer.headers["content-disposition"] == "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["cache-control"] == "private, no-store"


async def test_a_web_page_is_not_shown(client, store, key):
    """A hostile page keeps its type and still cannot run: it is saved, sandboxed and never sniffed."""
    await store.write(key, b"<script>alert(1)</script>")
    link = await store.download_link(key, filename="a.html", media_type="text/html", expires_in=MINUTES)
    answer = await client.get(link.url)
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"] == "sandbox"


async def test_a_large_download(client, store, key):
    """A document of many chunks arrives whole."""
    body = bytes(range(256)) * 10_000
    await store.write(key, body)
    assert (await client.get((await download_link(store, key)).url)).content == body


@pytest.mark.parametrize("path", ["", "..%2F..%2Fetc%2Fpasswd", "../secret", "%00", "acme", "é"])
async def test_paths_that_climb(client, store, folder, key, path):
    """A path that is no key is refused like a forged link, whatever link its parameters are taken from."""
    (folder.parent / "secret").write_bytes(b"not yours")
    for link in (await download_link(store, key), await upload_link(store, key)):
        answer = await client.request(link.method, f"/documents/{path}?{link.url.partition('?')[2]}")
        assert answer.status_code in (403, 404, 405)
        assert b"not yours" not in answer.content
    assert files(folder) == []


async def test_a_forgery_says_nothing(client, store, key):
    """A forged link to an existing and to an absent object are refused in the same words."""
    await store.write(key, BODY)
    answers = [await client.get(f"/documents/{which}?signature=0") for which in (key, new_key("acme"))]
    assert {answer.status_code for answer in answers} == {403}
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["code"] == "FORBIDDEN"


async def test_an_absent_document(client, store, key):
    """A good link to an absent document is answered 404."""
    answer = await client.get((await download_link(store, key)).url)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


async def test_a_store_that_is_gone(client, store, folder, key):
    """When the folder is gone both ways are unavailable, and the answer names no path."""
    links = [await download_link(store, key), await upload_link(store, key)]
    folder.rename(folder.parent / "unmounted")
    for link in links:
        answer = await client.request(link.method, link.url, headers=link.headers, content=BODY)
        assert (answer.status_code, answer.json()["code"]) == (503, "UNAVAILABLE")
        assert str(folder) not in answer.text


def test_an_s3_store_has_no_routes():
    """A store that serves its own links needs no route here."""
    store = S3Store("127.0.0.1:1", "key", "secret", bucket="documents", region="us-east-1", secure=False)
    assert document_routes(store, MAX_SIZE) == []
