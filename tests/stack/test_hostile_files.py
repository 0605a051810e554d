"""Files made to harm whoever opens them, by both ways to upload: nobody here opens them."""

import io
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from casewright.operations import parted_uploads
from casewright.prover import Prover
from clamd import scanning
from kit import running
from stack.hostile_files import Hostile, made
from stack.papers import DOCUMENT, PARTED, announce, confirm, digest, download, missing, put
from stack.town import NO_WORKER, PLUGINS, Town, rules

PART = 100_000
DOCUMENTS = "documents(first: 50) { current }"
MEMORY, SECONDS = 100, 2.0
"""MB and seconds of processor that one file may take at most, those of the client among them."""


@pytest.fixture
async def town(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    """A town with a scanner, in which what has more than a hundred kilobytes has parts."""
    monkeypatch.setattr(parted_uploads, "PART_SIZE", PART)
    async with (
        scanning() as clamd,
        running(database_url, tmp_path / "data", PLUGINS, broker_url=NO_WORKER, scanner_url=clamd.url) as stack,
    ):
        yield Town.founded(stack)


async def by_one_link(town: Town, case: dict[str, Any], file: Hostile) -> tuple[str, dict[str, Any]]:
    """The rule by which it is refused, and its document."""
    upload = await announce(town, case, file.content, name="file", mediaType=file.media_type)
    assert (await put(town.stack, upload, file.content)).status_code == 201
    return "".join(rules(await confirm(town, upload, file.content))), upload["document"]


async def in_parts(town: Town, case: dict[str, Any], file: Hostile) -> tuple[str, dict[str, Any]]:
    """The same, as the worker says it."""
    values = {"name": "file", "mediaType": file.media_type, "size": float(len(file.content))}
    upload = await town.clerk.done("requestPartedUpload", PARTED, id=case["id"], **values)
    for part in await missing(town, upload):
        start = (part["number"] - 1) * PART
        assert (await put(town.stack, part, file.content[start : start + part["size"]])).status_code == 201
    await town.clerk.done("confirmUpload", DOCUMENT, versionId=upload["versionId"], sha256=digest(file.content))
    async with Prover(town.stack.platform) as prover:
        await prover.round()
        await prover.settled()
    [event] = (await town.seen(case, "events(newest: true, first: 1) { data }"))["events"]
    return event["data"].get("rule", ""), upload["document"]


def megabytes(what: str) -> int:
    """Of this process: VmRSS is what it has, VmHWM the most it had."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(what)]
    return int(line.split()[1]) // 1024


def begun() -> tuple[int, float]:
    """What this process has and took so far; the most that it had begins anew."""
    Path("/proc/self/clear_refs").write_text("5")
    return megabytes("VmRSS"), time.process_time()


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("way", [by_one_link, in_parts])
async def test_each_is_kept_as_it_is_or_refused(town: Town, tmp_path: Path, way: Any) -> None:
    """Never unpacked, drawn or read, so it costs what its bytes cost; given back only as something to save."""
    case = await town.tree()
    for name, file in made().items():
        memory, taken = begun()
        rule, document = await way(town, case, file)
        assert rule == file.rule, name
        if not rule:
            response = await download(town.clerk, document)
            assert response.content == file.content, name
            assert response.headers["content-disposition"].startswith("attachment;")
            assert response.headers["x-content-type-options"] == "nosniff"
            assert response.headers["content-security-policy"] == "sandbox"
        assert megabytes("VmHWM") - memory <= MEMORY, name
        assert time.process_time() - taken <= SECONDS, name
    assert not list(tmp_path.rglob("*slipped*"))
    kept = [document["current"] for document in (await town.seen(case, DOCUMENTS))["documents"]]
    assert sum(kept) == sum(not file.rule for file in made().values())


def test_control_whoever_opens_one_pays_for_it() -> None:
    """As a search in the text of a letter would."""
    letter = made()["a letter that swells"].content
    memory, _ = begun()
    with zipfile.ZipFile(io.BytesIO(letter)) as archive:
        archive.read("word/document.xml")
    assert megabytes("VmHWM") - memory > MEMORY
