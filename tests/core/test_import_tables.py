"""Foreign tables and their mappings: CSV and JSON, times by the clocks of a zone, and what nothing reads."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from casewright import CaseType, Invalid, Phase, Status
from casewright.import_mapping import ImportMapping, Source, read_mapping
from casewright.import_tables import read_rows
from casewright.importing import plan_import


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A cell as it was written."""

    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """A bird that somebody saw."""

    bird: str
    seen_at: datetime
    remarks: tuple[Remark, ...] = ()


SIGHTINGS: CaseType[Any] = CaseType(
    "Sighting",
    Sighting,
    number="B-{year}-{sequence}",
    stages={"seen": Phase.SCREENING},
    title=lambda fields: fields.bird,
    outcomes={"known": Status.COMPLETED},
    reopens_at="seen",
)
MAPPING = """
key = "{number}"
%s
[fields]
bird = "bird"
seen_at = { column = "seen", format = "%%d.%%m.%%Y %%H:%%M", zone = "Europe/Paris" }
"""


def mapped(folder: Path, more: str = "") -> ImportMapping:
    """The mapping, with more in it."""
    file = folder / "map.toml"
    file.write_text(MAPPING % more, encoding="utf-8")
    return read_mapping(file)


def table(folder: Path, text: str, name: str = "birds.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


CSV = "number,bird,seen,ring,weather\n1,Rook,29.03.2026 03:00,A7,\n2,Crow,25.10.2026 12:00,,fog\n"


def test_a_time_is_that_of_the_zone(tmp_path: Path) -> None:
    """In Paris an hour or two before UTC, by the season; without a zone a format gives a date."""
    plan = plan_import(SIGHTINGS, mapped(tmp_path), table(tmp_path, CSV))
    seen = [SIGHTINGS.fields.validate(planned.values).seen_at for planned in plan.cases]
    assert seen == [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 11, tzinfo=UTC)]
    assert Source(column="day", format="%d.%m.%Y").read({"day": "2.3.2026"}, frozenset()) == date(2026, 3, 2)


def test_filled_cells_that_nothing_reads_are_counted(tmp_path: Path) -> None:
    """By column, so that whoever imports knows what stays behind."""
    plan = plan_import(SIGHTINGS, mapped(tmp_path), table(tmp_path, CSV))
    assert plan.unread == Counter(ring=1, weather=1)


def test_the_rest_has_a_place_of_its_own(tmp_path: Path) -> None:
    """Then nothing stays behind: each filled cell that no field reads is kept as it is written."""
    plan = plan_import(SIGHTINGS, mapped(tmp_path, 'rest = "remarks"'), table(tmp_path, CSV))
    kept = [SIGHTINGS.fields.validate(planned.values).remarks for planned in plan.cases]
    assert kept == [(Remark(name="ring", value="A7"),), (Remark(name="weather", value="fog"),)]
    assert plan.unread == Counter()


def test_an_array_of_objects_is_a_table(tmp_path: Path) -> None:
    """What is left out or null is empty; numbers and nested values are kept as JSON."""
    text = '[{"number": 1, "bird": "Rook"}, {"number": 2, "bird": null, "ring": {"id": "Ä"}, "tame": true}]'
    rows = list(read_rows(table(tmp_path, text, "birds.json"), {"number", "bird"}))
    assert rows == [
        (1, {"number": "1", "bird": "Rook"}),
        (2, {"number": "2", "bird": "", "ring": '{"id": "Ä"}', "tame": "true"}),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not JSON at line 1"),
        ('{"number": 1}', "is not an array of JSON objects"),
        ("[1]", "is not an array of JSON objects"),
        ('[{"number": 1}]', "has no column 'bird'"),
        ("[]", "has no column 'bird'"),
    ],
)
def test_what_is_no_table_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    """It names the file as the input that is wrong."""
    with pytest.raises(Invalid, match=sentence) as refusal:
        list(read_rows(table(tmp_path, text, "birds.json"), {"number", "bird"}))
    assert refusal.value.field == "file"


def test_a_zone_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """Before the first row is read."""
    file = tmp_path / "map.toml"
    file.write_text((MAPPING % "").replace("Europe/Paris", "Europe/Parsi"), encoding="utf-8")
    with pytest.raises(Invalid, match="names no time zone: 'Europe/Parsi'"):
        read_mapping(file)
