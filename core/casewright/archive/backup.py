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
from casewright.archive.snapshot import count, pages, snapshot
from casewright.archive.tables import Table, tables
from casewright.archive.tally import Tally
from casewright.archive.values import compact
from casewright.archive.writer import ArchiveWriter, new_archive
from casewright.db.database import Database
from casewright.errors import NotFound
from casewright.models.document import UploadState
from casewright.platform import Platform
from casewright.storage import ObjectStore

Differs = Callable[[str], None]
"""Called with one sentence for each difference that is found."""

_VERSIONS = models.DocumentVersion._meta.db_table


async def backup(platform: Platform, file: Path, progress: Progress, differs: Differs) -> Manifest:
    """Write everything the open platform holds into a new archive.

    A confirmed document whose bytes are missing or are not those that were confirmed stops nothing: `differs` hears of
    it. Raises Invalid when the file exists, Refused for a database of other migrations than this installation's,
    Unavailable.
    """
    with new_archive(file) as archive, TemporaryFile(dir=file.parent) as confirmed:
        async with snapshot(platform.database) as frozen:
            migrations, made_at = await check_current(frozen), platform.now()
            contents = await _copy_tables(frozen, archive, confirmed, progress)
        documents, size = await _copy_documents(platform.store, archive, confirmed, progress, differs)
        manifest = Manifest(
            casewright=version("casewright"),
            made_at=made_at,
            migrations=migrations,
            tables=contents,
            documents=documents,
            size=size,
        )
        with archive.member() as member:
            member.write(to_bytes(manifest))
            archive.add(MANIFEST, member)
    return manifest


async def _copy_tables(
    database: Database, archive: ArchiveWriter, confirmed: IO[bytes], progress: Progress
) -> tuple[Contents, ...]:
    every = tables()
    tally = Tally(progress, "rows", sum([await count(database, table.name) for table in every]))
    return tuple([await _copy_table(database, table, archive, confirmed, tally) for table in every])


async def _copy_table(
    database: Database, table: Table, archive: ArchiveWriter, confirmed: IO[bytes], tally: Tally
) -> Contents:
    """Copy the rows; those of confirmed documents are kept beside, to be followed when the snapshot is closed."""
    before = tally.done
    with archive.member() as member:
        async for page in pages(database, table):
            for row in page:
                line = compact(row).encode() + b"\n"
                member.write(line)
                if table.name == _VERSIONS and row["state"] == UploadState.CONFIRMED:
                    confirmed.write(line)
            tally.add(len(page))
        archive.add(table_member(table.name), member)
    return Contents(name=table.name, rows=tally.done - before, columns=table.columns)


async def _copy_documents(
    store: ObjectStore, archive: ArchiveWriter, confirmed: IO[bytes], progress: Progress, differs: Differs
) -> tuple[int, int]:
    """How many were copied, and their bytes together."""
    confirmed.seek(0)
    tally = Tally(progress, "documents", sum(1 for _ in confirmed))
    confirmed.seek(0)
    copied, size = 0, 0
    for line in confirmed:
        found = await _copy_document(store, archive, json.loads(line), differs)
        tally.add()
        if found is not None:
            copied, size = copied + 1, size + found
    return copied, size


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
