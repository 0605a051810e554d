"""Foreign tables as rows of text: CSV with a header, or JSON with an array of flat objects."""

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from casewright.errors import Invalid


def read_rows(path: Path, columns: Collection[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row by its column names, with the line it ends in (CSV) or its place in the array (JSON, from 1).

    Raises Invalid when the file is no table of at least these columns. An object of JSON may lack some of them: what it
    leaves out, or gives as null, is empty.
    """
    try:
        if path.suffix.lower() == ".json":
            yield from _json_rows(json.loads(path.read_text(encoding="utf-8-sig")), columns)
        else:
            yield from _csv_rows(path, columns)
    except OSError as error:
        raise Invalid(f"the file {path} cannot be read", field="file") from error
    except UnicodeDecodeError as error:
        raise Invalid(f"the file {path} is not UTF-8 text", field="file") from error
    except json.JSONDecodeError as error:
        raise Invalid(f"the file is not JSON at line {error.lineno}: {error.msg}", field="file") from error


def _csv_rows(path: Path, columns: Collection[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        try:
            _check_columns(columns, reader.fieldnames or ())
            for row in reader:
                if None in row or None in row.values():
                    raise Invalid(f"line {reader.line_num} has another number of cells than the header", field="file")
                yield reader.line_num, row
        except csv.Error as error:
            raise Invalid(f"the file is not CSV at line {reader.line_num}: {error}", field="file") from error


def _json_rows(document: Any, columns: Collection[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    if not isinstance(document, list) or not all(isinstance(each, dict) for each in document):
        raise Invalid("the file is not an array of JSON objects", field="file")
    _check_columns(columns, {name for each in document for name in each})
    blank = dict.fromkeys(columns, "")
    for place, each in enumerate(document, start=1):
        yield place, blank | {name: _text(value) for name, value in each.items()}


def _check_columns(columns: Collection[str], present: Collection[str]) -> None:
    missing = sorted(set(columns).difference(present))
    if missing:
        raise Invalid(f"the file has no column {missing[0]!r}, which the mapping names", field="file")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
