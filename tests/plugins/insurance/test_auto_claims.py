"""The example mapping: every row of the public table of motor claims becomes a valid notice."""

import csv
import os
from collections import Counter
from pathlib import Path

import pytest

from casewright.import_mapping import ImportMapping, read_mapping
from casewright.importing import plan_import
from casewright_insurance import claim
from casewright_insurance.coverage import Cover, verify
from casewright_insurance.fields import Claim
from casewright_insurance.notice import Peril

MAPPING = Path(__file__).parents[3] / "examples" / "auto_claims.toml"
ROW = {
    "policy_number": "900001",
    "policy_bind_date": "11/3/2009",
    "policy_csl": "250/500",
    "policy_deductable": "1000",
    "policy_annual_premium": "1250.5",
    "incident_date": "2/9/2015",
    "incident_type": "Vehicle Theft",
    "incident_severity": "Minor Damage",
    "incident_state": "OH",
    "incident_city": "Anytown",
    "incident_location": "1 Example Street",
    "incident_hour_of_the_day": "7",
    "number_of_vehicles_involved": "1",
    "bodily_injuries": "0",
    "witnesses": "2",
    "police_report_available": "?",
    "total_claim_amount": "6400",
    "auto_make": "Saab",
    "auto_model": "95",
    "auto_year": "2004",
}


@pytest.fixture(scope="module")
def mapping() -> ImportMapping:
    """The mapping as it is shipped."""
    return read_mapping(MAPPING)


@pytest.fixture
def table() -> Path:
    """The public table, where there is one."""
    folder = os.environ.get("CASEWRIGHT_TEST_DATA")
    if not folder or not (Path(folder) / "auto_claims.csv").exists():
        pytest.skip("CASEWRIGHT_TEST_DATA names no folder with auto_claims.csv")
    return Path(folder) / "auto_claims.csv"


def write(path: Path, *rows: dict[str, str]) -> Path:
    """A table of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(ROW))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_a_row_becomes_a_notice(mapping: ImportMapping, tmp_path: Path) -> None:
    """Dates, amounts and codes are typed, what is unknown stays unknown."""
    plan = plan_import(claim, mapping, write(tmp_path / "one.csv", ROW))
    assert plan.problems == []
    [planned] = plan.cases
    fields = claim.fields.validate(planned.values)
    assert planned.external_id == "900001/2/9/2015"
    assert [(party.role, party.name, party.kind) for party in planned.parties] == [
        ("claimant", "Policyholder 900001", "person")
    ]
    assert (fields.peril, fields.lost_on.isoformat(), fields.place) == (
        Peril.THEFT,
        "2015-02-09",
        "1 Example Street, Anytown, OH",
    )
    assert (fields.police_report, fields.reported_on, fields.third_party_at_fault) == (None, None, None)
    assert fields.policy is not None
    assert (fields.policy.limit, fields.policy.deductible) == (500_000, 1000)
    assert verify(fields).cover is Cover.COVERED


def test_a_code_the_mapping_does_not_know_is_a_problem_of_its_row(mapping: ImportMapping, tmp_path: Path) -> None:
    """Nothing is guessed: the row is named and the others are planned."""
    path = write(tmp_path / "two.csv", {**ROW, "incident_type": "Meteorite"}, ROW)
    plan = plan_import(claim, mapping, path)
    assert [problem.line for problem in plan.problems] == [2]
    assert [planned.line for planned in plan.cases] == [3]


def test_only_the_notice_is_mapped(mapping: ImportMapping) -> None:
    """An import opens claims; it decides, reserves and pays nothing."""
    named = {name.split(".")[0] for name in mapping.fields}
    assert not {name for name in named if claim.fields.fields[name].marking.managed}
    assert set(mapping.parties) <= claim.excluded_roles


def test_every_row_of_the_public_table_is_a_valid_notice(mapping: ImportMapping, table: Path) -> None:
    """A thousand rows, a thousand notices, each with a key of its own; exactly one policy began after its loss."""
    plan = plan_import(claim, mapping, table)
    assert plan.problems == []
    assert plan.unknown == {"police_report_available": 343}
    claims: list[Claim] = [claim.fields.validate(planned.values) for planned in plan.cases]
    assert len(claims) == 1000
    covers = Counter(verify(fields).cover for fields in claims)
    assert covers == {Cover.COVERED: 998, Cover.BELOW_DEDUCTIBLE: 1, Cover.NOT_COVERED: 1}
    assert not any("?" in fields.description + fields.place for fields in claims)
