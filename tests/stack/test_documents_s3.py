"""Documents in a bucket of an S3 server: the links are the server's own."""

import secrets
from pathlib import Path
from typing import Any

import httpx2
import pytest

from casewright.access.actor import Actor
from casewright.errors import Invalid
from casewright.operations.documents import request_upload
from casewright_gateway.ids import row_id
from core.storage.conftest import ACCESS_KEY, SECRET_KEY, rclone
from kit import running
from stack.papers import TEXT, announce, confirm
from stack.town import NO_WORKER, PLUGINS, Town, codes, nothing_changes, rules

__all__ = ["rclone"]


async def test_documents_in_an_s3_store(database_url: str, tmp_path: Path, rclone: str) -> None:
    """The bytes go past the gateway; an upload link that is used again changes nothing that was proved."""
    bucket = f"documents-{secrets.token_hex(6)}"
    storage = f"s3://{ACCESS_KEY}:{SECRET_KEY}@{rclone}/{bucket}?region=us-east-1&secure=0"
    async with (
        running(database_url, tmp_path, PLUGINS, broker_url=NO_WORKER, storage_url=storage) as stack,
        httpx2.AsyncClient() as outside,
    ):
        town = Town.founded(stack)
        case = await town.tree()
        upload = await announce(town, case, name="Straße.txt")
        assert upload["upload"]["url"].startswith(f"http://{rclone}/{bucket}/")
        link = upload["upload"]
        headers = {header["name"]: header["value"] for header in link["headers"]}
        assert (await outside.put(link["url"], content=TEXT, headers=headers)).status_code == 200
        document = (await confirm(town, upload))["document"]
        again = await outside.put(link["url"], content=b"x" * len(TEXT), headers=headers)
        assert again.status_code == 200
        assert rules(await confirm(town, upload)) == ["document.pending"]
        fetch = await town.clerk.done("requestDownload", "download { url }", documentId=document["id"])
        response = await outside.get(fetch["download"]["url"])
        assert (response.status_code, response.content) == (200, TEXT)
        assert response.headers["content-disposition"].startswith("attachment")
        steve = town.person("steve", "stranger")
        unseen = await steve.do("requestDownload", "download { url }", documentId=document["id"])
        assert codes(unseen) == ["NOT_FOUND"]
        assert (await outside.get(fetch["download"]["url"].replace("X-Amz-Signature=", "X-Amz-Signature=0"))).is_error


async def test_what_no_link_can_take_is_refused_and_leaves_nothing(
    database_url: str, tmp_path: Path, rclone: str
) -> None:
    """However large documents may be here: one presigned request of S3 takes 5 GiB."""
    storage = f"s3://{ACCESS_KEY}:{SECRET_KEY}@{rclone}/documents-{secrets.token_hex(6)}?region=us-east-1&secure=0"
    settings: dict[str, Any] = {"storage_url": storage, "max_document_size": 10**12}
    async with running(database_url, tmp_path, PLUGINS, broker_url=NO_WORKER, **settings) as stack:
        town = Town.founded(stack)
        case_id = row_id((await town.tree())["id"])
        clerk = Actor(tenant=town.tenant, subject="carla", roles=frozenset({"clerk"}))
        film: dict[str, Any] = {"name": "film.mp4", "media_type": "video/mp4"}
        async with nothing_changes(stack):
            with pytest.raises(Invalid, match="more than 5 GiB"):
                await request_upload(stack.platform, clerk, case_id, **film, size=5 * 1024**3 + 1)
        assert (await request_upload(stack.platform, clerk, case_id, **film, size=5 * 1024**3)).link.method == "PUT"
