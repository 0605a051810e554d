"""Documents in a bucket of any S3-compatible store, through the minio client.

Only put, get, stat, list, delete, presign and multipart are used. Tags, retention and legal hold are not: there are
stores that answer 200 to them and replace the object by the XML of the request.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from io import SEEK_END
from tempfile import SpooledTemporaryFile
from types import MappingProxyType
from typing import BinaryIO, cast
from xml.etree.ElementTree import ParseError

import urllib3
from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error

from casewright.errors import Conflict, Invalid, NotFound
from casewright.storage.headers import attachment, check_media_type
from casewright.storage.keys import check_key, check_prefix, is_key
from casewright.storage.s3_parts import S3Parts
from casewright.storage.store import CHUNK, Link, expiry, pieces, utc_now
from casewright.storage.threads import Threads

_THREADS = 32
_PATIENCE = 1.5
_TIMEOUT = urllib3.Timeout(connect=2, read=2)
"""A silent server costs two attempts of two seconds; with the wait for a thread that stays below six."""
_SPOOL = 5 * 1024 * 1024
_LARGEST_PUT = 5 * 1024**3
_FAILURES = (MinioException, urllib3.exceptions.HTTPError, OSError, ParseError, UnicodeDecodeError)


class S3Store:
    """One object per document in one bucket; uploads and downloads go between client and store by presigned links."""

    def __init__(
        self,
        endpoint: str,
        access_key: str,
        secret_key: str,
        *,
        bucket: str,
        region: str,
        secure: bool,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._pool = _new_pool()
        self._client = Minio(
            endpoint=endpoint,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            region=region,
            http_client=self._pool,
        )
        self._bucket = bucket
        self._now = now
        self._threads = Threads(_THREADS, patience=_PATIENCE, failures=_FAILURES)
        self.parted = S3Parts(self._pool, self._threads, self._presigned, self._stat, _TIMEOUT)

    async def prepare(self) -> None:
        """Make the bucket if it is absent."""
        await self._threads.run(self._make_bucket)

    async def upload_link(self, key: str, *, media_type: str, size: int, expires_in: timedelta) -> Link:
        """A presigned PUT; the signature covers neither type nor size, so the upload is inspected afterwards."""
        check_media_type(media_type)
        if size > _LARGEST_PUT:
            message = "A document of more than 5 GiB cannot be uploaded in one piece."
            raise Invalid(message, rule="document.size", field="size")
        return self._presigned("PUT", key, expires_in, {}, headers={"Content-Type": media_type})

    async def download_link(self, key: str, *, filename: str, media_type: str, expires_in: timedelta) -> Link:
        """A presigned GET that is answered as an attachment."""
        query = {
            "response-content-disposition": attachment(filename),
            "response-content-type": check_media_type(media_type),
        }
        return self._presigned("GET", key, expires_in, query)

    async def write(self, key: str, chunks: AsyncIterator[bytes] | bytes) -> None:
        """Keep the bytes, all or none; they are collected first, so that a slow source holds no connection."""
        if await self.size(key) is not None:
            raise Conflict("The bytes of this document are stored already and never change.")
        with SpooledTemporaryFile(max_size=_SPOOL) as spool:
            async for chunk in pieces(chunks):
                await self._threads.run(partial(spool.write, chunk))
            await self._threads.run(partial(self._put, key, cast(BinaryIO, spool)))

    async def read(self, key: str, *, chunk_size: int = CHUNK) -> AsyncIterator[bytes]:
        """The bytes; raises `NotFound` when the object is absent."""
        response = await self._threads.run(partial(self._get, check_key(key)))
        try:
            while chunk := await self._threads.run(partial(response.read, chunk_size)):
                yield chunk
        finally:
            response.close()
            response.release_conn()

    async def size(self, key: str) -> int | None:
        """The size in bytes; None when the object is absent."""
        return await self._threads.run(partial(self._stat, check_key(key)))

    async def delete(self, key: str) -> None:
        """Forget the object; an absent one is forgotten already."""
        await self._threads.run(partial(self._remove, check_key(key)))

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        """Every key below the prefix."""
        async for key in self._threads.each(self._list(check_prefix(prefix))):
            yield key

    async def close(self) -> None:
        """Close the idle connections."""
        self._pool.clear()

    def _presigned(
        self,
        method: str,
        key: str,
        expires_in: timedelta,
        query: Mapping[str, str],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Link:
        start = self._now()
        expires_at = expiry(start, expires_in)
        url = self._client.get_presigned_url(
            method=method,
            bucket_name=self._bucket,
            object_name=check_key(key),
            expires=expires_in,
            extra_query_params=dict(query),
            request_date=start,
        )
        return Link(url=url, method=method, headers=headers, expires_at=expires_at)

    def _make_bucket(self) -> None:
        if self._client.bucket_exists(bucket_name=self._bucket):
            return
        try:
            self._client.make_bucket(bucket_name=self._bucket)
        except MinioException:
            # Another process that starts with us may have been faster.
            if not self._client.bucket_exists(bucket_name=self._bucket):
                raise

    def _put(self, key: str, spool: BinaryIO) -> None:
        length = spool.seek(0, SEEK_END)
        spool.seek(0)
        self._client.put_object(
            bucket_name=self._bucket, object_name=key, data=spool, length=length, num_parallel_uploads=1
        )

    def _get(self, key: str) -> urllib3.BaseHTTPResponse:
        try:
            return self._client.get_object(bucket_name=self._bucket, object_name=key)
        except MinioException as error:
            if _is_absence(error):
                raise NotFound("There is no such document.") from error
            raise

    def _stat(self, key: str) -> int | None:
        try:
            return self._client.stat_object(bucket_name=self._bucket, object_name=key).size
        except MinioException as error:
            if _is_absence(error):
                return None
            raise

    def _remove(self, key: str) -> None:
        try:
            self._client.remove_object(bucket_name=self._bucket, object_name=key)
        except MinioException as error:
            if not _is_absence(error):
                raise

    def _list(self, prefix: str) -> Iterator[str]:
        for item in self._client.list_objects(bucket_name=self._bucket, prefix=prefix, recursive=True):
            if item.object_name is not None and is_key(item.object_name):
                yield item.object_name


def _new_pool() -> urllib3.PoolManager:
    # Without the last argument the server decides how long a 503 holds our thread.
    retries = urllib3.Retry(
        total=1, backoff_factor=0.1, status_forcelist=[500, 502, 503, 504], respect_retry_after_header=False
    )
    return urllib3.PoolManager(timeout=_TIMEOUT, retries=retries, maxsize=2 * _THREADS)


def _is_absence(error: MinioException) -> bool:
    """Whether the object is absent: told as S3 XML, or, by stores that answer in another type, only by the status."""
    if isinstance(error, S3Error):
        return error.code == "NoSuchKey"
    return isinstance(error, InvalidResponseError) and "code: 404" in str(error) and "NoSuchBucket" not in str(error)
