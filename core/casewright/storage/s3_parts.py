"""Uploads in parts to an S3-compatible store: its multipart upload, by requests that are presigned.

The minio client keeps these calls to itself, but presigns whatever one may ask.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import NamedTuple, Protocol
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import urllib3
from minio.error import MinioException

from casewright.errors import Invalid, NotFound
from casewright.storage.headers import check_media_type
from casewright.storage.keys import check_key
from casewright.storage.store import MOST_PARTS, Link
from casewright.storage.threads import Threads

_SOON = timedelta(minutes=15)
_JOINING = urllib3.Timeout(connect=2, read=600)
"""A store may take minutes to make one object of thousands of parts; who waits for it is no request."""


class _Part(NamedTuple):
    number: int
    size: int
    etag: str


class Presigning(Protocol):
    """Makes the link that allows a request with this query."""

    def __call__(self, method: str, key: str, expires_in: timedelta, query: Mapping[str, str]) -> Link:
        """The link."""
        ...


class S3Parts:
    """The multipart uploads of one bucket.

    `presigned` makes the link that allows a request, `size` tells the size of an object, or None when it is absent, and
    blocks; `timeout` is for what clients wait for.
    """

    def __init__(
        self,
        pool: urllib3.PoolManager,
        threads: Threads,
        presigned: Presigning,
        size: Callable[[str], int | None],
        timeout: urllib3.Timeout,
    ) -> None:
        self._pool = pool
        self._threads = threads
        self._presigned = presigned
        self._size = size
        self._timeout = timeout

    async def begin(self, key: str, *, media_type: str) -> str:
        """CreateMultipartUpload; one without parts takes no room in the store."""
        headers = {"Content-Type": check_media_type(media_type)}
        return await self._threads.run(partial(self._begin, check_key(key), headers))

    async def link(self, key: str, upload: str, number: int, *, size: int, expires_in: timedelta) -> Link:
        """A presigned UploadPart; its signature does not cover the size."""
        if not 1 <= number <= MOST_PARTS:
            raise Invalid(f"Parts are numbered from 1 to {MOST_PARTS}.")
        return self._presigned("PUT", key, expires_in, {"uploadId": upload, "partNumber": str(number)})

    async def sent(self, key: str, upload: str) -> Mapping[int, int]:
        """ListParts."""
        parts = await self._threads.run(partial(self._sent, check_key(key), upload))
        return {part.number: part.size for part in parts}

    async def join(self, key: str, upload: str) -> None:
        """CompleteMultipartUpload: what is there becomes the object at once, and nobody can add to it any more."""
        await self._threads.run(partial(self._join, check_key(key), upload))

    async def drop(self, key: str, upload: str) -> None:
        """AbortMultipartUpload."""
        await self._threads.run(partial(self._drop, check_key(key), upload))

    def _begin(self, key: str, headers: Mapping[str, str]) -> str:
        upload = self._ask("POST", key, {"uploads": ""}, headers=headers).findtext("{*}UploadId")
        if not upload:
            raise MinioException("an upload without an id")
        return upload

    def _sent(self, key: str, upload: str) -> list[_Part]:
        found: dict[int, _Part] = {}
        query = {"uploadId": upload}
        while True:
            page = self._ask("GET", key, query)
            parts = [_part(part) for part in page.iterfind("{*}Part")]
            new = {part.number: part for part in parts if part.number not in found}
            found |= new
            if page.findtext("{*}IsTruncated") != "true" or not new:
                return sorted(found.values())
            query["part-number-marker"] = str(max(new))

    def _join(self, key: str, upload: str) -> None:
        try:
            whole = Element("CompleteMultipartUpload")
            for part in self._sent(key, upload):
                named = SubElement(whole, "Part")
                SubElement(named, "PartNumber").text = str(part.number)
                SubElement(named, "ETag").text = part.etag
            self._ask("POST", key, {"uploadId": upload}, body=tostring(whole), timeout=_JOINING)
        except NotFound:
            if self._size(key) is None:
                raise

    def _drop(self, key: str, upload: str) -> None:
        try:
            self._ask("DELETE", key, {"uploadId": upload})
        except NotFound:
            return

    def _ask(
        self,
        method: str,
        key: str,
        query: Mapping[str, str],
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        timeout: urllib3.Timeout | None = None,
    ) -> Element:
        """The answer; raises `NotFound` when the upload is over, and what the threads know as a failure."""
        link = self._presigned(method, key, _SOON, query)
        response = self._pool.request(method, link.url, body=body, headers=headers, timeout=timeout or self._timeout)
        # A failure to join comes as an Error with status 200, once the store has begun to answer.
        answer = fromstring(response.data) if response.data else Element("Empty")  # noqa: S314 (the operator's store)
        failed = response.status >= 300 or answer.tag.endswith("Error")
        if failed and answer.findtext("{*}Code") == "NoSuchUpload":
            raise NotFound("There is no such upload.")
        if failed:
            raise MinioException(f"{method} was answered with {response.status}")
        return answer


def _part(element: Element) -> _Part:
    number, size = element.findtext("{*}PartNumber", ""), element.findtext("{*}Size", "")
    if not (number.isdecimal() and size.isdecimal()):
        raise MinioException("a part without number or size")
    return _Part(int(number), int(size), element.findtext("{*}ETag", ""))
