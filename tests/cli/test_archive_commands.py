"""`casewright backup`, `restore` and `sweep` as an operator uses them."""

import asyncio
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from stack_production.copies import at_work, settle

Run = Callable[..., subprocess.CompletedProcess[str]]
OLD = "0190163d-8694-739b-aea5-966c26f8ad91"
"""An identifier of June 2024."""


@pytest.fixture
def data(environment: dict[str, str], sqlite_template: str) -> Path:
    """The data folder of a platform with cases and three documents."""
    folder = Path(environment["CASEWRIGHT_DATA_DIR"])
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "casewright.db")
    asyncio.run(_settled(folder))
    return folder


async def _settled(folder: Path) -> None:
    async with at_work(f"sqlite:///{folder / 'casewright.db'}", folder) as platform:
        await settle(platform)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    """What the database of a data folder answers."""
    with closing(sqlite3.connect(folder / "casewright.db")) as connection:
        return connection.execute(query).fetchall()


def files(folder: Path) -> dict[str, bytes]:
    """The documents of a data folder."""
    found = (folder / "documents").glob("demo/**/*")
    return {str(path.relative_to(folder)): path.read_bytes() for path in found if path.is_file()}


def test_a_backup_is_restored_elsewhere(run: Run, data: Path, tmp_path: Path) -> None:
    """Plan, restore and audit: one line of result each on standard output, progress beside it."""
    file, other = tmp_path / "all.tar.gz", str(tmp_path / "other")
    kept = run("backup", file)
    amount = r"\d+ rows of \d+ tables and 3 documents \(\d+ bytes\) as of [-0-9]+ [:0-9]+ UTC"
    assert re.fullmatch(f"{amount} kept in {re.escape(str(file))}, 0 differences\n", kept.stdout)
    planned = run("restore", file, "--plan", CASEWRIGHT_DATA_DIR=other)
    assert re.fullmatch(f"{amount} can be restored\n", planned.stdout)
    restored = run("restore", file, CASEWRIGHT_DATA_DIR=other)
    assert re.fullmatch(f"{amount} restored in [.0-9]+ s, 0 differences\n", restored.stdout)
    assert [kept.returncode, planned.returncode, restored.returncode] == [0, 0, 0]
    assert "documents: 3 of 3" in kept.stderr
    assert "applied core.0001_initial" in restored.stderr
    assert run("audit", "verify", CASEWRIGHT_DATA_DIR=other).stdout == "2 cases verified, 0 broken\n"
    assert rows(Path(other), "SELECT * FROM event ORDER BY id") == rows(data, "SELECT * FROM event ORDER BY id")
    assert files(Path(other)) == files(data)


def test_a_refusal_is_one_sentence_and_nothing_is_written(run: Run, data: Path, tmp_path: Path) -> None:
    """A file in the way, a database in the way, a database that is behind, a file that was cut."""
    file, cut, other = tmp_path / "all.tar", tmp_path / "cut.tar", str(tmp_path / "other")
    run("backup", file)
    cut.write_bytes(file.read_bytes()[:100_000])
    before, events = file.read_bytes(), rows(data, "SELECT * FROM event")
    refusals = [
        (run("backup", file), f"[BAD_USER_INPUT]: {file} exists already; a backup replaces no file"),
        (
            run("restore", file),
            "[REFUSED]: the database is not empty, there are rows in approval; restore into a new one",
        ),
        (
            run("restore", cut, CASEWRIGHT_DATA_DIR=other),
            f"[BAD_USER_INPUT]: {cut} is damaged, or no archive of casewright",
        ),
        (
            run("backup", tmp_path / "none.tar", CASEWRIGHT_DATA_DIR=other),
            "[UNAVAILABLE]: the database is not up to date; run casewright migrate first",
        ),
    ]
    for result, sentence in refusals:
        assert (result.returncode, result.stdout) == (1, "")
        assert result.stderr.splitlines()[-1] == f"error {sentence}"
    assert (file.read_bytes(), rows(data, "SELECT * FROM event")) == (before, events)
    assert not (tmp_path / "none.tar").exists()
    assert not (tmp_path / "other" / "documents").exists()


def test_a_killed_backup_leaves_no_archive(
    run: Run, environment: dict[str, str], command: list[str], data: Path, tmp_path: Path
) -> None:
    """SIGKILL in the middle: the name is not there, and the next backup gets it."""
    with closing(sqlite3.connect(data / "casewright.db")) as connection, connection:
        many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000) SELECT i FROM n"
        connection.execute(
            "INSERT INTO note (id, tenant_id, case_id, text, author, created_at)"
            " SELECT printf('00000000-0000-7000-8000-%012d', i), 'demo', c.id, 'x', 'c', c.opened_at"
            f' FROM ({many}), (SELECT * FROM "case" LIMIT 1) c'
        )
    file = tmp_path / "all.tar"
    words = [*command, "backup", str(file)]
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("rows: ")
        process.kill()
    assert (process.returncode, file.exists()) == (-9, False)
    assert run("backup", file).returncode == 0


def test_documents_that_differ_fail_the_backup_and_the_restore(
    run: Run, data: Path, sqlite_template: str, tmp_path: Path
) -> None:
    """Both do what can be done, name the document and end with 1."""
    name = next(iter(files(data)))
    (data / name).unlink()
    [(document, number)] = rows(
        data, f"SELECT document_id, number FROM document_version WHERE key = '{name.removeprefix('documents/')}'"
    )
    kept = run("backup", tmp_path / "all.tar")
    (tmp_path / "other").mkdir()
    shutil.copy(sqlite_template, tmp_path / "other" / "casewright.db")
    restored = run("restore", tmp_path / "all.tar", CASEWRIGHT_DATA_DIR=str(tmp_path / "other"))
    for result in (kept, restored):
        first, last = result.stdout.splitlines()
        assert (result.returncode, first) == (1, f"document {document} version {number}: its bytes are missing")
        assert last.endswith(", 1 differences")
    assert files(tmp_path / "other") == files(data)


def test_a_sweep_deletes_leftovers_and_names_what_is_missing(run: Run, data: Path) -> None:
    """A dry run first; then bytes that no row knows go, and a lost document makes it end with 1."""
    whole = files(data)
    orphan = data / "documents" / "demo" / "24" / "06" / OLD
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"nobody's")
    dry = run("sweep", "--dry-run")
    assert (dry.returncode, len(files(data))) == (0, len(whole) + 1)
    assert f"orphan: demo/24/06/{OLD}\n" in dry.stdout
    assert "1 objects without a row would be deleted" in dry.stdout
    done = run("sweep")
    assert (done.returncode, files(data)) == (0, whole)
    lost = next(iter(whole))
    (data / lost).unlink()
    bad = run("sweep")
    assert bad.returncode == 1
    assert bad.stdout.startswith("missing: document ")
    assert bad.stdout.endswith("\n1 documents without their bytes\n")
