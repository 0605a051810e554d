"""The sweep: whatever an upload left when its process was killed, rows and objects agree again a day later."""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest

from casewright import models
from casewright.errors import NotFound, Refused
from casewright.events import verify
from casewright.operations import document_proof, documents
from casewright.operations import sweep as sweeping
from casewright.operations.announcing import Announcement
from casewright.operations.documents import confirm_upload
from casewright.operations.parted_uploads import next_parts, request_parted_upload
from casewright.operations.proving import prove
from casewright.operations.sweep import Finding, sweep
from casewright.platform import Platform, utc_now
from casewright.storage import LocalStore, new_key
from casewright.storage.store import pieces
from stack_production.copies import (
    CLERK,
    announced,
    at_work,
    confirmed,
    contents,
    document,
    everything,
    new_bridge,
    silent,
)

DATA = b"what was sent"
SHA256 = hashlib.sha256(DATA).hexdigest()
STEPS = ["announced", "sent", "copied", "proved", "confirming", "confirmed", "tidied"]


class Killed(BaseException):
    """The process ends here: no handler of the code under test runs."""


class Clock:
    """The time, which can be moved on."""

    ahead = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def platform(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Platform]:
    """A platform with one case and one whole document."""
    async with at_work(database_url, tmp_path / "data", now=clock) as platform:
        await document(platform, await new_bridge(platform, "one"), b"whole")
        yield platform


def die(*_: Any) -> None:
    raise Killed


def and_die(work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[None]]:
    """The last thing the process does."""

    async def last(*arguments: Any, **more: Any) -> None:
        await work(*arguments, **more)
        raise Killed

    return last


async def the_case() -> UUID:
    return (await models.Case.all().get()).id


async def pending(platform: Platform, *, sent: bool = True) -> models.DocumentVersion:
    """An upload that nobody confirmed."""
    version = await announced(platform, await the_case(), DATA)
    if sent:
        await platform.store.write(version.key, DATA)
    return version


async def killed_upload(platform: Platform, step: str, patch: pytest.MonkeyPatch) -> None:
    """An upload whose process is killed right after the step."""
    version = await pending(platform, sent=step != "announced")
    if step in ("announced", "sent"):
        return
    store = platform.store
    with pytest.raises(Killed), patch.context() as patched:
        if step == "copied":
            patched.setattr(store, "write", and_die(store.write))
        elif step == "proved":
            patched.setattr(document_proof, "_check", die)
        elif step == "confirming":
            patched.setattr(documents, "add_version", and_die(documents.add_version))
        elif step == "confirmed":
            platform.on_commit(die)
        else:
            patched.setattr(store, "delete", and_die(store.delete))
        await confirm_upload(platform, CLERK, version.id, sha256=SHA256)
    platform.on_commit(silent)


async def swept(platform: Platform, *, dry_run: bool = False) -> list[Finding]:
    return [finding async for finding in sweep(platform, dry_run=dry_run)]


async def agrees(platform: Platform) -> bool:
    """Whether there is an object for each confirmed row, and nothing else."""
    return set(await contents(platform)) == await confirmed(platform) and not await _pending()


async def _pending() -> int:
    return await models.DocumentVersion.filter(state="pending").count()


@pytest.mark.parametrize("step", STEPS)
async def test_a_killed_upload_leaves_nothing_behind(
    platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Killed at any step: nothing is touched on the same day, and a day later objects are the confirmed rows."""
    await killed_upload(platform, step, monkeypatch)
    rows, objects = await everything(platform), await contents(platform)
    assert await agrees(platform) == (step == "tidied")  # the control: without a sweep there are leftovers
    clock.ahead = timedelta(hours=23, minutes=59)
    assert await swept(platform) == []
    assert (await everything(platform), await contents(platform)) == (rows, objects)
    clock.ahead = timedelta(hours=25)
    foreseen = await swept(platform, dry_run=True)
    assert (await everything(platform), await contents(platform)) == (rows, objects)
    assert await swept(platform) == foreseen
    assert await agrees(platform)
    assert await swept(platform) == []
    assert len(await confirmed(platform)) == (2 if step in ("confirmed", "tidied") else 1)
    assert [found async for _, found in verify(platform.database)] == [None]


EXPECTED = {
    "announced": ["abandoned"],
    "sent": ["abandoned"],
    "copied": ["abandoned", "orphan"],
    "confirmed": ["orphan"],
    "tidied": [],
}


@pytest.mark.parametrize("step", EXPECTED)
async def test_what_is_found_is_told(
    platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """By kind and key, and an abandoned upload is an event of its case that names the version."""
    await killed_upload(platform, step, monkeypatch)
    before = {version.key: version for version in await models.DocumentVersion.filter(state="pending")}
    clock.ahead = timedelta(hours=25)
    found = await swept(platform)
    assert [finding.kind for finding in found] == EXPECTED[step]
    abandoned = [before[finding.what] for finding in found if finding.kind == "abandoned"]
    events = await models.Event.filter(name="upload_abandoned")
    assert [event.actor for event in events] == ["casewright" for _ in abandoned]
    assert all(str(version.id) in event.body for version, event in zip(abandoned, events, strict=True))


async def parted(platform: Platform) -> models.DocumentVersion:
    """An upload in parts, of which one came."""
    announced = Announcement("film.mp4", "video/mp4", 1000)
    version = await request_parted_upload(platform, CLERK, await the_case(), announced)
    assert isinstance(platform.store, LocalStore)
    [part] = await next_parts(platform, CLERK, version.id)
    query = dict(parse_qsl(urlsplit(part.link.url).query))
    await platform.store.receive(platform.store.verify("put", version.key, query), pieces(bytes(1000)))
    assert await platform.store.parted.sent(version.key, str(version.upload)) == {1: 1000}
    return version


async def test_parts_of_an_abandoned_upload_go_with_it(
    platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the sweep is killed between the two: its row stays until the parts are gone."""
    version = await parted(platform)
    clock.ahead = timedelta(hours=25)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(platform.store.parted, "drop", die)
        await swept(platform)
    assert await platform.store.parted.sent(version.key, str(version.upload)) == {1: 1000}
    assert await swept(platform) == [Finding("abandoned", version.key)]
    with pytest.raises(NotFound):
        await platform.store.parted.sent(version.key, str(version.upload))
    assert await agrees(platform)


async def test_bytes_of_a_refused_upload_are_nobodys(platform: Platform, clock: Clock) -> None:
    """A worker that was killed after it refused them left them; their row does not keep them."""
    version = await parted(platform)
    await confirm_upload(platform, CLERK, version.id, sha256=SHA256)
    with pytest.MonkeyPatch.context() as patched, pytest.raises(Killed):
        patched.setattr(platform.store, "delete", die)
        await prove(platform, version.id)
    clock.ahead = timedelta(hours=25)
    assert await swept(platform) == [Finding("orphan", version.key)]
    assert await agrees(platform)


async def test_more_than_a_batch_is_swept(platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """Page after page of rows and keys."""
    monkeypatch.setattr(sweeping, "_BATCH", 3)
    for number in range(7):
        await pending(platform, sent=number % 2 == 0)
        await platform.store.write(new_key("demo"), DATA)
        await document(platform, await the_case(), DATA)
    clock.ahead = timedelta(hours=25)
    kinds = [finding.kind for finding in await swept(platform)]
    assert (kinds.count("abandoned"), kinds.count("orphan"), len(kinds)) == (7, 7, 14)
    assert await agrees(platform)
    assert len(await confirmed(platform)) == 8


async def test_a_document_without_its_bytes_is_named_and_never_deleted(platform: Platform, clock: Clock) -> None:
    """Gone or cut: a person has to know; the rows stay as they are."""
    gone, cut = [await document(platform, await the_case(), DATA) for _ in range(2)]
    await platform.store.delete(gone.key)
    await platform.store.delete(cut.key)
    await platform.store.write(cut.key, DATA[:5])
    rows = await everything(platform)
    clock.ahead = timedelta(days=400)
    assert await swept(platform) == [
        Finding("missing", f"document {gone.document_id} version 1: {gone.key} is absent"),
        Finding("missing", f"document {cut.document_id} version 1: {cut.key} has 5 bytes instead of 13"),
    ]
    assert await everything(platform) == rows
    assert (await contents(platform))[cut.key] == DATA[:5]


async def ask_nothing(*_: Any) -> None:
    """In the place of the question."""


async def forget_all_rows() -> None:
    """A database that has no case, as when the URL is wrong."""
    parts = (models.DocumentVersion, models.Document, models.Timer, models.Clock, models.Task)
    for model in (*parts, models.PhaseVisit, models.RiskAssessment, models.Event, models.Case):
        await model.all().delete()


async def test_the_store_of_another_platform_is_left_alone(
    platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database without any case is hardly the one the objects belong to: nothing is deleted."""
    objects = await contents(platform)
    clock.ahead = timedelta(hours=25)
    await forget_all_rows()
    with pytest.raises(Refused, match="the store has objects and the database has no case"):
        await swept(platform)
    assert await contents(platform) == objects
    monkeypatch.setattr(sweeping, "_check_belonging", ask_nothing)
    await swept(platform)
    assert await contents(platform) == {}  # the control: without the question every document would be gone


async def test_whoever_confirms_at_the_last_moment_wins(
    platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between finding the row and locking its case: the document stays."""
    version, stock = await pending(platform), sweeping.change

    @asynccontextmanager
    async def late(*arguments: Any) -> AsyncIterator[Any]:
        await confirm_upload(platform, CLERK, version.id, sha256=SHA256)
        async with stock(*arguments) as draft:
            yield draft

    monkeypatch.setattr(sweeping, "change", late)
    clock.ahead = timedelta(hours=25)
    assert await swept(platform) == []
    assert await agrees(platform)
    assert len(await confirmed(platform)) == 2
    assert not await models.Event.filter(name="upload_abandoned").exists()


async def test_an_upload_that_was_swept_cannot_be_confirmed(platform: Platform, clock: Clock) -> None:
    """It is not there any more, and nothing comes back."""
    version = await pending(platform)
    clock.ahead = timedelta(hours=25)
    await swept(platform)
    rows, objects = await everything(platform), await contents(platform)
    with pytest.raises(NotFound):
        await confirm_upload(platform, CLERK, version.id, sha256=SHA256)
    assert (await everything(platform), await contents(platform)) == (rows, objects)


async def test_a_killed_sweep_is_finished_by_the_next(
    platform: Platform, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row gone and its bytes still there: they are an orphan then."""
    version = await pending(platform)
    clock.ahead = timedelta(hours=25)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(platform.store, "delete", die)
        await swept(platform)
    assert not await _pending()
    assert await swept(platform) == [Finding("orphan", version.key)]
    assert await agrees(platform)


async def test_uploads_of_case_types_that_are_not_loaded_are_left_alone(platform: Platform, clock: Clock) -> None:
    """Their plugin may be back tomorrow; their bytes are no orphans meanwhile."""
    await pending(platform)
    rows, objects = await everything(platform), await contents(platform)
    clock.ahead = timedelta(hours=25)
    platform.case_types.clear()
    assert await swept(platform) == []
    assert (await everything(platform), await contents(platform)) == (rows, objects)
