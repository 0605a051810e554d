"""The example mappings: requests of a city's 311 line and of an Open311 server become cases, and nothing is lost."""

import csv
import json
import os
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casewright.import_mapping import ImportMapping, read_mapping
from casewright.importing import plan_import
from casewright_service_requests import request
from casewright_service_requests.catalogue import RequesterGroup
from casewright_service_requests.origin import SourceState
from casewright_service_requests.request import ServiceRequest

EXAMPLES = Path(__file__).parents[3] / "examples"
NEW_YORK = ZoneInfo("America/New_York")
LAMP = {
    "service_request_id": "9001",
    "status": "open",
    "status_notes": None,
    "service_name": "Street lamp",
    "service_code": "LAMP",
    "description": "Dark for a week",
    "agency_responsible": None,
    "service_notice": None,
    "requested_datetime": "2026-04-14T06:37:38-08:00",
    "updated_datetime": "2026-04-14T06:37:38-08:00",
    "expected_datetime": None,
    "address": "8 Elm Street",
    "address_id": 545483,
    "zipcode": "94122",
    "lat": 37.762221815,
    "long": -122.4651145,
    "media_url": None,
}


def requests_of(mapping: ImportMapping, file: Path) -> list[ServiceRequest]:
    """Every row as a request; none is refused."""
    plan = plan_import(request, mapping, file)
    assert plan.problems == []
    assert plan.unread == Counter()
    return [request.fields.validate(planned.values) for planned in plan.cases]


def written(folder: Path, *requests: dict[str, Any]) -> Path:
    """What an Open311 server answers."""
    file = folder / "requests.json"
    file.write_text(json.dumps(requests), encoding="utf-8")
    return file


def test_a_request_of_open311_keeps_what_it_says(tmp_path: Path) -> None:
    """Times with their zone, the place, and what has no field of its own."""
    [lamp] = requests_of(read_mapping(EXAMPLES / "open311.toml"), written(tmp_path, LAMP))
    assert (lamp.item, lamp.details, lamp.asked_by) == (
        "Street lamp",
        "Street lamp. Dark for a week",
        RequesterGroup.PUBLIC,
    )
    assert lamp.source is not None
    assert lamp.place is not None
    assert (lamp.source.identifier, lamp.source.state, lamp.source.service_code) == ("9001", SourceState.OPEN, "LAMP")
    assert lamp.source.requested_at == datetime(2026, 4, 14, 14, 37, 38, tzinfo=UTC)
    assert (lamp.source.expected_at, lamp.source.media_url) == (None, None)
    degrees = (lamp.place.latitude, lamp.place.longitude)
    assert (degrees, lamp.place.postal_code) == ((Decimal("37.762221815"), Decimal("-122.4651145")), "94122")
    assert [(each.name, each.value) for each in lamp.source.further] == [("address_id", "545483")]


def test_what_cannot_be_mapped_is_told_by_row(tmp_path: Path) -> None:
    """A state that the standard does not have, a place that is none; the other requests are planned."""
    file = written(tmp_path, LAMP | {"status": "lost"}, LAMP | {"service_request_id": "2", "lat": "99"}, LAMP)
    plan = plan_import(request, read_mapping(EXAMPLES / "open311.toml"), file)
    assert [problem.line for problem in plan.problems] == [1, 2]
    assert plan.problems[0].sentence == "status has no mapping for 'lost'"
    assert "latitude" in plan.problems[1].sentence
    assert [planned.external_id for planned in plan.cases] == ["9001"]


@pytest.fixture(scope="module")
def table() -> Path:
    """The public table, where there is one."""
    folder = os.environ.get("CASEWRIGHT_TEST_DATA")
    if not folder or not (Path(folder) / "service_requests_311.csv").exists():
        pytest.skip("CASEWRIGHT_TEST_DATA names no folder with service_requests_311.csv")
    return Path(folder) / "service_requests_311.csv"


def shown(moment: datetime | None) -> str:
    """A time as the table writes it."""
    return moment.astimezone(NEW_YORK).strftime("%m/%d/%Y %I:%M:%S %p") if moment else ""


def test_every_cell_of_the_public_table_is_kept(table: Path) -> None:
    """Four hundred rows with 41 columns: each filled cell can be read back from the request, exactly."""
    found = requests_of(read_mapping(EXAMPLES / "nyc_311.toml"), table)
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(found) == len(rows) == 400
    for row, each in zip(rows, found, strict=True):
        assert each.source is not None
        place = each.place
        kept = {detail.name: detail.value for detail in each.source.further}
        kept |= {
            "Unique Key": each.source.identifier,
            "Complaint Type": each.item,
            "Descriptor": each.details,
            "Incident Address": (place and place.address) or "",
            "Incident Zip": (place and place.postal_code) or "",
            "Latitude": str(place.latitude) if place and place.latitude else "",
            "Longitude": str(place.longitude) if place and place.longitude else "",
            "Status": each.source.state.replace("_", " ").title(),
            "Resolution Description": each.source.state_notes or "",
            "Agency Name": each.source.agency or "",
            "Created Date": shown(each.source.requested_at),
            "Closed Date": shown(each.source.closed_at),
            "Due Date": shown(each.source.expected_at),
            "Resolution Action Updated Date": shown(each.source.updated_at),
        }
        assert {name: cell for name, cell in kept.items() if cell} == {name: cell for name, cell in row.items() if cell}


def test_what_the_public_table_has_closed_can_be_settled(table: Path) -> None:
    """277 of the 400, each with the time of its closing."""
    found = requests_of(read_mapping(EXAMPLES / "nyc_311.toml"), table)
    states = Counter(each.source.state for each in found if each.source)
    assert states == {SourceState.CLOSED: 277, SourceState.IN_PROGRESS: 121, SourceState.OPEN: 2}
    closed = [each.source for each in found if each.source and each.source.state is SourceState.CLOSED]
    assert all(source.closed_at for source in closed)
