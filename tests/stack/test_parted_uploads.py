"""Documents that come in parts: announced, broken off, resumed, handed over, proved by a worker."""

import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from casewright import models
from casewright.errors import Unavailable
from casewright.operations import parted_uploads, proving
from casewright.prover import Prover
from core.storage.conftest import ACCESS_KEY, SECRET_KEY, rclone
from kit import Stack, running
from stack.papers import DOCUMENT, PARTED, PARTS, digest, download, keys, missing, parts_on_disk, put
from stack.town import NO_WORKER, PLUGINS, Town, codes, nothing_changes, rules

__all__ = ["rclone"]

FILM = b"\0" * 4 + b"ftypisom" + bytes(range(256)) * 4
PART = 300


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few hundred bytes are a film."""
    monkeypatch.setattr(parted_uploads, "PART_SIZE", PART)


@pytest.fixture
async def cinema(database_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A town with room for two films and a little."""
    room = {"max_tenant_size": 2 * len(FILM) + PART}
    async with running(database_url, tmp_path, PLUGINS, broker_url=NO_WORKER, **room) as stack:
        yield Town.founded(stack)


async def asked(town: Town, case: dict[str, Any], **more: Any) -> dict[str, Any]:
    values = {"name": "film.mp4", "mediaType": "video/mp4", "size": float(len(FILM))} | more
    return await town.clerk.do("requestPartedUpload", PARTED, id=case["id"], **values)


async def announced(town: Town, case: dict[str, Any], **more: Any) -> dict[str, Any]:
    payload = await asked(town, case, **more)
    assert payload["problems"] == []
    return payload


def bytes_of(part: dict[str, Any], whole: bytes = FILM) -> bytes:
    """The bytes of a part, as its description says where they begin."""
    start = (part["number"] - 1) * PART
    return whole[start : start + part["size"]]


async def send(stack: Stack, parts: list[dict[str, Any]], whole: bytes = FILM) -> None:
    for part in parts:
        assert (await put(stack, part, bytes_of(part, whole))).status_code == 201


async def confirmed(town: Town, upload: dict[str, Any], content: bytes = FILM) -> dict[str, Any]:
    return await town.clerk.do("confirmUpload", DOCUMENT, versionId=upload["versionId"], sha256=digest(content))


async def prove(town: Town) -> None:
    """The worker goes once, and comes to an end."""
    async with Prover(town.stack.platform) as prover:
        await prover.round()
        await prover.settled()


async def state(town: Town, upload: dict[str, Any]) -> str:
    query = "query($id: ID!) { node(id: $id) { ... on DocumentVersion { state } } }"
    told: str = (await town.clerk.ask(query, id=upload["versionId"]))["node"]["state"]
    return told


async def happened(town: Town, case: dict[str, Any]) -> list[tuple[str, str]]:
    events = (await town.seen(case, "events { name actor }"))["events"]
    return [(event["name"], event["actor"]) for event in events[1:]]


async def sent(town: Town, case: dict[str, Any], content: bytes = FILM) -> dict[str, Any]:
    """An upload whose parts are all there."""
    upload = await announced(town, case)
    await send(town.stack, await missing(town, upload), content)
    return upload


async def test_a_film_is_broken_off_resumed_and_proved(cinema: Town) -> None:
    """Whoever lost the line asks which parts are not there; a worker proves the whole, and it is read like others."""
    case = await cinema.tree()
    upload = await announced(cinema, case)
    assert (upload["partSize"], upload["document"]["current"]) == (PART, 0)
    parts = await missing(cinema, upload)
    assert [(part["number"], part["size"]) for part in parts] == [(1, 300), (2, 300), (3, 300), (4, 136)]
    await send(cinema.stack, [parts[0], parts[3]])
    rest = await missing(cinema, upload)
    assert [part["number"] for part in rest] == [2, 3]
    async with nothing_changes(cinema.stack):
        assert rules(await confirmed(cinema, upload)) == ["document.absent"]
    await send(cinema.stack, rest)
    assert await missing(cinema, upload) == []
    handed = await confirmed(cinema, upload)
    assert (handed["problems"], handed["document"]["versions"]) == ([], [])
    assert await state(cinema, upload) == "PROVING"
    await prove(cinema)
    assert await state(cinema, upload) == "CONFIRMED"
    response = await download(cinema.clerk, upload["document"])
    assert (response.status_code, response.content) == (200, FILM)
    told = [("upload_requested", "carla"), ("upload_sent", "carla"), ("document_added", "casewright")]
    assert (await happened(cinema, case))[:3] == told
    assert parts_on_disk(cinema.stack) == []


@pytest.mark.parametrize(
    ("content", "claimed", "rule"),
    [(FILM, b"another", "document.sha256"), (b"MZ\x90\0" + bytes(len(FILM) - 4), None, "document.media_type")],
)
async def test_what_is_something_else_is_refused_later(
    cinema: Town, content: bytes, claimed: bytes | None, rule: str
) -> None:
    """By an event that says why; nothing is kept of it, and it takes no room any more."""
    case = await cinema.tree()
    upload = await sent(cinema, case, content)
    assert (await confirmed(cinema, upload, claimed or content))["problems"] == []
    await prove(cinema)
    assert await state(cinema, upload) == "REFUSED"
    [event] = (await cinema.seen(case, "events(newest: true, first: 1) { name data }"))["events"]
    assert (event["name"], event["data"]["rule"]) == ("upload_refused", rule)
    assert (await keys(cinema.stack), parts_on_disk(cinema.stack)) == (set(), [])
    for _ in range(2):
        await announced(cinema, case)
    async with nothing_changes(cinema.stack):
        assert rules(await confirmed(cinema, upload)) == ["document.pending"]


async def test_what_does_not_fit_is_refused_before_a_byte_is_sent(cinema: Town) -> None:
    """No room: no row, and no upload in the store."""
    case = await cinema.tree()
    for _ in range(2):
        await announced(cinema, case)
    before = parts_on_disk(cinema.stack)
    async with nothing_changes(cinema.stack):
        refused = await asked(cinema, case)
    assert (rules(refused), refused["versionId"]) == (["document.room"], None)
    assert parts_on_disk(cinema.stack) == before


@pytest.mark.parametrize("size", [0, -1, 1.5, 100_000_001, 2.0**60])
async def test_sizes_that_are_none(cinema: Town, size: float) -> None:
    """Nothing, half a byte, more than a document may have."""
    case = await cinema.tree()
    async with nothing_changes(cinema.stack):
        assert rules(await asked(cinema, case, size=size)) == ["document.size"]


@pytest.mark.parametrize("found", [digest(FILM), "0" * 64])
async def test_proved_twice_it_is_added_once(cinema: Town, monkeypatch: pytest.MonkeyPatch, found: str) -> None:
    """As when a lease passes: who comes late finds it settled, whatever they found themselves, and the bytes stay."""
    case = await cinema.tree()
    await confirmed(cinema, await sent(cinema, case))
    late = await models.DocumentVersion.filter(state="proving").get()
    await prove(cinema)
    before, late.sha256 = await happened(cinema, case), found

    async def as_it_was(**_: Any) -> models.DocumentVersion:
        return late

    with monkeypatch.context() as patched:
        patched.setattr(models.DocumentVersion, "get", as_it_was)
        await proving.prove(cinema.stack.platform, late.id)
    assert await happened(cinema, case) == before
    assert len(await keys(cinema.stack)) == 1


async def test_a_lease_keeps_others_away(cinema: Town) -> None:
    """What one worker has in hand no other takes, until its time has passed."""
    await confirmed(cinema, await sent(cinema, await cinema.tree()))
    platform = cinema.stack.platform
    taken: list[Any] = []

    class Busy(Prover):
        """Takes and never begins."""

        async def _finish(self, each: Any) -> None:
            taken.append(each)

    for _ in range(2):
        async with Busy(platform) as prover:
            await prover.round()
            await prover.settled()
    assert len(taken) == 1
    await models.DocumentVersion.filter(state="proving").update(due_at=platform.now())
    await prove(cinema)
    assert await models.DocumentVersion.filter(state="confirmed").count() == 1


async def test_a_store_that_is_away_is_asked_again_soon(cinema: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within half a minute, not when the time has passed that so many bytes may take; nothing is lost meanwhile."""

    async def away(*_: Any) -> None:
        raise Unavailable("away")

    upload = await sent(cinema, await cinema.tree())
    await confirmed(cinema, upload)
    platform = cinema.stack.platform
    monkeypatch.setattr(proving, "_BYTES_A_SECOND", 1)
    with monkeypatch.context() as patched:
        patched.setattr(platform.store.parted, "join", away)
        await prove(cinema)
    waiting = await models.DocumentVersion.filter(state="proving").get()
    assert waiting.due_at is not None
    assert waiting.due_at <= platform.now() + timedelta(seconds=30)
    await models.DocumentVersion.filter(id=waiting.id).update(due_at=platform.now())
    await prove(cinema)
    assert await state(cinema, upload) == "CONFIRMED"


async def test_parts_are_for_who_uploads(cinema: Town) -> None:
    """A stranger learns nothing, who only reads may not, and what comes in one piece has none."""
    case = await cinema.tree()
    upload = await announced(cinema, case)
    strangers = [cinema.person("steve", "stranger"), cinema.person("otto", "auditor")]
    async with nothing_changes(cinema.stack):
        told = [await each.do("requestUploadParts", PARTS, versionId=upload["versionId"]) for each in strangers]
    assert [codes(each) for each in told] == [["NOT_FOUND"], ["FORBIDDEN"]]
    plain = await cinema.clerk.done(
        "requestUpload", "versionId", id=case["id"], name="a", mediaType="text/plain", size=1
    )
    none = await cinema.clerk.do("requestUploadParts", PARTS, versionId=plain["versionId"])
    assert rules(none) == ["document.parts"]


async def test_a_film_in_an_s3_store(database_url: str, tmp_path: Path, rclone: str) -> None:
    """The parts go past the gateway; once they are handed over, no link of a part changes anything."""
    storage = f"s3://{ACCESS_KEY}:{SECRET_KEY}@{rclone}/films-{secrets.token_hex(6)}?region=us-east-1&secure=0"
    async with (
        running(database_url, tmp_path, PLUGINS, broker_url=NO_WORKER, storage_url=storage) as stack,
        httpx2.AsyncClient() as outside,
    ):
        town = Town.founded(stack)
        upload = await announced(town, await town.tree())
        parts = await missing(town, upload)
        for part in parts:
            assert (await outside.put(part["upload"]["url"], content=bytes_of(part))).status_code == 200
        assert (await confirmed(town, upload))["problems"] == []
        await prove(town)
        assert await state(town, upload) == "CONFIRMED"
        assert (await outside.put(parts[0]["upload"]["url"], content=b"x" * PART)).is_error
        link = await town.clerk.done("requestDownload", "download { url }", documentId=upload["document"]["id"])
        assert (await outside.get(link["download"]["url"])).content == FILM
