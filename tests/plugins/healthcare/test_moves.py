"""The moves of a care plan: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from casewright import Case, Risk
from casewright_healthcare import care, care_plan, discharge, intake
from casewright_healthcare.fields import CarePlan, ScreeningVerdict
from casewright_healthcare.records import (
    CareConsent,
    CareContact,
    CareGoal,
    CareIntervention,
    ClinicalCode,
    ContactChannel,
    ContactFrequency,
    GoalAchievement,
    GoalSetter,
)

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
CONSENT = CareConsent(purpose="Care", scope="Care team", given_on=date(2026, 6, 1))
REFERRED = CarePlan(patient_identifier="P-1", programme="Recovery", referral_reason="Accident", referred_by="Hospital")
ACCEPTED = replace(REFERRED, verdict=ScreeningVerdict.NEEDS_PLAN, consent=CONSENT)
GOAL = CareGoal(
    description="Ride again",
    set_by=GoalSetter.PATIENT,
    measure="Minutes on the bicycle",
    baseline="0",
    target="30",
    due_on=date(2026, 12, 1),
)


def planned(*goals: CareGoal) -> CarePlan:
    """A plan with these goals and one intervention."""
    visit = CareIntervention(description="Physiotherapy", responsible="Clinic", frequency=ContactFrequency.WEEKLY)
    return replace(ACCEPTED, goals=goals, interventions=(visit,))


def contact(day: int, reached: bool) -> CareContact:
    """An attempt in June."""
    return CareContact(made_on=date(2026, 6, day), channel=ContactChannel.PHONE, reached=reached, summary="Call")


def test_screening_says_why(case_of: CaseOf, rule_of: RuleOf) -> None:
    """A referral is accepted or closed with a reason; one that needs a plan is not closed."""
    case = case_of(care_plan, REFERRED)
    accepted = intake.accept_referral(case, because="Lives alone")
    assert (accepted.verdict, accepted.verdict_reason) == (ScreeningVerdict.NEEDS_PLAN, "Lives alone")
    closed = intake.close_referral(case, verdict=ScreeningVerdict.RESOLVED_QUICKLY, because="A call was enough")
    assert closed.verdict is ScreeningVerdict.RESOLVED_QUICKLY
    needs = ScreeningVerdict.NEEDS_PLAN
    assert rule_of(lambda: intake.close_referral(case, verdict=needs, because="-")) == "screening.verdict"


@pytest.mark.parametrize("verdict", [ScreeningVerdict.RESOLVED_QUICKLY, ScreeningVerdict.NOT_ELIGIBLE])
def test_a_closed_referral_ends_by_its_verdict(case_of: CaseOf, verdict: ScreeningVerdict) -> None:
    """The verdict is the outcome."""
    outcome = care_plan.transitions["close_referral"].outcome
    assert callable(outcome)
    assert outcome(case_of(care_plan, REFERRED), verdict=verdict, because="-") == verdict.value


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (REFERRED, "screening.verdict"),
        (replace(ACCEPTED, consent=None), "consent.missing"),
        (replace(ACCEPTED, consent=replace(CONSENT, until=date(2026, 6, 14))), "consent.over"),
        (replace(ACCEPTED, consent=replace(CONSENT, revoked_on=TODAY)), "consent.over"),
        (ACCEPTED, None),
    ],
)
def test_nobody_is_enrolled_without_verdict_and_consent(
    case_of: CaseOf, rule_of: RuleOf, fields: CarePlan, rule: str | None
) -> None:
    """Both are there, and the consent holds today."""
    assert rule_of(lambda: intake.begin_assessment(case_of(care_plan, fields))) == rule


def test_consent_is_given_taken_back_and_missed(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Not recorded before it is given, not revoked before it is recorded, and no end for lack of it while it holds."""
    bare, given = case_of(care_plan, REFERRED), case_of(care_plan, ACCEPTED)
    asked: dict[str, Any] = {"purpose": "Care", "scope": "Care team"}
    assert intake.record_consent(bare, **asked, given_on=TODAY).consent == replace(CONSENT, given_on=TODAY)
    late = date(2026, 6, 16)
    assert rule_of(lambda: intake.record_consent(bare, **asked, given_on=late)) == "consent.future"
    assert rule_of(lambda: intake.revoke_consent(bare)) == "consent.missing"
    revoked = intake.revoke_consent(given)
    assert revoked.consent == replace(CONSENT, revoked_on=TODAY)
    assert rule_of(lambda: intake.end_without_consent(given)) == "consent.holds"
    assert intake.end_without_consent(bare) == REFERRED
    assert intake.end_without_consent(case_of(care_plan, revoked)) == revoked


def test_the_assessment_comes_before_the_risk_review(case_of: CaseOf, rule_of: RuleOf) -> None:
    """It is dated, and a coded diagnosis keeps system and version."""
    case = case_of(care_plan, ACCEPTED, "clinical_assessment")
    code = ClinicalCode(system="ICD-10-CM", code="S06.9X0A", display="Intracranial injury", version="2026")
    assessed = care.record_assessment(case, findings="Weak", needs=("Walking",), diagnoses=(code,))
    assert assessed.assessment is not None
    assert (assessed.assessment.assessed_on, assessed.assessment.diagnoses) == (TODAY, (code,))
    assert rule_of(lambda: care.review_risk(case)) == "assessment.missing"
    assert care.review_risk(case_of(care_plan, assessed, "clinical_assessment")) == assessed
    assert care.start_plan(case_of(care_plan, assessed, "risk_review")) == assessed


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (planned(), "plan.patient_goal"),
        (planned(replace(GOAL, set_by=GoalSetter.CARE_TEAM)), "plan.patient_goal"),
        (replace(planned(GOAL), interventions=()), "plan.interventions"),
        (replace(planned(GOAL), consent=None), "consent.missing"),
        (planned(GOAL), None),
    ],
)
def test_a_plan_needs_the_patients_goal_and_something_that_is_done(
    case_of: CaseOf, rule_of: RuleOf, fields: CarePlan, rule: str | None
) -> None:
    """And a consent that holds."""
    case = case_of(care_plan, fields, "care_plan_draft")
    assert rule_of(lambda: care.agree_plan(case, frequency=ContactFrequency.WEEKLY)) == rule


def test_goals_and_interventions_are_added_and_the_frequency_agreed(case_of: CaseOf) -> None:
    """The plan grows in the draft and is looked at again when it is amended."""
    given = {name: getattr(GOAL, name) for name in ("description", "set_by", "measure", "baseline", "target", "due_on")}
    with_goal = care.add_goal(case_of(care_plan, ACCEPTED, "care_plan_draft"), **given)
    assert with_goal.goals == (GOAL,)
    case = case_of(care_plan, with_goal, "care_plan_draft")
    plan = care.add_intervention(
        case, description="Physiotherapy", responsible="Clinic", frequency=ContactFrequency.WEEKLY
    )
    assert plan == planned(GOAL)
    agreed = care.agree_plan(case_of(care_plan, plan, "care_plan_draft"), frequency=ContactFrequency.WEEKLY)
    assert agreed.frequency is ContactFrequency.WEEKLY
    assert care.monitor(case_of(care_plan, agreed, "care_delivery")) == agreed
    assert care.amend_plan(case_of(care_plan, agreed, "monitoring")) == agreed


def test_at_high_risk_a_care_manager_agrees_too(case_of: CaseOf) -> None:
    """The points of the rules decide."""
    approval = care_plan.transitions["agree_plan"].approval
    assert approval is not None
    assert approval.levels == ("care_manager",)
    high = replace(REFERRED, emergency_admission=True, days_in_hospital=16, emergency_visits=1)
    assert care.high_risk(case_of(care_plan, high), frequency=ContactFrequency.WEEKLY)
    assert not care.high_risk(case_of(care_plan, REFERRED), frequency=ContactFrequency.WEEKLY)


def test_a_goal_is_rated_by_its_number(case_of: CaseOf, rule_of: RuleOf) -> None:
    """The numbers of the plan, from 1; all other goals stay."""
    other = replace(GOAL, description="Work again")
    case = case_of(care_plan, planned(GOAL, other), "monitoring")
    achieved = GoalAchievement.ACHIEVED
    assert care.rate_goal(case, goal=2, achievement=achieved).goals == (GOAL, replace(other, achievement=achieved))
    for number in (0, 3):
        assert rule_of(lambda n=number: care.rate_goal(case, goal=n, achievement=achieved)) == "goal.number"  # type: ignore[misc]


def test_stepping_down_means_less_often(case_of: CaseOf, rule_of: RuleOf) -> None:
    """From weekly to monthly, not to weekly again."""
    case = case_of(care_plan, replace(ACCEPTED, frequency=ContactFrequency.WEEKLY), "monitoring")
    down = discharge.step_down(case, frequency=ContactFrequency.MONTHLY, receiving_provider="Dr Lee")
    assert (down.frequency, down.receiving_provider) == (ContactFrequency.MONTHLY, "Dr Lee")
    weekly = ContactFrequency.WEEKLY
    refused = rule_of(lambda: discharge.step_down(case, frequency=weekly, receiving_provider="Dr Lee"))
    assert refused == "step_down.frequency"


def test_a_discharge_shares_information_and_has_happened(case_of: CaseOf, rule_of: RuleOf) -> None:
    """So it needs the consent, and no day to come."""
    case = case_of(care_plan, ACCEPTED, "discharge_planning")
    without = case_of(care_plan, replace(ACCEPTED, consent=None), "discharge_planning")
    assert discharge.discharge(case, discharged_on=TODAY).discharged_on == TODAY
    assert rule_of(lambda: discharge.discharge(without, discharged_on=TODAY)) == "consent.missing"
    assert rule_of(lambda: discharge.discharge(case, discharged_on=date(2026, 6, 16))) == "discharge.future"


@pytest.mark.parametrize(
    ("contacts", "rule"),
    [
        ((), "contact.first"),
        ((contact(9, True),), "contact.first"),
        ((contact(11, False),), "contact.first"),
        ((contact(11, False), contact(12, False)), None),
        ((contact(10, True),), None),
    ],
)
def test_the_patient_is_reached_or_tried_twice(
    case_of: CaseOf, rule_of: RuleOf, contacts: tuple[CareContact, ...], rule: str | None
) -> None:
    """Only attempts since the discharge on the 10th count."""
    fields = replace(ACCEPTED, discharged_on=date(2026, 6, 10), contacts=contacts)
    assert rule_of(lambda: discharge.conclude_first_contact(case_of(care_plan, fields, "discharged"))) == rule


def test_contacts_and_the_visit_are_recorded(case_of: CaseOf) -> None:
    """A contact carries its day; the visit's own requirements are tasks."""
    case = case_of(care_plan, ACCEPTED, "discharged")
    recorded = discharge.record_contact(case, channel=ContactChannel.PHONE, reached=True, summary="Call")
    assert recorded.contacts == (contact(15, True),)
    assert discharge.conclude_visit(case_of(care_plan, ACCEPTED, "awaiting_visit")) == ACCEPTED
    required = {task.title for task in care_plan.tasks if task.stage == "awaiting_visit" and task.required}
    assert required == {"Visit the patient", "Reconcile the medicines"}


@pytest.mark.parametrize(("day", "rule"), [(9, "readmission.date"), (10, None), (15, None), (16, "readmission.date")])
def test_a_readmission_follows_the_discharge(case_of: CaseOf, rule_of: RuleOf, day: int, rule: str | None) -> None:
    """From the day of the discharge to today."""
    case = case_of(care_plan, replace(ACCEPTED, discharged_on=date(2026, 6, 10)), "transitional_care")
    assert rule_of(lambda: discharge.readmit(case, readmitted_on=date(2026, 6, day))) == rule


def test_a_readmission_is_remembered_and_undoes_the_discharge(case_of: CaseOf, rule_of: RuleOf) -> None:
    """A later discharge does not change what it counted as; without a discharge there is none."""
    case = case_of(care_plan, replace(ACCEPTED, discharged_on=date(2026, 6, 10)), "transitional_care")
    back = discharge.readmit(case, readmitted_on=TODAY)
    assert (back.discharged_on, back.early_readmissions) == (None, 1)
    assert replace(back, discharged_on=date(2026, 9, 1)).early_readmissions == 1
    never = case_of(care_plan, ACCEPTED, "discharged")
    assert rule_of(lambda: discharge.readmit(never, readmitted_on=TODAY)) == "readmission.date"


@pytest.mark.parametrize(
    ("day", "because", "rule"), [(16, None, None), (17, None, "programme.not_over"), (17, "Moved", None)]
)
def test_the_programme_runs_thirty_days_or_says_why_not(
    case_of: CaseOf, rule_of: RuleOf, day: int, because: str | None, rule: str | None
) -> None:
    """A discharge on May 16th is over on June 15th, one on the 17th a day later."""
    case = case_of(care_plan, replace(ACCEPTED, discharged_on=date(2026, 5, day)), "transitional_care")
    assert rule_of(lambda: discharge.end_programme(case, ended_early_because=because)) == rule


@pytest.mark.parametrize(("reached", "expected"), [(2, "goals_met"), (1, "goals_partly_met"), (0, "goals_not_met")])
def test_the_goals_say_how_it_ended(case_of: CaseOf, reached: int, expected: str) -> None:
    """All, some, none of two."""
    goals = [replace(GOAL, achievement=GoalAchievement.ACHIEVED)] * reached + [GOAL] * (2 - reached)
    case = case_of(care_plan, planned(*goals), "outcome_review")
    outcome = care_plan.transitions["evaluate"].outcome
    assert callable(outcome)
    assert outcome(case, report="-", satisfaction=None) == expected
    ended = discharge.evaluate(case, report="Well again", satisfaction=5)
    assert (ended.report, ended.satisfaction) == ("Well again", 5)


def test_a_restricted_note_is_kept(case_of: CaseOf) -> None:
    """In its own field."""
    assert care.write_restricted_note(case_of(care_plan, ACCEPTED), note="Therapy").notes_restricted == "Therapy"


@pytest.mark.parametrize(
    ("change", "facts", "level"),
    [
        ({"emergency_admission": False, "days_in_hospital": 4, "emergency_visits": 0, "admissions": 1}, {}, Risk.LOW),
        ({"emergency_admission": True}, {"emergency_admission": ""}, Risk.MODERATE),
        ({"days_in_hospital": 5}, {"long_stay": "days: 5"}, Risk.LOW),
        ({"emergency_visits": 1}, {"emergency_visits": "visits: 1"}, Risk.LOW),
        ({"admissions": 2}, {"frequent_admissions": "admissions: 2"}, Risk.LOW),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], level: Risk) -> None:
    """Each fires on its fact only."""
    risk = case_of(care_plan, replace(REFERRED, **change)).risk
    assert ({factor.rule: factor.fact for factor in risk.factors}, risk.level) == (facts, level)


def test_risk_rules_name_what_they_do_not_know(case_of: CaseOf) -> None:
    """A bare referral says nothing about the hospital; nothing fires."""
    risk = case_of(care_plan, REFERRED).risk
    assert risk.missing == ("emergency_admission", "long_stay", "emergency_visits", "frequent_admissions")
    assert risk.points == 0
