"""Foreign tables as rows of text: CSV with a header, or JSON with an array of flat objects."""

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from io import StringIO
from pathlib import Path
from typing import Any, TypeAlias

from casewright.errors import Invalid

TableRows: TypeAlias = Iterator[tuple[int, Mapping[str, str]]]
"""Each row by its column names, with the line it ends in (CSV) or its place in the array (JSON, from 1)."""


class TableFormat(StrEnum):
    """How a table is written."""

    CSV = "csv"
    """With a header."""
    JSON = "json"
    """An array of flat objects; what one leaves out, or gives as null, is empty."""


def read_rows(path: Path, columns: Collection[str]) -> TableRows:
    """The rows of a file, JSON by its name or else CSV; raises Invalid when it is no table with these columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(file, TableFormat.JSON if path.suffix.lower() == ".json" else TableFormat.CSV, columns)
    except OSError as error:
        raise _no_table(f"the file {path} cannot be read") from error
    except UnicodeDecodeError as error:
        raise _no_table(f"the file {path} is not UTF-8 text") from error


def rows_of(text: str, format: TableFormat, columns: Collection[str]) -> TableRows:
    """The same of a text."""
    yield from _rows(StringIO(text.removeprefix("\ufeff"), newline=""), format, columns)


def _rows(lines: Iterable[str], format: TableFormat, columns: Collection[str]) -> TableRows:
    if format is TableFormat.CSV:
        yield from _csv_rows(lines, columns)
        return
    try:
        document = json.loads("".join(lines))
    except json.JSONDecodeError as error:
        raise _no_table(f"the file is not JSON at line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise _no_table("the file has JSON with a number too large, or nested too deeply") from error
    yield from _json_rows(document, columns)


def _no_table(message: str) -> Invalid:
    return Invalid(message, rule="import.file", field="file")


def _csv_rows(lines: Iterable[str], columns: Collection[str]) -> TableRows:
    reader = csv.DictReader(lines, strict=True)
    try:
        _check_columns(columns, reader.fieldnames or ())
        for row in reader:
            if None in row or None in row.values():
                raise _no_table(f"line {reader.line_num} has another number of cells than the header")
            yield reader.line_num, row
    except csv.Error as error:
        raise _no_table(f"the file is not CSV at line {reader.line_num}: {error}") from error


def _json_rows(document: Any, columns: Collection[str]) -> TableRows:
    if not isinstance(document, list) or not all(isinstance(each, dict) for each in document):
        raise _no_table("the file is not an array of JSON objects")
    _check_columns(columns, {name for each in document for name in each})
    blank = dict.fromkeys(columns, "")
    for place, each in enumerate(document, start=1):
        row = blank | {name: _text(value) for name, value in each.items()}
        if any(len(cell) > csv.field_size_limit() for cell in row.values()):
            raise _no_table(f"row {place} has a value of more than {csv.field_size_limit()} characters")
        yield place, row


def _check_columns(columns: Collection[str], present: Collection[str]) -> None:
    missing = sorted(set(columns).difference(present))
    if missing:
        raise _no_table(f"the file has no column {missing[0]!r}, which the mapping names")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
