"""The example mapping: every row of the public table of motor claims becomes a valid notice."""

import csv
import os
import tomllib
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

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
def mapping() -> dict[str, Any]:
    """The mapping as it is shipped."""
    return tomllib.loads(MAPPING.read_text(encoding="utf-8"))


def cell(rule: Any, row: Mapping[str, str], unknown: list[str]) -> Any:
    """The value one rule takes from a row; None for what is not known."""
    rule = {"column": rule} if isinstance(rule, str) else rule
    if "value" in rule:
        return rule["value"]
    if "text" in rule:
        return rule["text"].format(**row)
    text = row[rule["column"]]
    if text in unknown:
        return None
    if "format" in rule:
        return datetime.strptime(text, rule["format"]).date()  # noqa: DTZ007
    return rule["values"][text] if "values" in rule else text


def fields_of(row: Mapping[str, str], mapping: dict[str, Any]) -> Claim:
    """The fields of a row, checked as they are when a case is opened."""
    values: dict[str, Any] = {}
    for name, rule in mapping["fields"].items():
        value = cell(rule, row, mapping["unknown"])
        *outer, last = name.split(".")
        target = values.setdefault(outer[0], {}) if outer else values
        if value is not None:
            target[last] = value
    return claim.fields.validate(values)


def test_a_row_becomes_a_notice(mapping: dict[str, Any]) -> None:
    """Dates, amounts and codes are typed, what is unknown stays unknown."""
    fields = fields_of(ROW, mapping)
    assert (fields.peril, fields.lost_on.isoformat(), fields.police_report) == (Peril.THEFT, "2015-02-09", None)
    assert fields.place == "1 Example Street, Anytown, OH"
    assert fields.reported_on is fields.third_party_at_fault is fields.prior_similar_losses is None
    assert fields.policy is not None
    assert (fields.policy.limit, fields.policy.deductible, fields.policy.in_force_to) == (500_000, 1000, None)
    assert fields.vehicle is not None
    assert fields.vehicle.year == 2004
    assert verify(fields).cover is Cover.COVERED


def test_only_the_notice_is_mapped(mapping: dict[str, Any]) -> None:
    """An import opens claims; it decides, reserves and pays nothing."""
    named = {name.split(".")[0] for name in mapping["fields"]}
    assert not {name for name in named if claim.fields.fields[name].marking.managed}
    assert set(mapping["parties"]) <= claim.excluded_roles


def test_every_row_of_the_public_table_is_a_valid_notice(mapping: dict[str, Any]) -> None:
    """A thousand rows, a thousand notices, each with a key of its own; exactly one policy began after its loss."""
    folder = os.environ.get("CASEWRIGHT_TEST_DATA")
    if not folder or not (Path(folder) / "auto_claims.csv").exists():
        pytest.skip("CASEWRIGHT_TEST_DATA names no folder with auto_claims.csv")
    with (Path(folder) / "auto_claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    claims = [fields_of(row, mapping) for row in rows]
    assert len({mapping["key"].format(**row) for row in rows}) == len(rows) == 1000
    assert Counter(fields.police_report for fields in claims) == {None: 343, False: 343, True: 314}
    covers = Counter(verify(fields).cover for fields in claims)
    assert covers == {Cover.COVERED: 998, Cover.BELOW_DEDUCTIBLE: 1, Cover.NOT_COVERED: 1}
    assert not any("?" in fields.description + fields.place for fields in claims)
