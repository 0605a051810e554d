"""The command that reads and writes files of FHIR R4, step by step through the API."""

import json
from pathlib import Path
from typing import Any

import pytest

from casewright_healthcare.fhir.__main__ import main
from casewright_healthcare.fhir.writing import write_care
from plugins.healthcare.resources import RIVER, goal


def test_the_command_tells_what_is_not_read_and_opens_the_rest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Step by step, each with the ids of the steps before it; a problem ends it."""
    file = tmp_path / "goal.json"
    file.write_text(json.dumps(goal()), encoding="utf-8")
    made: list[tuple[str, dict[str, Any]]] = []

    def ask(query: str, variables: dict[str, Any]) -> dict[str, Any]:
        mutation = query.split("{ ")[1].split("(")[0]
        made.append((mutation, variables["input"]))
        problems = [{"path": "goals", "message": "no"}] if mutation == refusing else []
        return {mutation: {"problems": problems, "carePlanCase": {"id": "CarePlanCase-1"}}}

    refusing = ""
    assert main(["read", str(file)], ask) == 0
    told = capsys.readouterr()
    assert (told.out, told.err.splitlines()[0]) == ("CarePlanCase-1\n", "Goal/g1: lifecycleStatus")
    assert [mutation for mutation, _ in made] == ["openCarePlanCase", "draftPlan"]
    assert made[1][1]["id"] == "CarePlanCase-1"
    refusing = "draftPlan"
    with pytest.raises(SystemExit, match="draftPlan: no"):
        main(["read", str(file)], ask)


def test_the_command_writes_a_bundle(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the case that the API answers."""
    assert main(["write", "CarePlanCase-1"], lambda query, variables: {"case": RIVER}) == 0
    assert json.loads(capsys.readouterr().out) == write_care(RIVER)
