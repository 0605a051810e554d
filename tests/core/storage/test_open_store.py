"""One URL chooses the store."""

from datetime import timedelta
from pathlib import Path

import pytest

from casewright.errors import Invalid
from casewright.storage import LocalStore, S3Store, new_key, open_store

from .conftest import ACCESS_KEY, SECRET, SECRET_KEY

KEY = new_key("acme")
LIFE = timedelta(minutes=5)


def opened(url: str):
    return open_store(url, secret=SECRET, base_url="http://gateway")


async def test_a_folder(tmp_path: Path):
    """A file URL opens that folder, blanks in its name included."""
    folder = tmp_path / "the documents"
    store = opened(folder.as_uri())
    assert isinstance(store, LocalStore)
    await store.prepare()
    assert folder.is_dir()


async def test_a_bucket(rclone):
    """An S3 URL opens that bucket with these credentials."""
    store = opened(f"s3://{ACCESS_KEY}:{SECRET_KEY}@{rclone}/by-url?region=eu-west-1&secure=0")
    assert isinstance(store, S3Store)
    await store.prepare()
    await store.write(key := new_key("acme"), b"bytes")
    assert await store.size(key) == 5
    await store.close()


async def test_a_secret_with_special_characters():
    """Credentials are percent-decoded, and https is used unless it is switched off."""
    store = opened("s3://key:a%2Fb%40c@host.example/documents")
    other = opened("s3://key:abc@host.example/documents")
    links = [await each.download_link(KEY, filename="a", media_type="a/b", expires_in=LIFE) for each in (store, other)]
    assert links[0].url.startswith("https://host.example/documents/acme/")
    assert links[0].url.partition("X-Amz-Signature")[2] != links[1].url.partition("X-Amz-Signature")[2]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "documents",
        "/var/documents",
        "file://",
        "file:///",
        "file://documents",
        "file:///documents?x=1",
        "file:///documents#1",
        "ftp://host/documents",
        "s3://host/documents",
        "s3://key@host/documents",
        "s3://key:secret@/documents",
        "s3://key:secret@host",
        "s3://key:secret@host/",
        "s3://key:secret@host/documents/folder",
        "s3://key:secret@host/Documents",
        "s3://key:secret@host/a..b",
        "s3://key:secret@host:port/documents",
        "s3://key:secret@host:99999/documents",
        "s3://key:secret@host/documents?secure=no",
        "s3://key:secret@host/documents?region=",
        "s3://key:secret@host/documents?regoin=eu",
        "s3://key:secret@[::1/documents",
    ],
)
def test_urls_of_another_form(url):
    """A URL of another form is refused in one sentence that shows the right form and not the secret."""
    with pytest.raises(Invalid) as failure:
        opened(url)
    assert "s3://KEY:SECRET@host:port/bucket" in failure.value.message
    assert "secret@" not in failure.value.message
