"""A care plan becomes a valid bundle of FHIR R4, and what was written is read again."""

from collections.abc import Mapping
from typing import Any

import pytest

from casewright import Invalid
from casewright_healthcare.fhir.elements import check_resource
from casewright_healthcare.fhir.writing import MOST, write_care
from casewright_healthcare.questionnaires import PHQ_9
from plugins.healthcare.resources import RIVER, goal, read


def by_type(bundle: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The first resource of each type."""
    found: dict[str, dict[str, Any]] = {}
    for entry in bundle["entry"]:
        found.setdefault(entry["resource"]["resourceType"], entry["resource"])
    return found


def test_a_care_plan_is_written_as_a_valid_bundle() -> None:
    """Episode, team, goal, plan, service, its task and answers, each in its state, and the source as it came."""
    bundle = write_care(RIVER)
    check_resource(bundle)
    found = by_type(bundle)
    assert set(found) == {
        "EpisodeOfCare", "CareTeam", "Goal", "CarePlan", "ServiceRequest", "Task", "QuestionnaireResponse",
        "RiskAssessment",
    }  # fmt: skip
    assert found["EpisodeOfCare"]["status"] == "active"
    assert [each["member"]["display"] for each in found["CareTeam"]["participant"]] == ["River Lane"]
    assert (found["CarePlan"]["status"], found["CarePlan"]["goal"]) == ("active", [{"reference": "Goal/3"}])
    assert found["Goal"]["achievementStatus"]["coding"][0]["code"] == "improving"
    assert found["CarePlan"]["activity"][0]["detail"]["status"] == "in-progress"
    assert (found["ServiceRequest"]["status"], found["Task"]["status"]) == ("active", "in-progress")
    assert found["Task"]["focus"] == {"reference": f"ServiceRequest/{found['ServiceRequest']['id']}"}
    assert (found["Task"]["for"], found["Task"]["owner"]) == (found["Goal"]["subject"], {"display": "Dr Lee"})
    assert bundle["entry"][-1]["resource"] == goal()


def test_what_is_written_is_read_again() -> None:
    """Goal, intervention, service, patient and answers come back as they were; the score is the same."""
    found = read(*(entry["resource"] for entry in write_care(RIVER | {"fhirSources": []})["entry"]))
    assert found.goals[0] | {"target": 800.5} == found.goals[0]
    assert found.goals[0]["setBy"] == "CLIENT"
    assert found.interventions == [{"method": "Physiotherapy", "responsible": "Dr Lee", "startsOn": "2026-06-05"}]
    assert [(each["what"], each["state"]) for each in found.services] == [("Physiotherapy", "in_progress")]
    assert found.opening["patientIdentifier"] == "P-77"
    [assessment] = found.assessments
    assert PHQ_9.read is not None
    answers = PHQ_9.read(PHQ_9, assessment["document"])
    assert [answer.option for answer in answers] == ["not_at_all"] * 8 + ["several_days"]


@pytest.mark.parametrize(
    ("state", "why", "told"),
    [
        ("REQUESTED", None, None),
        ("REJECTED", "No therapist is free", None),
        ("CANCELLED", "The arm is well", None),
        ("COMPLETED", None, "The arm is well"),
    ],
)
def test_a_task_says_why_it_is_over_and_what_came_of_it(state: str, why: str | None, told: str | None) -> None:
    """The answer to what was rejected, the reason of what was cancelled, the report of what is done."""
    answer = "No therapist is free" if state == "REJECTED" else "From Monday on"
    answered = None if state == "REQUESTED" else "2026-06-04T09:00:00+00:00"
    report = None if state in ("REQUESTED", "REJECTED") else "The arm is well"
    [asked] = RIVER["services"]
    service = asked | {"state": state, "answer": answer, "report": report, "answeredAt": answered}
    task = by_type(write_care(RIVER | {"services": [service]}))["Task"]
    assert (task.get("statusReason"), task.get("note")) == (why and {"text": why}, told and [{"text": told}])
    assert ("executionPeriod" in task) is (answered is not None)


def test_the_risk_of_a_readmission_is_written() -> None:
    """The band in the words of FHIR; the share that reviews print for it, only of the variant they are of."""
    risks = [each["resource"] for each in write_care(RIVER)["entry"] if "prediction" in each["resource"]]
    told = [(risk["prediction"][0], risk["method"]["text"].partition(":")[0]) for risk in risks]
    assert [(each["qualitativeRisk"]["coding"][0]["code"], each.get("probabilityDecimal")) for each, _ in told] == [
        ("high", None), ("moderate", 11.9), ("moderate", None),
    ]  # fmt: skip
    assert [method for _, method in told] == [
        "LACE, original", "HOSPITAL, admissions_from_one", "HOSPITAL, admissions_from_two",
    ]  # fmt: skip


def test_what_should_never_have_been_is_entered_in_error() -> None:
    """Every resource of it; the control: a care plan that ended otherwise is not. The source stays as it came."""
    error = RIVER | {"status": "TERMINATED", "outcome": "entered_in_error", "closedAt": "2026-06-05T00:00:00Z"}
    for outcome, count in (("entered_in_error", 10), ("no_consent", 0)):
        bundle = write_care(error | {"outcome": outcome})
        written = [entry["resource"] for entry in bundle["entry"][:-1]]
        states = [each.get("lifecycleStatus", each.get("status")) for each in written]
        assert (states.count("entered-in-error"), len(written)) == (count, 10)
        assert bundle["entry"][-1]["resource"] == goal()


@pytest.mark.parametrize("name", ["parties", "services", "assessments", "goals", "interventions"])
def test_what_is_not_the_whole_is_not_written(name: str) -> None:
    """One more of a kind than is written: no Bundle that would lack some; the control: as many as are."""
    [plan] = RIVER["plans"]
    told = plan if name in plan else RIVER

    def having(number: int) -> dict[str, Any]:
        many = {name: [told[name][0]] * number}
        return RIVER | ({"plans": [plan | many]} if told is plan else many)

    assert write_care(having(MOST))["resourceType"] == "Bundle"
    with pytest.raises(Invalid, match=f"more than {MOST} {name}"):
        write_care(having(MOST + 1))
