"""A backup: every table as of one moment, then the bytes of every confirmed document, while others go on working."""

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from casewright import models
from casewright.archive import Progress
from casewright.archive.history import check_current
from casewright.archive.manifest import MANIFEST, Contents, Manifest, object_member, table_member, to_bytes
from casewright.archive.snapshot import count, line, rows, snapshot
from casewright.archive.tables import Table, tables
from casewright.archive.writer import ArchiveWriter, new_archive
from casewright.db.database import Database
from casewright.errors import NotFound
from casewright.platform import Platform
from casewright.storage import ObjectStore

Differs = Callable[[str], None]
"""Called with one sentence for each difference found."""

_VERSIONS = models.DocumentVersion._meta.db_table


async def backup(platform: Platform, file: Path, progress: Progress, differs: Differs) -> Manifest:
    """Write everything the open platform holds into a new archive.

    A confirmed document whose bytes are missing or are not those that were confirmed stops nothing: `differs` hears of
    it. Raises Invalid when the file exists, Refused for a database this installation does not know, Unavailable.
    """
    with new_archive(file) as archive, TemporaryFile(dir=file.parent) as confirmed:
        async with snapshot(platform.database) as frozen:
            migrations, made_at = await check_current(frozen), platform.now()
            contents = [await _copy_table(frozen, table, archive, confirmed, progress) for table in tables()]
        documents, size = await _copy_documents(platform.store, archive, confirmed, progress, differs)
        manifest = Manifest(
            casewright=version("casewright"),
            made_at=made_at,
            migrations=migrations,
            tables=tuple(contents),
            documents=documents,
            size=size,
        )
        with archive.member() as member:
            member.write(to_bytes(manifest))
            archive.add(MANIFEST, member)
    return manifest


async def _copy_table(
    database: Database, table: Table, archive: ArchiveWriter, confirmed: IO[bytes], progress: Progress
) -> Contents:
    """Copy the rows; those of confirmed documents are kept beside, to be followed when the snapshot is closed."""
    done, of = 0, await count(database, table.name)
    with archive.member() as member:
        async for row in rows(database, table):
            text = line(row)
            member.write(text)
            if table.name == _VERSIONS and row["state"] == "confirmed":
                confirmed.write(text)
            done += 1
            progress(f"rows of {table.name}", done, of)
        archive.add(table_member(table.name), member)
    return Contents(name=table.name, rows=done, columns=table.columns)


async def _copy_documents(
    store: ObjectStore, archive: ArchiveWriter, confirmed: IO[bytes], progress: Progress, differs: Differs
) -> tuple[int, int]:
    """How many were copied, and their bytes together."""
    confirmed.seek(0)
    done, size, of = 0, 0, sum(1 for _ in confirmed)
    confirmed.seek(0)
    for number, text in enumerate(confirmed, start=1):
        copied = await _copy_document(store, archive, json.loads(text), differs)
        if copied is not None:
            done, size = done + 1, size + copied
        progress("documents", number, of)
    return done, size


async def _copy_document(
    store: ObjectStore, archive: ArchiveWriter, row: dict[str, Any], differs: Differs
) -> int | None:
    """The number of bytes; None when they are missing."""
    document = f"document {row['document_id']} version {row['number']}"
    with archive.member() as member:
        try:
            async for chunk in store.read(row["key"]):
                member.write(chunk)
        except NotFound:
            differs(f"{document}: its bytes are missing")
            return None
        if (member.size, member.sha256) != (row["size"], row["sha256"]):
            differs(f"{document}: its bytes are not those that were confirmed")
        archive.add(object_member(row["key"]), member)
        return member.size
