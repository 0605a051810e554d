"""What an archive holds, and how its members are called."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from casewright.archive.values import Kind
from casewright.errors import Invalid
from casewright.storage.keys import is_key

FORMAT = 1
"""Raised when an older casewright could not read the file any more."""
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"

_FOLDER = re.compile(r"casewright-archive-([0-9]{1,6})/(.+)", re.ASCII)
_TABLE = re.compile(r"tables/([A-Za-z0-9_]+)\.jsonl", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The table `name`: how many rows, and the kind of each column."""

    name: str
    rows: int
    columns: Mapping[str, Kind]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """`made_at` is the moment the rows are of; `migrations` (`label.name`) made the tables they come from.

    `size` is that of all documents, in bytes.
    """

    casewright: str
    made_at: datetime
    migrations: tuple[str, ...]
    tables: tuple[Contents, ...]
    documents: int
    size: int

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(table.rows for table in self.tables)


_MANIFEST = TypeAdapter(Manifest)


def to_bytes(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    return _MANIFEST.dump_json(manifest, indent=2)


def from_bytes(data: bytes) -> Manifest:
    """The manifest; raises Invalid."""
    try:
        return _MANIFEST.validate_json(data)
    except ValidationError as error:
        raise Invalid("the manifest of the archive is not understood") from error


def member_name(inner: str) -> str:
    """The full name of a member."""
    return f"casewright-archive-{FORMAT}/{inner}"


def inner_name(name: str) -> str:
    """The name within the folder; raises Invalid for another format and for every name that no backup gives."""
    parts = _FOLDER.fullmatch(name)
    if parts is None:
        raise Invalid(f"this is no archive of casewright: it holds {name[:100]!r}")
    if int(parts[1]) != FORMAT:
        raise Invalid(f"the archive has format {parts[1]}, this casewright reads format {FORMAT}; use another version")
    inner = parts[2]
    if inner not in (MANIFEST, SUMS) and table_of(inner) is None and key_of(inner) is None:
        raise Invalid(f"the archive holds {name[:100]!r}, which no backup writes")
    return inner


def table_member(table: str) -> str:
    """Where the rows of a table are."""
    return f"tables/{table}.jsonl"


def table_of(inner: str) -> str | None:
    """The table whose rows the member holds, if it does."""
    found = _TABLE.fullmatch(inner)
    return found[1] if found else None


def object_member(key: str) -> str:
    """Where the bytes under a key are."""
    return f"objects/{key}"


def key_of(inner: str) -> str | None:
    """The key whose bytes the member holds, if it does."""
    key = inner.removeprefix("objects/")
    return key if key != inner and is_key(key) else None
