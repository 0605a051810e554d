"""How the columns of a foreign table become the fields of a case: a small file, read and applied. Pure but for reading.

key = "{policy}/{date}"          # the external id, from columns; a row is opened once
unknown = ["?", ""]              # cells that mean: not known, so the field is left out
rest = "further"                 # a field of names and values that takes every filled cell that no other one reads

[fields]
policy = "policy_no"                                        # a column as it is
reported_on = { column = "date", format = "%m/%d/%Y" }      # a date
seen_at = { column = "seen", format = "%m/%d/%Y %H:%M", zone = "Europe/Paris" }     # a time, by the clocks of a zone
police = { column = "police", values = { YES = true } }     # values by table
place = { text = "{city}, {street}" }                       # several columns
channel = { value = "import" }                              # the same for all
"address.city" = "city"                                     # nested

[parties.complainant]                                       # a role, with the fields of a party
name = "customer"
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from casewright.errors import Invalid

_COLUMN = re.compile(r"\{([^{}]+)\}")
_SHAPE = {
    "key": (str, "a text"),
    "unknown": (list, "a list"),
    "rest": (str, "a text"),
    "fields": (dict, "a table"),
    "parties": (dict, "a table"),
}
_PARTY = frozenset({"name", "kind", "subject", "email", "phone"})
_TEXTS = ("column", "format", "zone", "text")
_MOST_READ = 500
"""Fields, and columns that are read for them: so much is made of one row at most, whoever wrote the mapping."""


class Unknown(Exception):
    """The cell says that the value is not known."""


@dataclass(frozen=True)
class Source:
    """Where one value comes from."""

    column: str | None = None
    format: str | None = None
    zone: str | None = None
    values: Mapping[str, Any] | None = None
    text: str | None = None
    value: Any = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column it reads."""
        return (self.column,) if self.column else tuple(_COLUMN.findall(self.text or ""))

    def read(self, cells: Mapping[str, str], unknown: frozenset[str]) -> Any:
        """The value for a row; raises Unknown, or ValueError with a sentence."""
        if self.text is not None:
            return _filled(self.text, cells)
        if self.column is None:
            return self.value
        cell = cells[self.column].strip()
        if self.values is not None and cell in self.values:
            return self.values[cell]
        if cell in unknown:
            raise Unknown
        if self.values is not None:
            raise ValueError(f"{self.column} has no mapping for {cell!r}")
        return self._date(cell) if self.format else cell

    def _date(self, cell: str) -> Any:
        try:
            local = datetime.strptime(cell, self.format or "")  # noqa: DTZ007
            return local.replace(tzinfo=ZoneInfo(self.zone)) if self.zone else local.date()
        except ValueError:
            raise ValueError(f"{self.column}: {cell!r} is not a date like {self.format}") from None


@dataclass(frozen=True)
class ImportMapping:
    """The whole mapping file."""

    key: str
    unknown: frozenset[str]
    fields: Mapping[str, Source]
    parties: Mapping[str, Mapping[str, Source]]
    rest: str | None = None

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every column the mapping needs."""
        sources = [*self.fields.values(), *(source for party in self.parties.values() for source in party.values())]
        return frozenset(_COLUMN.findall(self.key)).union(*(source.columns for source in sources))

    def external_id(self, cells: Mapping[str, str]) -> str:
        """The identifier of the row in the table it comes from."""
        return _filled(self.key, cells)

    def values(self, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[str], list[tuple[str, str]]]:
        """Nested field values, the columns that are not known, and field and sentence for what cannot be read."""
        found: dict[str, Any] = {}
        unknown: list[str] = []
        problems: list[tuple[str, str]] = []
        for name, source in self.fields.items():
            try:
                _put(found, name.split("."), source.read(cells, self.unknown))
            except Unknown:
                unknown.append(source.column or name)
            except ValueError as error:
                problems.append((name, str(error)))
        if self.rest is not None:
            left = self.unread(cells)
            _put(found, self.rest.split("."), [{"name": name, "value": cells[name]} for name in left])
        return found, unknown, problems

    def unread(self, cells: Mapping[str, str]) -> list[str]:
        """The columns that nothing but the `rest` reads and that have something in this row."""
        return [name for name, cell in cells.items() if name not in self.columns and cell.strip()]

    def party(self, role: str, cells: Mapping[str, str]) -> dict[str, Any]:
        """What is known of the party in a role; raises ValueError with a sentence."""
        return dict(_known(self.parties[role], cells, self.unknown))


def _known(
    sources: Mapping[str, Source], cells: Mapping[str, str], unknown: frozenset[str]
) -> Iterator[tuple[str, Any]]:
    for name, source in sources.items():
        try:
            yield name, source.read(cells, unknown)
        except Unknown:
            continue


def _filled(template: str, cells: Mapping[str, str]) -> str:
    return _COLUMN.sub(lambda match: cells[match[1]].strip(), template)


def _put(target: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        target = target.setdefault(step, {})
    target[path[-1]] = value


def read_mapping(path: Path) -> ImportMapping:
    """The mapping in a TOML file; raises Invalid with what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise no_mapping(f"the mapping {path} cannot be read") from error
    except UnicodeDecodeError as error:
        raise no_mapping(f"the mapping {path} is not UTF-8 text") from error
    return mapping_of(text)


def no_mapping(message: str) -> Invalid:
    """What is wrong with a mapping."""
    return Invalid(message, rule="import.map", field="map")


def mapping_of(text: str) -> ImportMapping:
    """The mapping in a TOML text; raises Invalid with what is wrong in it."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise no_mapping(f"the mapping is not TOML: {error}") from error
    extra = sorted(document.keys() - _SHAPE.keys())
    if extra:
        known = "key, unknown, rest, fields and parties"
        raise no_mapping(f"the mapping has no part {extra[0]!r}; it has {known}")
    if not isinstance(document.get("key"), str) or not document.get("fields"):
        raise no_mapping("the mapping needs a key, by which a row is opened once, and fields")
    for part, (shape, told) in _SHAPE.items():
        if part in document and not isinstance(document[part], shape):
            raise no_mapping(f"the mapping has {told} for {part}")
    parties = {role: _party(role, party) for role, party in document.get("parties", {}).items()}
    unknown = frozenset(map(str, document.get("unknown", [""])))
    mapping = ImportMapping(document["key"], unknown, _sources(document["fields"]), parties, document.get("rest"))
    _check_size(mapping)
    _check_places([*mapping.fields, *([mapping.rest] if mapping.rest else ())])
    return mapping


def _check_size(mapping: ImportMapping) -> None:
    read = sum(len(source.columns) for each in (mapping.fields, *mapping.parties.values()) for source in each.values())
    if read + len(mapping.fields) > _MOST_READ:
        raise no_mapping(f"the mapping has more than {_MOST_READ} fields and columns together")


def _check_places(places: Sequence[str]) -> None:
    """No value has a place inside of another one."""
    for place in places:
        inside = next((other for other in places if other.startswith(f"{place}.")), None)
        if inside is not None:
            raise no_mapping(f"the mapping fills both {place} and {inside}, which is a part of it")


def _party(role: str, table: Any) -> dict[str, Source]:
    if not isinstance(table, dict) or not table.keys() <= _PARTY:
        raise no_mapping(f"the party {role} in the mapping has name, kind, subject, email and phone")
    return _sources(table)


def _sources(table: Mapping[str, Any]) -> dict[str, Source]:
    return {name: _source(name, entry) for name, entry in table.items()}


def _source(name: str, entry: Any) -> Source:
    if isinstance(entry, str):
        return Source(column=entry)
    if not isinstance(entry, dict) or not entry.keys() <= {*_TEXTS, "values", "value"}:
        known = "column, format, zone, values, text or value"
        raise no_mapping(f"the mapping of {name} is a column, or has {known}")
    if not all(isinstance(entry.get(part, ""), str) for part in _TEXTS):
        raise no_mapping(f"the mapping of {name} has a text for each of column, format, zone and text")
    if not isinstance(entry.get("values", {}), dict):
        raise no_mapping(f"the mapping of {name} has a table for values, from cells to what they mean")
    if "zone" in entry and entry["zone"] not in available_timezones():
        raise no_mapping(f"the mapping of {name} names no time zone: {entry['zone']!r}")
    if len(entry.keys() & {"column", "text", "value"}) != 1:
        raise no_mapping(f"the mapping of {name} needs one of column, text and value")
    return Source(**entry)
