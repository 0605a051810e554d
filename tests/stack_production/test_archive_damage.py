"""Archives that are not what a backup wrote: one clear sentence, and nothing is written."""

import hashlib
import io
import json
import re
import shutil
import sqlite3
import tarfile
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from casewright.archive import reader
from casewright.archive.reader import check, members, opened
from casewright.errors import CasewrightError, Invalid
from casewright.operations.restore import restore
from stack_production.copies import at_work, everything, kept, platform_at, settle, silent

Members = dict[str, bytes]
FOLDER = "casewright-archive-1"
KEY = "demo/26/03/019ca5c3-2a4f-7a10-8c1b-5f5f6a7b8c9d"


@pytest.fixture(scope="module")
async def archive(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Path]:
    """A small archive of a town, to be copied and spoilt."""
    folder = tmp_path_factory.mktemp("archive")
    shutil.copy(sqlite_template, folder / "source.db")
    async with at_work(f"sqlite:///{folder / 'source.db'}", folder / "source") as platform:
        await settle(platform)
        await kept(platform, folder / "all.tar")
        await kept(platform, folder / "all.tar.gz")
    yield folder / "all.tar"


def taken_apart(file: Path) -> Members:
    """The members of an archive by name."""
    with opened(file) as raw:
        return {name: stream.read() for name, stream in members(raw)}


def put_together(file: Path, parts: Members, folder: str = FOLDER) -> Path:
    """A tar of these members as they are."""
    with tarfile.open(file, "w") as tar:
        for name, data in parts.items():
            header = tarfile.TarInfo(f"{folder}/{name}")
            header.size = len(data)
            tar.addfile(header, io.BytesIO(data))
    return file


def summed(parts: Members) -> Members:
    """The members with sums that fit them: what a careful forger makes."""
    parts = {name: data for name, data in parts.items() if name != "SHA256SUMS"}
    lines = [f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in parts.items()]
    return parts | {"SHA256SUMS": "".join(lines).encode()}


async def refused(file: Path, folder: Path) -> str:
    """What a restore of the file says, having made no table and no object."""
    target = folder / "target.db"
    with pytest.raises(CasewrightError) as caught:
        await restore(platform_at(f"sqlite:///{target}", folder / "target"), file, silent, silent)
    assert not (folder / "target").exists()
    if target.exists():
        with closing(sqlite3.connect(target)) as connection:
            assert connection.execute("SELECT name FROM sqlite_master").fetchall() == []
    assert "\n" not in caught.value.message
    return caught.value.message


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def without(parts: Members, start: str) -> Members:
    name = next(name for name in parts if name.startswith(start))
    return {other: data for other, data in parts.items() if other != name}


def changed(parts: Members, start: str) -> Members:
    name = next(name for name in parts if name.startswith(start) and parts[name])
    return parts | {name: flipped(parts[name], len(parts[name]) // 2)}


SPOILT: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a row changed": (lambda parts: changed(parts, "tables/"), "the bytes of tables/.* are not those"),
    "a document changed": (lambda parts: changed(parts, "objects/"), "the bytes of objects/.* are not those"),
    "the sums changed": (lambda parts: changed(parts, "SHA256SUMS"), "the archive is damaged: "),
    "a table missing": (lambda parts: without(parts, "tables/note"), "where tables/note.jsonl should be is"),
    "a document missing": (lambda parts: without(parts, "objects/"), "where objects/.* should be is"),
    "the manifest missing": (lambda parts: without(parts, "manifest"), "where manifest.json should be is nothing"),
    "the sums missing": (lambda parts: without(parts, "SHA256SUMS"), "its end is missing"),
    "a document more": (lambda parts: {f"objects/{KEY}": b"x", **parts}, "where tables/.* should be is objects/"),
    "something after the end": (lambda parts: parts | {f"objects/{KEY}": b"x"}, "comes after its end"),
    "another order": (lambda parts: dict(reversed(parts.items())), "the archive is damaged: "),
    "nothing": (lambda parts: {}, "damaged, or no archive|its end is missing"),
}


@pytest.mark.parametrize("damage", SPOILT)
async def test_damage_is_named_and_nothing_is_written(archive: Path, tmp_path: Path, damage: str) -> None:
    """What is changed, missing or too much stands in the sentence."""
    spoil, sentence = SPOILT[damage]
    file = put_together(tmp_path / "spoilt.tar", spoil(taken_apart(archive)))
    assert re.search(sentence, await refused(file, tmp_path))


def with_manifest(parts: Members, **values: object) -> Members:
    return parts | {"manifest.json": json.dumps(json.loads(parts["manifest.json"]) | values).encode()}


FORGED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "less rows": (lambda parts: parts | {"tables/note.jsonl": b""}, "does not hold what its manifest says"),
    "more documents": (lambda parts: with_manifest(parts, documents=4), "does not hold what its manifest says"),
    "other bytes": (lambda parts: with_manifest(parts, size=4), "does not hold what its manifest says"),
    "no manifest inside": (lambda parts: parts | {"manifest.json": b"{}"}, "manifest .* is not understood"),
    "unknown migrations": (
        lambda parts: with_manifest(parts, migrations=["core.0001_initial", "core.0999_later", "moon.0001_base"]),
        "the archive of casewright .* needs core.0999_later, moon.0001_base, which is not installed here",
    ),
}


@pytest.mark.parametrize("forgery", FORGED)
async def test_sums_that_fit_are_not_enough(archive: Path, tmp_path: Path, forgery: str) -> None:
    """The manifest and the members must agree, and the migrations must be known here."""
    forge, sentence = FORGED[forgery]
    file = put_together(tmp_path / "forged.tar", summed(forge(taken_apart(archive))))
    assert re.search(sentence, await refused(file, tmp_path))


def with_table(parts: Members, old: str, new: str) -> Members:
    """A word changed in the rows of notes and in their columns."""
    manifest = parts["manifest.json"].replace(old.encode(), new.encode())
    return parts | {
        "manifest.json": manifest,
        "tables/note.jsonl": parts["tables/note.jsonl"].replace(old.encode(), new.encode()),
    }


MISFITS: dict[str, tuple[Callable[[Members], Members], str]] = {
    "no JSON": (
        lambda parts: parts | {"tables/note.jsonl": b"{\n"},
        "a row of note in the archive is not understood; no row was restored",
    ),
    "a column less": (
        lambda parts: parts | {"tables/note.jsonl": parts["tables/note.jsonl"].replace(b'"author"', b'"writer"')},
        "a row of note in the archive is not understood; no row was restored",
    ),
    "no case": (
        lambda parts: (
            parts
            | {
                "tables/note.jsonl": re.sub(
                    b'"case_id":"[^"]*"', f'"case_id":"{KEY[-36:]}"'.encode(), parts["tables/note.jsonl"]
                )
            }
        ),
        "the rows of note in the archive do not fit; no row was restored",
    ),
    "twice the same": (
        lambda parts: with_manifest(
            parts | {"tables/note.jsonl": parts["tables/note.jsonl"] * 2},
            tables=[
                table | ({"rows": 2} if table["name"] == "note" else {})
                for table in json.loads(parts["manifest.json"])["tables"]
            ],
        ),
        "the rows of note in the archive do not fit; no row was restored",
    ),
    "SQL in a column": (
        lambda parts: with_table(parts, '"author"', '"author\\") VALUES (1); --"'),
        "the table note has other columns here than in the archive",
    ),
}


@pytest.mark.parametrize("misfit", MISFITS)
async def test_rows_that_do_not_fit_are_taken_back(
    archive: Path, sqlite_template: str, tmp_path: Path, misfit: str
) -> None:
    """A forger's rows: one sentence, and the transaction leaves no row of any table."""
    forge, sentence = MISFITS[misfit]
    shutil.copy(sqlite_template, tmp_path / "target.db")
    file = put_together(tmp_path / "forged.tar", summed(forge(taken_apart(archive))))
    target = platform_at(f"sqlite:///{tmp_path / 'target.db'}", tmp_path / "target")
    with pytest.raises(CasewrightError, match=f"^{re.escape(sentence)}$"):
        await restore(target, file, silent, silent)
    async with target:
        assert not any((await everything(target)).values())


@pytest.mark.parametrize(
    ("folder", "name", "sentence"),
    [
        ("casewright-archive-2", "manifest.json", "has format 2, this casewright reads format 1; use another version"),
        ("casewright-archive-0", "manifest.json", "has format 0, this casewright reads format 1; use another version"),
        ("..", "evil.txt", "this is no archive of casewright: it holds '../evil.txt'"),
        ("/tmp", "evil.txt", "this is no archive of casewright: it holds '/tmp/evil.txt'"),
        (FOLDER, "../evil.txt", "the archive holds .*, which no backup writes"),
        (FOLDER, f"objects/../../{KEY}", "the archive holds .*, which no backup writes"),
        (FOLDER, "objects//etc/passwd", "the archive holds .*, which no backup writes"),
        (FOLDER, 'tables/no"te.jsonl', "the archive holds .*, which no backup writes"),
        (FOLDER, "tables/../manifest.json", "the archive holds .*, which no backup writes"),
        (FOLDER, "readme\nfoo", "this is no archive of casewright: it holds "),
    ],
)
async def test_other_formats_and_hostile_names_are_refused(
    tmp_path: Path, folder: str, name: str, sentence: str
) -> None:
    """The first member already tells; no name becomes a path."""
    file = put_together(tmp_path / "hostile.tar", {name: b"x"}, folder)
    assert re.search(sentence, await refused(file, tmp_path))
    assert {path.name for path in tmp_path.iterdir()} <= {"hostile.tar", "target", "target.db", "target.db.lock"}


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
async def test_only_files_are_taken(tmp_path: Path, kind: bytes) -> None:
    """No links, folders or devices."""
    with tarfile.open(tmp_path / "hostile.tar", "w") as tar:
        header = tarfile.TarInfo(f"{FOLDER}/objects/{KEY}")
        header.type, header.linkname = kind, "/etc/passwd"
        tar.addfile(header)
    assert re.search("but not as a file|which no backup writes", await refused(tmp_path / "hostile.tar", tmp_path))


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"\x1f\x8b\x08broken", b"\0" * 20_000])
async def test_what_is_no_archive_is_called_so(tmp_path: Path, data: bytes) -> None:
    """Any other file, and none at all."""
    (tmp_path / "other.tar").write_bytes(data)
    assert re.search("damaged, or no archive|is not complete", await refused(tmp_path / "other.tar", tmp_path))
    assert await refused(tmp_path / "none.tar", tmp_path / "again") == f"there is no file {tmp_path / 'none.tar'}"


def same_or_refused(file: Path, whole: Members) -> bool:
    """Whether the archive is refused; when it is not, it holds what was written."""
    try:
        check(file, silent)
    except Invalid as error:
        assert "\n" not in error.message
        return True
    assert taken_apart(file) == whole
    return False


@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz"])
async def test_one_flipped_bit_anywhere_is_found(archive: Path, tmp_path: Path, name: str) -> None:
    """At a hundred places of the file; one that is not refused changed nothing that is read."""
    data, whole, random = archive.with_name(name).read_bytes(), taken_apart(archive.with_name(name)), Random(11)
    file, found = tmp_path / name, 0
    for _ in range(100):
        place = random.randrange(len(data))
        file.write_bytes(data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :])
        found += same_or_refused(file, whole)
    assert found > 60


@pytest.mark.parametrize("name", ["all.tar", "all.tar.gz"])
async def test_a_cut_end_is_found(archive: Path, tmp_path: Path, name: str) -> None:
    """Cut at any place; only the padding after the last member may be missing."""
    data, whole, random = archive.with_name(name).read_bytes(), taken_apart(archive.with_name(name)), Random(12)
    file, found = tmp_path / name, 0
    for place in [0, 1, 511, 512, 513, len(data) - 12_000] + [random.randrange(len(data)) for _ in range(40)]:
        file.write_bytes(data[:place])
        found += same_or_refused(file, whole)
    assert found > 30


async def test_without_the_sums_a_changed_document_is_believed(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it is the comparison that finds it."""
    file = put_together(tmp_path / "spoilt.tar", changed(taken_apart(archive), "objects/"))
    with pytest.raises(Invalid, match="are not those that were written"):
        check(file, silent)
    monkeypatch.setattr(reader, "_compare", silent)
    assert check(file, silent).documents == 3
