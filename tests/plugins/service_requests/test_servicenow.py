"""Incidents and requested items of another desk: every state has its place here, and a row that has none is told."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casewright import Case, CaseType, Priority, Status
from casewright.import_mapping import read_mapping
from casewright.importing import ImportPlan, plan_import
from casewright_service_requests import fulfilment, incident, request, restoration
from casewright_service_requests.incident import Incident
from casewright_service_requests.origin import SourceState

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
EXAMPLES = Path(__file__).parents[3] / "examples"
ROW = {
    "number": "INC0000045",
    "incident_state": "New",
    "active": "true",
    "reassignment_count": "0",
    "made_sla": "true",
    "caller_id": "Caller 2403",
    "opened_at": "29/2/2016 01:16",
    "sys_updated_at": "29/2/2016 01:23",
    "category": "Category 55",
    "subcategory": "Subcategory 170",
    "u_symptom": "Symptom 72",
    "cmdb_ci": "?",
    "impact": "2 - Medium",
    "urgency": "2 - Medium",
    "priority": "3 - Moderate",
    "closed_code": "code 5",
    "closed_at": "5/3/2016 12:00",
}
"""Columns of the public log, with its first row."""
ITEM = {
    "number": "RITM1",
    "cat_item": "Second screen",
    "short_description": "For the window",
    "state": "Open",
    "requested_for": "Rita Moss",
    "close_notes": "",
}
PRIORITIES = {
    "1 - Critical": Priority.STAT,
    "2 - High": Priority.ASAP,
    "3 - Moderate": Priority.URGENT,
    "4 - Low": Priority.ROUTINE,
}


def planned(case_type: CaseType[Any], mapping: str, folder: Path, *rows: Mapping[str, str]) -> ImportPlan:
    """What an export of these rows would do."""
    file = folder / "export.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return plan_import(case_type, read_mapping(EXAMPLES / mapping), file)


def incident_of(folder: Path, **changes: str) -> Incident:
    """The incident that the row becomes."""
    plan = planned(incident, "servicenow_incidents.toml", folder, ROW | changes)
    assert (plan.problems, dict(plan.unread)) == ([], {})
    return incident.fields.validate(plan.cases[0].values)


def test_an_incident_keeps_every_cell(tmp_path: Path) -> None:
    """What has a field, the times, and all else as it is written; an unknown item is none."""
    fields = incident_of(tmp_path)
    assert (fields.service, fields.symptom, fields.configuration_item) == (
        "Category 55",
        "Subcategory 170: Symptom 72",
        None,
    )
    source = fields.source
    assert source is not None
    assert (source.identifier, source.requested_at) == ("INC0000045", datetime(2016, 2, 29, 1, 16, tzinfo=UTC))
    assert {each.name: each.value for each in source.further} == {
        "active": "true",
        "reassignment_count": "0",
        "made_sla": "true",
        "priority": "3 - Moderate",
    }
    assert incident_of(tmp_path, cmdb_ci="CI 7").configuration_item == "CI 7"


@pytest.mark.parametrize(
    ("state", "expected", "waits_for"),
    [
        ("New", SourceState.OPEN, None),
        ("Active", SourceState.IN_PROGRESS, None),
        ("Awaiting User Info", SourceState.AWAITING_REQUESTER, "requester"),
        ("Awaiting Problem", SourceState.AWAITING_PROBLEM, None),
        ("Awaiting Vendor", SourceState.AWAITING_SUPPLIER, "supplier"),
        ("Awaiting Evidence", SourceState.AWAITING_EVIDENCE, None),
        ("Resolved", SourceState.RESOLVED, None),
        ("Closed", SourceState.CLOSED, None),
    ],
)
def test_every_state_of_the_log_has_its_place(
    tmp_path: Path, state: str, expected: SourceState, waits_for: str | None
) -> None:
    """The eight of the public log; the role that is waited for is that of `startWaiting`."""
    source = incident_of(tmp_path, incident_state=state).source
    assert source is not None
    assert (source.state, source.waits_for) == (expected, waits_for)


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        ("1 - High", "1 - High", "1 - Critical"),
        ("1 - High", "2 - Medium", "2 - High"),
        ("2 - Medium", "1 - High", "2 - High"),
        ("2 - Medium", "2 - Medium", "3 - Moderate"),
        ("2 - Medium", "3 - Low", "4 - Low"),
        ("3 - Low", "1 - High", "3 - Moderate"),
        ("3 - Low", "2 - Medium", "4 - Low"),
        ("3 - Low", "3 - Low", "4 - Low"),
    ],
)
def test_the_matrix_gives_the_priorities_of_the_log(tmp_path: Path, impact: str, urgency: str, priority: str) -> None:
    """In the eight cells that the log has."""
    assert incident.priority_of is not None
    assert incident.priority_of(incident_of(tmp_path, impact=impact, urgency=urgency)) is PRIORITIES[priority]


def test_what_has_no_place_is_told_by_row(tmp_path: Path) -> None:
    """An unknown state, an impact that is none, a time that is none; the others are planned."""
    rows = [
        ROW,
        ROW | {"number": "2", "incident_state": "-100"},
        ROW | {"number": "3", "impact": "0"},
        ROW | {"number": "4", "opened_at": "yesterday"},
    ]
    plan = planned(incident, "servicenow_incidents.toml", tmp_path, *rows)
    assert [(problem.line, problem.sentence.partition(":")[0]) for problem in plan.problems] == [
        (3, "incident_state has no mapping for '-100'"),
        (4, "impact has no mapping for '0'"),
        (5, "opened_at"),
    ]
    assert [case.external_id for case in plan.cases] == ["INC0000045"]


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("Closed", "settled_elsewhere"),
        ("Resolved", "settled_elsewhere"),
        ("Canceled", "left_undone_elsewhere"),
        ("Active", None),
    ],
)
def test_an_incident_that_was_closed_there_is_closed_here(
    case_of: CaseOf, rule_of: RuleOf, tmp_path: Path, state: str, outcome: str | None
) -> None:
    """With its words and its times: from the report to the close, in minutes; what goes on there goes on here."""
    case = case_of(incident, incident_of(tmp_path, incident_state=state))
    if outcome is None:
        assert rule_of(lambda: restoration.settle_elsewhere(case)) == "settle.source"
        return
    settled = restoration.settle_elsewhere(case)
    ends = incident.transitions["settle_elsewhere"].outcome
    assert callable(ends)
    lasted = 5 * 1440 + 644
    assert (settled.fix, settled.minutes_down, settled.minutes_to_restore) == ("code 5", lasted, lasted)
    assert ends(replace(case, fields=settled)) == outcome


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        ("Open", None),
        ("Work in Progress", None),
        ("Pending", None),
        ("Closed Complete", "settled_elsewhere"),
        ("Closed Incomplete", "left_undone_elsewhere"),
        ("Closed Skipped", "left_undone_elsewhere"),
    ],
)
def test_every_state_of_a_requested_item_goes_on_or_ends(
    case_of: CaseOf, rule_of: RuleOf, tmp_path: Path, state: str, outcome: str | None
) -> None:
    """Three go on, three end; complete is completed, incomplete and skipped are terminated."""
    plan = planned(request, "servicenow_items.toml", tmp_path, ITEM | {"state": state})
    assert plan.problems == []
    case = case_of(request, request.fields.validate(plan.cases[0].values))
    assert rule_of(lambda: fulfilment.settle_elsewhere(case)) == (None if outcome else "settle.source")
    if outcome:
        ends = request.transitions["settle_elsewhere"].outcome
        assert callable(ends)
        assert ends(case) == outcome
        done = outcome == "settled_elsewhere"
        assert request.outcomes[outcome] is (Status.COMPLETED if done else Status.TERMINATED)
