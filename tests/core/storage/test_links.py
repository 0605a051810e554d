"""Links, followed for real: the local ones through the gateway's route, the others to the S3 server."""

# ruff: noqa: RUF001 (names and texts in many languages are the point)

from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

import pytest

from casewright.errors import Invalid
from casewright.storage import new_key
from casewright.storage.headers import display_name

MINUTES = timedelta(minutes=5)
PDF = b"%PDF-1.7 a letter"
HOSTILE_NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\system32\\drivers\\etc\\hosts",
    "/etc/shadow",
    "C:\\boot.ini",
    "file:///etc/passwd",
    "....//....//secret",
    "%2e%2e%2fsecret",
    "a\r\nSet-Cookie: stolen=1",
    "a\r\n\r\n<script>alert(1)</script>",
    "a\nX-Injected: 1",
    "a\0.pdf",
    'a"; filename="evil.exe',
    "a\\",
    "a'; DROP TABLE document; --",
    "$(reboot).pdf",
    "`reboot`.pdf",
    "|mail x < a",
    "<img src=x onerror=alert(1)>.png",
    "=cmd|'/c calc'!A1.csv",
    "\u202egnp.exe",
    "a\u2028b\u2029c.pdf",
    "\ufeffbom.pdf",
    "zero\u200bwidth.pdf",
    "\ud800lone.pdf",
    "Gutachten über Schäden – §5.pdf",
    "заявление о выплате.pdf",
    "事故報告書.pdf",
    "👩\u200d👧 family.pdf",
    "e\u0301 combining.pdf",
    ".htaccess",
    "...",
    "CON",
    "x" * 5000 + ".pdf",
    "",
]


async def upload(place, key, body=PDF, media_type="application/pdf", **changes):
    link = await place.store.upload_link(key, media_type=media_type, size=len(body), expires_in=MINUTES)
    headers = {**link.headers, **changes.pop("headers", {})}
    return await place.client.request(link.method, changes.pop("url", link.url), headers=headers, content=body)


async def download_url(place, key, filename="letter.pdf", media_type="application/pdf"):
    link = await place.store.download_link(key, filename=filename, media_type=media_type, expires_in=MINUTES)
    assert (link.method, dict(link.headers)) == ("GET", {})
    return link.url


def altered(url: str, name: str, value: str) -> str:
    parts = urlsplit(url)
    parameters = dict(parse_qsl(parts.query, keep_blank_values=True))
    assert name in parameters
    return urlunsplit(parts._replace(query=urlencode({**parameters, name: value})))


def saved_name(disposition: str) -> str:
    return unquote(disposition.partition("filename*=UTF-8''")[2], errors="strict")


async def test_upload_and_download(place, key):
    """What a client uploads by one link it downloads by another, as an attachment with its name and type."""
    answer = await upload(place, key)
    assert answer.is_success, answer.text
    answer = await place.client.get(await download_url(place, key))
    assert answer.status_code == 200
    assert answer.content == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(PDF))
    assert answer.headers["content-disposition"].startswith('attachment; filename="letter.pdf"')


async def test_links_say_when_they_end(place, key):
    """The end of a link is its life counted from now, to the second."""
    link = await place.store.upload_link(key, media_type="text/plain", size=1, expires_in=MINUTES)
    assert link.expires_at == place.clock.moment.replace(microsecond=0) + MINUTES


async def test_a_type_with_a_charset(place, key):
    """A text keeps the charset it was declared with, and none is invented."""
    assert (await upload(place, key, "é".encode("latin-1"), "text/plain; charset=iso-8859-1")).is_success
    url = await download_url(place, key, "a.txt", "text/plain; charset=iso-8859-1")
    assert (await place.client.get(url)).headers["content-type"] == "text/plain; charset=iso-8859-1"
    url = await download_url(place, key, "a.csv", "text/csv")
    assert (await place.client.get(url)).headers["content-type"] == "text/csv"


@pytest.mark.parametrize("name", HOSTILE_NAMES, ids=range(len(HOSTILE_NAMES)))
async def test_hostile_names(place, key, name):
    """A hostile name is metadata only: the key is untouched, no header is added, the saved name is harmless."""
    await place.store.write(key, PDF)
    answer = await place.client.get(await download_url(place, key, name))
    assert (answer.status_code, answer.content) == (200, PDF)
    assert answer.headers.get_list("content-disposition") == [answer.headers["content-disposition"]]
    assert not {"set-cookie", "x-injected"} & set(answer.headers)
    assert saved_name(answer.headers["content-disposition"]) == display_name(name)
    assert [found async for found in place.store.keys("")] == [key]


async def test_an_absent_object(place, key):
    """A link to an object that is not there is answered 404."""
    assert (await place.client.get(await download_url(place, key))).status_code == 404


async def test_expired_links(place, key):
    """A link that has ended neither reads nor writes; the same link before its end does."""
    place.clock.moment -= timedelta(hours=1)
    write = await place.store.upload_link(key, media_type="text/plain", size=5, expires_in=MINUTES)
    read = await download_url(place, key)
    place.clock.moment += timedelta(hours=1)
    assert (await place.client.put(write.url, headers=write.headers, content=b"bytes")).is_client_error
    assert await place.store.size(key) is None
    await place.store.write(key, PDF)
    answer = await place.client.get(read)
    assert answer.is_client_error
    assert PDF not in answer.content


async def test_a_link_is_for_one_key(place, key):
    """The signature of one object's link opens no other object."""
    other = new_key("acme")
    await place.store.write(other, PDF)
    url = await download_url(place, key)
    assert (await place.client.get(url.replace(key, other))).is_client_error
    assert (await upload(place, key, url=url.replace(key, new_key("acme")))).is_client_error


async def test_a_link_is_for_one_method(place, key):
    """A download link does not write and an upload link does not read."""
    write = await place.store.upload_link(key, media_type="application/pdf", size=len(PDF), expires_in=MINUTES)
    read = await download_url(place, key)
    assert (await place.client.put(read, headers=write.headers, content=PDF)).is_client_error
    assert await place.store.size(key) is None
    await place.store.write(key, PDF)
    assert (await place.client.get(write.url)).is_client_error


async def test_a_forged_signature(place, key):
    """A signature made without the secret, or left out, opens nothing."""
    await place.store.write(key, PDF)
    url = await download_url(place, key)
    name = "signature" if "signature=" in url else "X-Amz-Signature"
    for forged in (altered(url, name, "0" * 64), altered(url, name, "é"), url.partition("?")[0]):
        answer = await place.client.get(forged)
        assert answer.is_client_error
        assert PDF not in answer.content
    assert (await place.client.get(url)).content == PDF


@pytest.mark.parametrize("life", [timedelta(0), timedelta(seconds=-1), timedelta(days=8)])
async def test_lives_outside_the_limits(place, key, life):
    """A link lives between one second and seven days."""
    with pytest.raises(Invalid):
        await place.store.upload_link(key, media_type="text/plain", size=1, expires_in=life)
    with pytest.raises(Invalid):
        await place.store.download_link(key, filename="a", media_type="text/plain", expires_in=life)


@pytest.mark.parametrize("media_type", ["", "pdf", "text/plain\r\nX-Injected: 1", "text/", "a/b/c", "tëxt/plain"])
async def test_types_that_are_none(place, key, media_type):
    """What is no media type never gets into a header."""
    with pytest.raises(Invalid):
        await place.store.upload_link(key, media_type=media_type, size=1, expires_in=MINUTES)
    with pytest.raises(Invalid):
        await place.store.download_link(key, filename="a", media_type=media_type, expires_in=MINUTES)


async def test_links_to_foreign_keys(place):
    """No link is made for a key that the platform did not invent."""
    with pytest.raises(Invalid):
        await place.store.upload_link("../secret", media_type="text/plain", size=1, expires_in=MINUTES)
    with pytest.raises(Invalid):
        await place.store.download_link("../secret", filename="a", media_type="text/plain", expires_in=MINUTES)
