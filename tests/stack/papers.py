"""Documents as a client handles them: announced, sent to the link, confirmed, fetched from the link."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from httpx2 import Response

from casewright.storage import LocalStore
from kit import Person, Stack
from stack.town import Town

TEXT = b"The trunk is rotten.\n"
UPLOAD = "versionId document { id name category current } upload { url method headers { name value } expiresAt }"
DOCUMENT = "document { id name current versions { number state size sha256 mediaType createdBy } }"


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def announce(town: Town, case: dict[str, Any], content: bytes = TEXT, **more: Any) -> dict[str, Any]:
    values = {"name": "report.txt", "mediaType": "text/plain", "size": len(content)} | more
    return await town.clerk.done("requestUpload", UPLOAD, id=case["id"], **values)


async def put(stack: Stack, upload: dict[str, Any], content: bytes, **headers: str) -> Response:
    link = upload["upload"]
    given = {header["name"]: header["value"] for header in link["headers"]} | headers
    return await stack.client.request(link["method"], link["url"], content=content, headers=given)


async def confirm(town: Town, upload: dict[str, Any], content: bytes = TEXT) -> dict[str, Any]:
    return await town.clerk.do("confirmUpload", DOCUMENT, versionId=upload["versionId"], sha256=digest(content))


async def stored(town: Town, case: dict[str, Any], content: bytes = TEXT, **more: Any) -> dict[str, Any]:
    """A document that is part of the case."""
    upload = await announce(town, case, content, **more)
    assert (await put(town.stack, upload, content)).status_code == 201
    payload = await confirm(town, upload, content)
    assert payload["problems"] == []
    document: dict[str, Any] = payload["document"]
    return document


async def download(person: Person, document: dict[str, Any], **more: Any) -> Response:
    payload = await person.done("requestDownload", "download { url method }", documentId=document["id"], **more)
    link = payload["download"]
    return await person.client.request(link["method"], link["url"])


PARTED = "versionId partSize document { id current }"
PARTS = "parts { number size upload { url method headers { name value } } }"


async def missing(town: Town, upload: dict[str, Any]) -> list[dict[str, Any]]:
    """Where the parts of an upload go that are not there yet."""
    payload = await town.clerk.done("requestUploadParts", PARTS, versionId=upload["versionId"])
    parts: list[dict[str, Any]] = payload["parts"]
    return parts


def parts_on_disk(stack: Stack) -> list[Path]:
    """What is kept of uploads in parts that are not over."""
    assert isinstance(stack.platform.store, LocalStore)
    return list(Path(stack.platform.settings.data_dir, "documents", ".parts").iterdir())


async def keys(stack: Stack) -> set[str]:
    assert isinstance(stack.platform.store, LocalStore)
    found: AsyncIterator[str] = stack.platform.store.keys()
    return {key async for key in found}
