"""A case rebuilt from its events alone: what the row must say."""

from collections.abc import Iterable
from typing import Any

from casewright import models
from casewright.casetype import CaseType
from casewright.events import data_of

COLUMNS = ("sequence", "head", "version", "stage", "status", "outcome", "assignee", "team", "fields_json")
"""The columns of a case that its history tells."""

BESIDE = frozenset({"note_added"})
"""Events of what is beside the case, which leave its version as it is."""


def replayed(case_type: CaseType[Any], events: Iterable[models.Event]) -> dict[str, Any]:
    """The columns of a case after these events, the first of which opened it."""
    row: dict[str, Any] = dict.fromkeys(COLUMNS) | {"version": 0, "status": "active", "fields_json": {}}
    for event in events:
        data = data_of(event)
        row |= {"sequence": event.sequence, "head": event.hash, "version": row["version"] + (event.name not in BESIDE)}
        row["stage"] = data.get("to") or row["stage"]
        match event.name:
            case "opened":
                row["fields_json"] = data["fields"]
            case "updated" | "transitioned":
                row["fields_json"] = _changed(row["fields_json"], data["changes"])
            case "claimed" | "released":
                row |= {"assignee": data["subject"], "team": data["team"]}
            case "suspended":
                row["status"] = "suspended"
            case "resumed" | "reopened":
                row |= {"status": "active", "outcome": None}
        if data.get("outcome"):
            row |= {"outcome": data["outcome"], "status": case_type.outcomes[data["outcome"]].value}
    return row


def _changed(fields: dict[str, Any], changes: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """The fields after a change, which must have begun from what they were."""
    assert {name: fields.get(name) for name in changes} == {name: before for name, (before, _) in changes.items()}
    return fields | {name: after for name, (_, after) in changes.items()}
