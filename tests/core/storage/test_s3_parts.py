"""What the S3 server of the other tests does not say: pages of parts, a namespace, failures with status 200."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import urllib3

from casewright.errors import NotFound, Unavailable
from casewright.storage.s3 import _FAILURES
from casewright.storage.s3_parts import S3Parts
from casewright.storage.store import Link
from casewright.storage.threads import Threads

NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
GONE = b"<Error><Code>NoSuchUpload</Code></Error>"
BUSY = b"<Error><Code>InternalError</Code></Error>"


class Server:
    """Answers what it is given, one answer to each request, and keeps what was asked."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def request(self, method: str, url: str, *, body: bytes, **_: Any) -> Any:
        self.asked.append(f"{method} {url} {body.decode()}".strip())
        status, data = self.answers.pop(0)
        return SimpleNamespace(status=status, data=data)


def presigned(method: str, key: str, expires_in: timedelta, query: Mapping[str, str]) -> Link:
    """The query, for everybody to read."""
    url = "&".join(f"{name}={value}" for name, value in query.items())
    return Link(url=url, method=method, headers={}, expires_at=datetime.now(UTC))


def parts_at(server: Any, size: int | None = None) -> S3Parts:
    """The multipart uploads of that server, where an object of this size is, or none."""
    threads = Threads(2, patience=5, failures=_FAILURES)
    return S3Parts(server, threads, presigned, lambda key: size, urllib3.Timeout(2))


def page(numbers: range, more: bool) -> tuple[int, bytes]:
    """Some of the parts, and whether there are more."""
    listed = "".join(
        f'<Part><PartNumber>{n}</PartNumber><ETag>"e{n}"</ETag><Size>{n * 10}</Size></Part>' for n in numbers
    )
    told = f"<IsTruncated>{str(more).lower()}</IsTruncated>{listed}"
    return 200, f"<ListPartsResult {NAMESPACE}>{told}</ListPartsResult>".encode()


async def test_parts_are_listed_page_by_page(key: str) -> None:
    """Asked for what comes after the last that is known."""
    server = Server(page(range(1, 4), True), page(range(4, 6), False))
    assert await parts_at(server).sent(key, "u") == {1: 10, 2: 20, 3: 30, 4: 40, 5: 50}
    assert server.asked == ["GET uploadId=u", "GET uploadId=u&part-number-marker=3"]


async def test_a_server_that_gives_the_same_page_again_is_asked_no_more(key: str) -> None:
    """There are servers that know no markers."""
    server = Server(page(range(1, 3), True), page(range(1, 3), True))
    assert await parts_at(server).sent(key, "u") == {1: 10, 2: 20}


async def test_parts_are_joined_in_order_by_what_the_server_calls_them(key: str) -> None:
    """Number and tag of each."""
    server = Server(page(range(1, 3), False), (200, b"<CompleteMultipartUploadResult/>"))
    await parts_at(server).join(key, "u")
    tags = "".join(f'<Part><PartNumber>{n}</PartNumber><ETag>"e{n}"</ETag></Part>' for n in (1, 2))
    assert server.asked[1] == f"POST uploadId=u <CompleteMultipartUpload>{tags}</CompleteMultipartUpload>"


@pytest.mark.parametrize("answer", [(200, BUSY), (503, BUSY), (200, b"<a"), (403, b"no XML")])
async def test_what_failed_is_not_joined(key: str, answer: tuple[int, bytes]) -> None:
    """Also when the status was sent before the failure."""
    with pytest.raises(Unavailable):
        await parts_at(Server(page(range(1, 3), False), answer)).join(key, "u")


async def test_what_is_over_was_joined_or_dropped(key: str) -> None:
    """The object tells which."""
    await parts_at(Server((404, GONE)), size=30).join(key, "u")
    with pytest.raises(NotFound):
        await parts_at(Server((404, GONE))).join(key, "u")


async def test_an_upload_without_an_id_is_none(key: str) -> None:
    """Rather than one that nobody can find again."""
    with pytest.raises(Unavailable):
        await parts_at(Server((200, b"<InitiateMultipartUploadResult/>"))).begin(key, media_type="video/mp4")
