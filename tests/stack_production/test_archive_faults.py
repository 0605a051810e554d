"""What a backup and a restore do when something is wrong, or was before."""

from pathlib import Path
from uuid import uuid4

import pytest

from casewright import models
from casewright.archive.backup import backup
from casewright.errors import Invalid, Refused, Unavailable
from casewright.operations.heartbeat import beat, worker_alive
from casewright.operations.outbox import fan_out
from casewright.operations.restore import plan, restore
from stack_production.copies import (
    at_work,
    contents,
    copied,
    document,
    everything,
    kept,
    new_bridge,
    platform_at,
    same_database,
    settle,
    silent,
    sqlite_only,
)


@sqlite_only
async def test_documents_that_differ_are_named_and_stop_nothing(
    source_url: str, target_url: str, tmp_path: Path
) -> None:
    """Missing and changed bytes: both the backup and the proof of the copy name them, all others are there."""
    async with at_work(source_url, tmp_path / "source") as platform:
        case = await new_bridge(platform, "one")
        whole, changed, lost = [await document(platform, case, data) for data in (b"whole", b"bytes", b"gone")]
        (tmp_path / "source" / "documents" / changed.key).write_bytes(b"BYTES")
        await platform.store.delete(lost.key)
        found: list[str] = []
        await backup(platform, tmp_path / "all.tar", silent, found.append)
    expected = [
        f"document {changed.document_id} version 1: its bytes are not those that were confirmed",
        f"document {lost.document_id} version 1: its bytes are missing",
    ]
    assert found == expected
    target = platform_at(target_url, tmp_path / "target")
    assert await copied(target, tmp_path / "all.tar") == expected
    async with target:
        assert await contents(target) == {whole.key: b"whole", changed.key: b"BYTES"}


@sqlite_only
async def test_the_proof_finds_a_changed_event(source_url: str, target_url: str, tmp_path: Path) -> None:
    """What was wrong before the backup is wrong in the copy, and named."""
    async with at_work(source_url, tmp_path / "source") as platform:
        case = await models.Case.get(id=await new_bridge(platform, "one"))
        await models.Event.filter(case_id=case.id).update(actor="somebody")
        await kept(platform, tmp_path / "all.tar")
    found = await copied(platform_at(target_url, tmp_path / "target"), tmp_path / "all.tar")
    assert found == [f"demo {case.number} event 1: the columns of the event differ from its body"]


@same_database
async def test_nothing_comes_back_in_hand(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Deliveries that a process had are pending again, those that are done stay done, and no worker seems to live."""
    states = ["pending", "dispatched", "running", "done", "dead"]
    async with at_work(source_url, tmp_path / "source") as platform:
        for number in range(len(states)):
            await new_bridge(platform, f"bridge {number}")
        await fan_out(platform)
        deliveries = await models.Delivery.all().order_by("id")
        for delivery, state in zip(deliveries, states, strict=True):
            await models.Delivery.filter(id=delivery.id).update(state=state)
        await beat(platform, uuid4())
        assert await worker_alive(platform)
        await kept(platform, tmp_path / "all.tar")
    target = platform_at(target_url, tmp_path / "target")
    assert await copied(target, tmp_path / "all.tar") == []
    async with target:
        restored = await models.Delivery.all().order_by("id").values_list("state", flat=True)
        assert restored == ["pending", "pending", "pending", "done", "dead"]
        assert not await worker_alive(target)


@same_database
async def test_a_database_with_rows_is_refused(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Nothing is written, neither rows nor objects; a database that is only migrated is empty."""
    async with at_work(source_url, tmp_path / "source") as platform:
        await settle(platform)
        await kept(platform, tmp_path / "all.tar")
    async with at_work(target_url, tmp_path / "target") as taken:
        assert (await plan(taken, tmp_path / "all.tar", silent)).documents == 3
        await new_bridge(taken, "mine")
        rows = await everything(taken)
    for attempt in (plan(taken, tmp_path / "all.tar", silent), restore(taken, tmp_path / "all.tar", silent, silent)):
        with pytest.raises(Refused, match="the database is not empty, there are rows in case; restore into a new one"):
            await attempt
    async with taken:
        assert await everything(taken) == rows
        assert await contents(taken) == {}


@sqlite_only
async def test_a_plan_writes_nothing(source_url: str, bare_url: str, tmp_path: Path) -> None:
    """No table and no object is there afterwards."""
    async with at_work(source_url, tmp_path / "source") as platform:
        await settle(platform)
        made = await kept(platform, tmp_path / "all.tar")
    target = platform_at(bare_url, tmp_path / "target")
    assert await plan(target, tmp_path / "all.tar", silent) == made
    async with target:
        assert await contents(target) == {}
        with pytest.raises(Exception, match="case"):
            await models.Case.all().count()


@same_database
async def test_a_restore_that_died_can_be_done_again(
    source_url: str, bare_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of the rows: no row is there, and the objects that are do not disturb the next run.

    The database has no tables before.
    """
    async with at_work(source_url, tmp_path / "source") as platform:
        await settle(platform)
        await kept(platform, tmp_path / "all.tar")
        rows = await everything(platform)
    target = platform_at(bare_url, tmp_path / "target")

    def die(what: str, done: int, of: int) -> None:
        if what == "rows" and done > of / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await restore(target, tmp_path / "all.tar", die, silent)
    async with target:
        assert not any((await everything(target)).values())
        assert len(await contents(target)) == 3
    assert await copied(target, tmp_path / "all.tar") == []
    async with target:
        assert await everything(target) == rows


@sqlite_only
async def test_objects_in_the_way_are_not_replaced(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Other bytes under a key stay, and the proof names the document."""
    async with at_work(source_url, tmp_path / "source") as platform:
        version = await document(platform, await new_bridge(platform, "one"), b"bytes")
        await kept(platform, tmp_path / "all.tar")
    async with at_work(target_url, tmp_path / "target") as target:
        await target.store.write(version.key, b"other")
    found = await copied(target, tmp_path / "all.tar")
    assert found == [f"document {version.document_id} version 1: its bytes are not those that were confirmed"]
    async with target:
        assert await contents(target) == {version.key: b"other"}


@sqlite_only
async def test_a_backup_that_fails_leaves_nothing(source_url: str, tmp_path: Path) -> None:
    """Neither the file nor a part of it; and an older file is never replaced."""
    folder = tmp_path / "backups"
    folder.mkdir()
    async with at_work(source_url, tmp_path / "source") as platform:
        await settle(platform)

        def die(what: str, done: int, of: int) -> None:
            if what == "documents":
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            await backup(platform, folder / "all.tar", die, silent)
        assert list(folder.iterdir()) == []
        with pytest.raises(Unavailable, match="cannot be written: No such file or directory"):
            await backup(platform, folder / "none" / "all.tar", silent, silent)
        await kept(platform, folder / "all.tar")
        before = (folder / "all.tar").read_bytes()
        with pytest.raises(Invalid, match="exists already; a backup replaces no file"):
            await backup(platform, folder / "all.tar", silent, silent)
    assert [(file.name, file.read_bytes()) for file in folder.iterdir()] == [("all.tar", before)]
    assert (folder / "all.tar").stat().st_mode & 0o777 == 0o600
