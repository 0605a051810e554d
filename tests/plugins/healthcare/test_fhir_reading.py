"""Resources of FHIR R4 become the inputs of a care plan: what is read, what is told, what is refused."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from casewright import Invalid
from casewright_healthcare.fhir.elements import Elements
from casewright_healthcare.fhir.states import EPISODE, OVER
from casewright_healthcare.questionnaires import AUDIT_C
from plugins.healthcare.resources import AMY, consent, goal, read, service, task


def test_goals_and_services_become_inputs() -> None:
    """Whose goal, how it is measured and until when; what is asked of whom, and why."""
    found = read(goal(), service(), consent())
    assert found.goals == [
        {
            "description": "Walk to the park",
            "setBy": "CLIENT",
            "measure": "Metres",
            "target": 800,
            "unit": "m",
            "dueOn": "2026-09-01",
        }
    ]
    assert found.services == [
        {
            "what": "Physiotherapy",
            "provider": "Dr Lee",
            "because": "Weak arm",
            "priority": "URGENT",
            "wantedOn": "2026-06-20",
        }
    ]
    assert found.opening["patientIdentifier"] == "amy"
    assert found.opening["parties"] == [{"role": "patient", "name": "Amy Shaw"}]
    unread = ["Goal/g1: lifecycleStatus", "Goal/g1: expressedBy.display"]
    unread += ["ServiceRequest/s1: status", "ServiceRequest/s1: intent"]
    assert found.not_read == [*unread, "Consent/c1: provision.actor.0.role.text"]


@pytest.mark.parametrize(
    ("reference", "setter"),
    [
        ("Patient/amy", "CLIENT"),
        ("RelatedPerson/n", "CLIENT"),
        ("Practitioner/p", "CARE"),
        ("PractitionerRole/p", "CARE"),
        ("Organization/o", "BUSINESS"),
    ],
)
def test_whose_goal_it_is(reference: str, setter: str) -> None:
    """By who expressed it."""
    assert read(goal(expressedBy={"reference": reference})).goals[0]["setBy"] == setter


def test_what_lacks_something_is_told_and_kept() -> None:
    """A goal without a day, a service without a provider: nothing is made up, and the source is there."""
    found = read(goal(target=[]), service(performer=[]))
    assert (found.goals, found.services) == ([], [])
    assert "Goal/g1: a goal needs a day until which it is reached; enter it by hand" in found.not_read
    assert "ServiceRequest/s1: a service needs what is asked for and the name of who is asked" in found.not_read
    assert [source["resource"] for source in found.opening["fhirSources"]] == ["Goal", "ServiceRequest"]


@pytest.mark.parametrize(
    ("documents", "rule"),
    [
        ([{}], "fhir.resource"),
        ([{"resourceType": "Teapot"}], "fhir.resource"),
        ([goal(lifecycleStatus=None)], "fhir.resource"),
        ([goal(colour="red")], "fhir.resource"),
        ([goal(), goal(subject={"reference": "Patient/ben"})], "fhir.subject"),
        ([goal(subject={"display": "Somebody"})], "fhir.subject"),
    ],
)
def test_what_is_no_care_of_one_patient_is_refused(documents: list[dict[str, Any]], rule: str) -> None:
    """Invalid resources, two patients, none."""
    with pytest.raises(Invalid) as refusal:
        read(*documents)
    assert (refusal.value.rule, refusal.value.field) == (rule, "document")


@pytest.mark.parametrize("status", EPISODE)
def test_every_status_of_an_episode(status: str) -> None:
    """One on hold is to be suspended; for one that is over, or never was, nothing is opened."""
    episode = {"resourceType": "EpisodeOfCare", "id": "e", "status": status, "patient": AMY}
    if status in {"finished", "cancelled", "entered-in-error"}:
        with pytest.raises(Invalid, match="no care plan is opened"):
            read(episode)
    else:
        found = read(episode | {"careManager": {"display": "Max"}, "managingOrganization": {"display": "General"}})
        assert found.opening["referredBy"] == "General"
        assert {"role": "care_manager", "name": "Max"} in found.opening["parties"]
        assert ("EpisodeOfCare/e: it is on hold; suspend the case" in found.not_read) is (status == "onhold")
        waits = "EpisodeOfCare/e: it waits for a place; put the case on the waiting list"
        assert (waits in found.not_read) is (status == "waitlist")


def team(status: str) -> dict[str, Any]:
    """Somebody who looks after Amy."""
    member = {"role": [{"text": "Nurse"}], "member": {"display": "Jo"}}
    return {"resourceType": "CareTeam", "id": "ct", "status": status, "subject": AMY, "participant": [member]}


def care_plan(status: str, *activities: str) -> dict[str, Any]:
    """A plan, with an activity of each of these statuses."""
    details = [{"detail": {"status": each, "description": f"Walks, {each}"}} for each in activities]
    plan = {"resourceType": "CarePlan", "id": "cp", "status": status, "intent": "plan", "subject": AMY}
    return plan | {"title": "Heart failure"} | ({"activity": details} if details else {})


@pytest.mark.parametrize(
    ("kind", "status"), [(kind, status) for kind in ("CarePlan", "CareTeam", "Goal") for status in sorted(OVER[kind])]
)
def test_what_is_over_is_not_begun_anew(kind: str, status: str) -> None:
    """Reached, given up, or never meant: it is kept and told; the control: what is active is taken over."""

    def found(status: str) -> tuple[bool, list[str]]:
        documents = {
            "CarePlan": care_plan(status, "in-progress"),
            "CareTeam": team(status),
            "Goal": goal(lifecycleStatus=status),
        }
        care = read(documents[kind])
        taken = care.goals or care.interventions or [each for each in care.opening["parties"] if each["name"] == "Jo"]
        return bool(taken), care.not_read

    taken, told = found(status)
    assert not taken
    assert any(each.endswith(f"it is {status}; nothing of it is begun anew") for each in told)
    assert found("active")[0]


def test_of_a_plan_only_what_goes_on_is_planned() -> None:
    """What is done, stopped or a mistake is told, with its place in the plan."""
    found = read(care_plan("active", "completed", "in-progress", "stopped", "scheduled"))
    assert [each["method"] for each in found.interventions] == ["Walks, in-progress", "Walks, scheduled"]
    assert found.not_read[:2] == [
        "CarePlan/cp: activity.0 is completed; it is not planned anew",
        "CarePlan/cp: activity.2 is stopped; it is not planned anew",
    ]


@pytest.mark.parametrize("status", sorted(OVER["ServiceRequest"]))
def test_nobody_is_asked_anew_for_what_is_over(status: str) -> None:
    """A service that was done, taken back, or asked by mistake."""
    found = read(service(status=status), consent())
    assert found.services == []
    assert f"ServiceRequest/s1: it is {status}; nothing of it is begun anew" in found.not_read


@pytest.mark.parametrize(
    ("status", "state"),
    [("requested", None), ("received", None), ("accepted", "accepted"), ("in-progress", "in_progress")],
)
def test_a_task_says_how_far_a_service_is(status: str, state: str | None) -> None:
    """Whichever of the two comes first; while nobody has answered there, an answer is waited for here."""
    for documents in ((service(), task(status)), (task(status), service())):
        [asked] = read(*documents, consent()).services
        assert (asked["what"], asked.get("state")) == ("Physiotherapy", state)


@pytest.mark.parametrize("status", sorted(OVER["Task"]))
def test_a_task_that_is_over_ends_its_service(status: str) -> None:
    """It failed or was done elsewhere: nobody is asked again, and that is told."""
    found = read(service(), task(status), consent())
    assert found.services == []
    assert f"ServiceRequest/s1: it is {status} elsewhere; it is not asked for anew" in found.not_read


def test_a_task_of_nothing_known_is_told() -> None:
    """It says no service."""
    found = read(goal(), {name: value for name, value in task("requested").items() if name != "focus"})
    assert "Task/t1: it does not say which service it follows" in found.not_read


def audit_c(*options: str) -> dict[str, Any]:
    """Answers to AUDIT-C by their codes."""
    items = [
        {"linkId": f"/{item.code}", "answer": [{"valueCoding": {"code": option}}]}
        for item, option in zip(AUDIT_C.items, options, strict=True)
    ]
    return {"resourceType": "QuestionnaireResponse", "id": "a", "status": "completed", "subject": AMY, "item": items}


def test_a_response_to_an_instrument_with_variants_is_left_to_a_person() -> None:
    """Who knows which cut-off is meant."""
    found = read(audit_c("LA6270-8", "LA15694-5", "LA6270-8"))
    assert found.assessments == []
    assert found.not_read[0].startswith("QuestionnaireResponse/a: import AUDIT-C by hand, with its variant: men")


def test_the_oldest_answers_are_imported_first() -> None:
    """Whatever the order of the files, so that the first of the case is the one that later ones are compared with."""
    items = [{"linkId": "/44250-9", "answer": [{"valueCoding": {"code": "LA6568-5"}}]}]
    response = {"resourceType": "QuestionnaireResponse", "status": "completed", "subject": AMY, "item": items}
    later, first = (response | {"id": day, "authored": f"2026-0{day}-01"} for day in ("6", "3"))
    assert [each["document"]["authored"] for each in read(later, first).assessments] == ["2026-03-01", "2026-06-01"]


def examples() -> list[dict[str, Any]]:
    """The examples of HL7's US Core in the folder of shared test data, questionnaires aside."""
    folder = Path(os.environ.get("CASEWRIGHT_TEST_DATA", "-")) / "us_core"
    if not folder.exists():
        pytest.skip("CASEWRIGHT_TEST_DATA names no folder with us_core")
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def test_the_examples_of_us_core_are_read_without_loss() -> None:
    """All seven are kept to the letter; every element is either read or told."""
    documents = examples()
    found = read(*documents)
    assert [json.loads(source["content"]) for source in found.opening["fhirSources"]] == documents
    assert (found.opening["patientIdentifier"], found.opening["programme"]) == ("example", "Care Plan")
    assert found.opening["referralReason"] == "Condition Duodenal Ulcer"
    assert found.opening["referredBy"] == "Dr Ronald Bone"
    assert {party["role"] for party in found.opening["parties"]} == {
        "patient", "cardiologist", "primary_care_provider", "caregiver",
    }  # fmt: skip
    assert [each["dueOn"] for each in found.goals] == ["2016-04-05"]
    assert [each["instrument"] for each in found.assessments] == ["phq_9"]
    told = "\n".join(found.not_read)
    assert "QuestionnaireResponse/AUDIT-C: 68517-2: no item of AUDIT-C" in told
    assert "Questionnaire/phq-9-example: Questionnaire is not read" in told
    assert "CarePlan/careplan-ulcer-example: period.start" in told


def test_an_element_is_read_or_told_and_never_both() -> None:
    """What is taken covers all below it; the rest is told leaf by leaf."""
    elements = Elements(goal())
    elements.take("target.0")
    elements.take("description.text")
    elements.take("note.0.text")
    assert elements.unread() == [
        "Goal/g1: lifecycleStatus",
        "Goal/g1: subject.reference",
        "Goal/g1: subject.display",
        "Goal/g1: expressedBy.reference",
        "Goal/g1: expressedBy.display",
    ]


def test_a_consent_says_who_may_be_told() -> None:
    """Its purpose, scope, days and recipients; without one, what is asked of others is told and left."""
    found = read(service(), consent())
    assert found.consent == {
        "purpose": "Coordination of care",
        "scope": "Care team",
        "givenOn": "2026-05-20",
        "until": "2027-05-19",
        "recipients": ["Dr Lee"],
    }
    assert not any("consent is there" in each for each in found.not_read)
    alone = read(service())
    assert (alone.consent, alone.not_read[-1]) == ({}, "Physiotherapy: ask for it once the patient's consent is there")


@pytest.mark.parametrize("more", [{"status": "inactive"}, {"dateTime": None}, {"provision": {"type": "deny"}}])
def test_a_consent_that_permits_nothing_is_told(more: dict[str, Any]) -> None:
    """Not in force, without its day, or a denial."""
    given = {name: value for name, value in consent(**more).items() if value is not None}
    found = read(service(), given)
    assert found.consent == {}
    assert any(each.startswith("Consent/c1: it is ") for each in found.not_read)
