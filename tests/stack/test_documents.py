"""Documents through the local store: announced, sent, proved, versioned, read by a link."""

from typing import Any

import pytest

from stack.papers import DOCUMENT, TEXT, UPLOAD, announce, confirm, digest, download, keys, put, stored
from stack.town import Town, codes, nothing_changes, rules


async def test_a_document_comes_in_two_steps(town: Town) -> None:
    """Announced, it is not part of the case; proved, it is, with its hash on record."""
    case = await town.tree()
    upload = await announce(town, case, category="report")
    assert upload["document"] | {"id": ""} == {"id": "", "name": "report.txt", "category": "report", "current": 0}
    assert (await put(town.stack, upload, TEXT)).status_code == 201
    payload = await confirm(town, upload)
    assert payload["problems"] == []
    assert payload["document"]["versions"] == [
        {
            "number": 1,
            "state": "CONFIRMED",
            "size": len(TEXT),
            "sha256": digest(TEXT),
            "mediaType": "text/plain",
            "createdBy": "carla",
        }
    ]
    events = (await town.seen(case, "events { name data }"))["events"]
    assert [event["name"] for event in events[1:]] == ["upload_requested", "document_added"]
    assert events[-1]["data"]["sha256"] == digest(TEXT)


async def test_a_document_is_read_by_a_link_as_an_attachment(town: Town) -> None:
    """The reading is an event of the case; the link says what the bytes are and how they are called."""
    case = await town.tree()
    document = await stored(town, case, name="Gutachten ß.txt")
    response = await download(town.person("otto", "auditor"), document)
    assert (response.status_code, response.content) == (200, TEXT)
    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["x-content-type-options"] == "nosniff"
    [event] = (await town.seen(case, "events(newest: true, first: 1) { name actor data }"))["events"]
    assert (event["name"], event["actor"], event["data"]["number"]) == ("document_read", "otto", 1)


async def test_versions_are_kept_side_by_side(town: Town) -> None:
    """The newest unless numbered; bytes never change."""
    case = await town.tree()
    document = await stored(town, case)
    second = await stored(town, case, b"It fell.\n", documentId=document["id"])
    assert (second["id"], second["current"]) == (document["id"], 2)
    assert [version["number"] for version in second["versions"]] == [2, 1]
    assert (await download(town.clerk, document)).content == b"It fell.\n"
    assert (await download(town.clerk, document, number=1)).content == TEXT
    async with nothing_changes(town.stack):
        absent = await town.clerk.do("requestDownload", "download { url }", documentId=document["id"], number=3)
    assert codes(absent) == ["NOT_FOUND"]


async def test_nothing_sent_is_nothing_proved(town: Town) -> None:
    """Confirming before the bytes are there is refused."""
    upload = await announce(town, await town.tree())
    before = await keys(town.stack)
    async with nothing_changes(town.stack):
        refused = await confirm(town, upload)
        unread = await town.clerk.do("requestDownload", "download { url }", documentId=upload["document"]["id"])
    assert (rules(refused), codes(unread)) == (["document.absent"], ["NOT_FOUND"])
    assert await keys(town.stack) == before


@pytest.mark.parametrize(
    ("media_type", "content", "claimed", "rule"),
    [
        ("text/plain", TEXT, b"other bytes", "document.sha256"),
        ("application/pdf", b"MZ\x90\x00 a program" + b"\x00" * 50, None, "document.media_type"),
        ("image/png", b"<html><script>alert(1)</script></html>", None, "document.media_type"),
    ],
)
async def test_bytes_that_are_not_what_was_announced_are_refused(
    town: Town, media_type: str, content: bytes, claimed: bytes | None, rule: str
) -> None:
    """A wrong hash, a wrong kind: the version stays out of the case, and no copy is left in the store."""
    upload = await announce(town, await town.tree(), content, mediaType=media_type)
    assert (await put(town.stack, upload, content)).status_code == 201
    before = await keys(town.stack)
    async with nothing_changes(town.stack):
        refused = await confirm(town, upload, claimed or content)
    assert rules(refused) == [rule]
    assert await keys(town.stack) == before


async def test_the_link_takes_exactly_what_was_announced(town: Town) -> None:
    """Another size, another type, another link: refused at the door."""
    upload = await announce(town, await town.tree())
    short, long = await put(town.stack, upload, TEXT[:-1]), await put(town.stack, upload, TEXT + b"!")
    typed = await put(town.stack, upload, TEXT, **{"Content-Type": "text/html"})
    forged = upload | {"upload": upload["upload"] | {"url": upload["upload"]["url"].replace("size=21", "size=22")}}
    assert forged["upload"]["url"] != upload["upload"]["url"]
    answers = [short, long, typed, await put(town.stack, forged, TEXT + b"!")]
    assert [answer.status_code for answer in answers] == [400, 413, 400, 403]
    assert rules(await confirm(town, upload)) == ["document.absent"]
    assert (await put(town.stack, upload, TEXT)).status_code == 201


async def test_replaying_an_upload_is_harmless(town: Town) -> None:
    """Sent twice it is a conflict, confirmed twice it is refused, sent again later it changes nothing."""
    case = await town.tree()
    upload = await announce(town, case)
    assert [(await put(town.stack, upload, TEXT)).status_code for _ in range(2)] == [201, 409]
    document = (await confirm(town, upload))["document"]
    async with nothing_changes(town.stack):
        assert rules(await confirm(town, upload)) == ["document.pending"]
    other = b"x" * len(TEXT)
    await put(town.stack, upload, other)
    assert rules(await confirm(town, upload, other)) == ["document.pending"]
    assert (await download(town.clerk, document)).content == TEXT


@pytest.mark.parametrize(
    "values",
    [
        {"name": " "},
        {"name": "x" * 301},
        {"name": "a\x00"},
        {"size": 0},
        {"size": -1},
        {"size": 100_000_001},
        {"mediaType": "text"},
        {"mediaType": "text/plain\r\nX-Evil: 1"},
        {"mediaType": "text/" + "x" * 200},
        {"category": "x" * 101},
    ],
)
async def test_a_document_that_cannot_be_announced_is_refused(town: Town, values: dict[str, Any]) -> None:
    """No name, no size or too much, no media type: nothing is written."""
    case = await town.tree()
    given = {"name": "a", "mediaType": "text/plain", "size": 1} | values
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("requestUpload", UPLOAD, id=case["id"], **given)
    assert codes(refused) == ["BAD_USER_INPUT"]


async def test_who_only_reads_does_not_upload(town: Town) -> None:
    """Neither announcing nor confirming."""
    case = await town.tree()
    upload = await announce(town, case)
    auditor = town.person("otto", "auditor")
    async with nothing_changes(town.stack):
        announced = await auditor.do("requestUpload", UPLOAD, id=case["id"], name="a", mediaType="text/plain", size=1)
        confirmed = await auditor.do("confirmUpload", DOCUMENT, versionId=upload["versionId"], sha256="0" * 64)
    assert (rules(announced), rules(confirmed)) == (["grant.work"], ["grant.work"])


async def test_a_document_of_another_case_takes_no_version_from_here(town: Town) -> None:
    """The document must be one of the case."""
    document = await stored(town, await town.tree())
    other = await town.tree(foundOn="2026-01-01")
    async with nothing_changes(town.stack):
        refused = await town.clerk.do(
            "requestUpload",
            UPLOAD,
            id=other["id"],
            name="a",
            mediaType="text/plain",
            size=1,
            documentId=document["id"],
        )
    assert (codes(refused), refused["problems"][0]["path"]) == (["NOT_FOUND"], ["input", "documentId"])
