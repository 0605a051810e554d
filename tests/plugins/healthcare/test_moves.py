"""The moves of a care plan: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright import Case, Gate, Goal, GoalStatus, Risk, Standing
from casewright.instruments import Assessment
from casewright_healthcare import care, care_plan, discharge, intake
from casewright_healthcare.case_type import call_due, likely_back, since_discharge, visit_due
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.records import (
    CareConsent,
    CareMedicine,
    ClinicalCode,
    ContactFrequency,
    DecisionComplexity,
)

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
CONSENT = CareConsent(purpose="Care", scope="Care team", given_on=date(2026, 6, 1))
REFERRED = CarePlan(patient_identifier="P-1", programme="Recovery", referral_reason="Accident", referred_by="Hospital")
ACCEPTED = replace(REFERRED, consent=CONSENT)


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        (REFERRED, "consent.missing"),
        (replace(ACCEPTED, consent=replace(CONSENT, until=date(2026, 6, 14))), "consent.over"),
        (replace(ACCEPTED, consent=replace(CONSENT, revoked_on=TODAY)), "consent.over"),
        (ACCEPTED, None),
    ],
)
def test_nobody_is_enrolled_without_consent(
    case_of: CaseOf, rule_of: RuleOf, fields: CarePlan, rule: str | None
) -> None:
    """It is there, and holds today."""
    assert rule_of(lambda: intake.begin_assessment(case_of(care_plan, fields))) == rule


@pytest.mark.parametrize(
    ("fields", "provider", "rule"),
    [
        (REFERRED, "Dr Lee", "consent.missing"),
        (replace(ACCEPTED, consent=replace(CONSENT, revoked_on=TODAY)), "Dr Lee", "consent.over"),
        (ACCEPTED, "Dr Lee", None),
        (replace(ACCEPTED, consent=replace(CONSENT, recipients=("Dr Lee",))), "dr lee", None),
        (replace(ACCEPTED, consent=replace(CONSENT, recipients=("Dr Lee",))), "Dr Moss", "consent.recipient"),
    ],
)
def test_nobody_is_told_without_consent(
    case_of: CaseOf, rule_of: RuleOf, fields: CarePlan, provider: str, rule: str | None
) -> None:
    """It holds today, and where it names recipients, names this one: for each referral and each document."""
    case = case_of(care_plan, fields, "care_delivery")
    assert rule_of(lambda: intake.may_be_told(case, provider=provider)) == rule
    assert rule_of(lambda: intake.may_be_shown(case, recipient=provider)) == rule
    assert care_plan.service_guard is intake.may_be_told
    assert care_plan.sharing_guard is intake.may_be_shown


def test_a_patient_may_wait_for_a_place(case_of: CaseOf, rule_of: RuleOf) -> None:
    """The screening is over by then; the consent is asked for until somebody is enrolled."""
    assert intake.put_on_waitlist(case_of(care_plan, REFERRED)) == REFERRED
    assert care_plan.gates["referral_received"] == (Gate.VERDICT_RECORDED,)
    waiting = case_of(care_plan, REFERRED, "waitlist")
    assert rule_of(lambda: intake.begin_assessment(waiting)) == "consent.missing"
    assert "waitlist" in care_plan.transitions["record_consent"].sources


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
    taken = CareMedicine(
        name="Warfarin", code=ClinicalCode(system="RxNorm", code="11289", display="Warfarin", version="2026")
    )
    found: dict[str, Any] = {"needs": ("Walking",), "diagnoses": (code,), "medicines": (taken,)}
    assessed = care.record_assessment(case, findings="Weak", **found, allergies=("Penicillin",))
    assert (assessed.medicines, assessed.allergies) == ((taken,), ("Penicillin",))
    assert assessed.assessment is not None
    assert (assessed.assessment.assessed_on, assessed.assessment.diagnoses) == (TODAY, (code,))
    assert rule_of(lambda: care.review_risk(case)) == "assessment.missing"
    assert care.review_risk(case_of(care_plan, assessed, "clinical_assessment")) == assessed
    assert care.start_plan(case_of(care_plan, assessed, "risk_review")) == assessed


@pytest.mark.parametrize(("fields", "rule"), [(replace(ACCEPTED, consent=None), "consent.missing"), (ACCEPTED, None)])
def test_the_care_begins_with_a_consent_that_holds(
    case_of: CaseOf, rule_of: RuleOf, fields: CarePlan, rule: str | None
) -> None:
    """The plan itself is the platform's gate."""
    case = case_of(care_plan, fields, "care_plan_draft")
    assert rule_of(lambda: care.agree_plan(case, frequency=ContactFrequency.WEEKLY)) == rule


def test_the_frequency_is_agreed(case_of: CaseOf) -> None:
    """With the plan, which is looked at again when it is amended."""
    agreed = care.agree_plan(case_of(care_plan, ACCEPTED, "care_plan_draft"), frequency=ContactFrequency.WEEKLY)
    assert agreed.frequency is ContactFrequency.WEEKLY
    assert care.monitor(case_of(care_plan, agreed, "care_delivery")) == agreed
    assert care.plan_again(case_of(care_plan, agreed, "monitoring")) == agreed


def test_at_high_risk_a_care_manager_agrees_too(case_of: CaseOf) -> None:
    """The points of the rules decide."""
    approval = care_plan.transitions["agree_plan"].approval
    assert approval is not None
    assert approval.levels == ("care_manager",)
    high = replace(REFERRED, emergency_admission=True, days_in_hospital=16, emergency_visits=1)
    assert care.high_risk(case_of(care_plan, high), frequency=ContactFrequency.WEEKLY)
    assert not care.high_risk(case_of(care_plan, REFERRED), frequency=ContactFrequency.WEEKLY)


@pytest.mark.parametrize(
    ("change", "level", "at_least", "too_seldom"),
    [
        (
            {"emergency_admission": True, "days_in_hospital": 5, "emergency_visits": 1},
            Risk.HIGH,
            "weekly",
            "fortnightly",
        ),
        ({"emergency_admission": True}, Risk.MODERATE, "fortnightly", "monthly"),
        ({}, Risk.LOW, "quarterly", None),
    ],
)
def test_the_risk_says_how_often_at_least(
    case_of: CaseOf, rule_of: RuleOf, change: dict[str, Any], level: Risk, at_least: str, too_seldom: str | None
) -> None:
    """Weekly at a high risk, fortnightly at a moderate one; more often is never refused."""
    case = case_of(care_plan, replace(ACCEPTED, **change), "care_plan_draft")
    assert case.risk.level is level
    for often in (ContactFrequency.WEEKLY, ContactFrequency(at_least)):
        assert care.agree_plan(case, frequency=often).frequency is often
    if too_seldom is not None:
        seldom = ContactFrequency(too_seldom)
        assert rule_of(lambda: care.agree_plan(case, frequency=seldom)) == "frequency.risk"


def test_the_care_may_begin_with_a_discharge(case_of: CaseOf, rule_of: RuleOf) -> None:
    """From the referral or the waiting list, with the consent; no goals are there to say how it ended."""
    asked: dict[str, Any] = {"frequency": ContactFrequency.WEEKLY, "receiving_provider": "Dr Lee"}
    begun = discharge.begin_at_discharge(case_of(care_plan, ACCEPTED), **asked)
    assert begun == replace(ACCEPTED, **asked)
    assert rule_of(lambda: discharge.begin_at_discharge(case_of(care_plan, REFERRED), **asked)) == "consent.missing"
    move = care_plan.transitions["begin_at_discharge"]
    assert (move.sources, move.target) == (("referral_received", "waitlist"), "discharge_planning")
    outcome = care_plan.transitions["evaluate"].outcome
    assert callable(outcome)
    assert outcome(case_of(care_plan, begun, "outcome_review"), satisfaction=None) == "handed_over"


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


def test_the_first_contact_is_concluded_when_it_is_not_due_any_more(case_of: CaseOf, rule_of: RuleOf) -> None:
    """The patient was reached, or tried twice; later contacts of the programme may still be due."""
    due, over = Standing(due_contacts=(1, 2, 3, 4)), Standing(due_contacts=(2, 3, 4))
    for standing, rule in ((due, "contact.first"), (over, None)):
        case = case_of(care_plan, ACCEPTED, "discharged", standing=standing)
        assert rule_of(lambda case=case: discharge.conclude_first_contact(case)) == rule  # type: ignore[misc]


def test_the_visit_has_its_tasks(case_of: CaseOf) -> None:
    """The patient is seen, the medicines are reconciled."""
    seen = discharge.conclude_visit(case_of(care_plan, ACCEPTED, "awaiting_visit"))
    assert seen == replace(ACCEPTED, visited_on=TODAY, reconciled_on=TODAY)
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


def test_the_programme_asks_four_times_in_thirty_days(case_of: CaseOf) -> None:
    """After two business days, a week, two weeks and thirty days, each tried twice; the gate waits for them."""
    programme = care_plan.contact_programmes["discharged"]
    assert [str(due) for due in programme.due] == [
        "2 business days",
        "7 calendar days",
        "14 calendar days",
        "30 calendar days",
    ]
    assert programme.since is since_discharge
    assert since_discharge(case_of(care_plan, replace(ACCEPTED, discharged_on=TODAY))) == datetime(
        2026, 6, 15, 4, tzinfo=UTC
    )
    assert (programme.attempts, care_plan.gates["transitional_care"]) == (2, (Gate.PROGRAMME_OVER,))
    assert discharge.end_programme(case_of(care_plan, ACCEPTED, "transitional_care")) == ACCEPTED


@pytest.mark.parametrize(("reached", "expected"), [(2, "goals_met"), (1, "goals_partly_met"), (0, "goals_not_met")])
def test_the_goals_say_how_it_ended(case_of: CaseOf, reached: int, expected: str) -> None:
    """All, some, none of two."""
    achieved, not_yet = (Goal("Ride again", "client", status) for status in (GoalStatus.ACHIEVED, None))
    goals = (achieved,) * reached + (not_yet,) * (2 - reached)
    case = case_of(care_plan, ACCEPTED, "outcome_review", standing=Standing(goals=goals))
    outcome = care_plan.transitions["evaluate"].outcome
    assert callable(outcome)
    assert outcome(case, satisfaction=None) == expected
    assert discharge.evaluate(case, satisfaction=5).satisfaction == 5


def test_a_restricted_note_is_kept(case_of: CaseOf) -> None:
    """In its own field."""
    assert (
        care.write_restricted_note(case_of(care_plan, ACCEPTED), notes_restricted="Therapy").notes_restricted
        == "Therapy"
    )


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


def test_medicines_are_reconciled_by_the_day_of_the_visit(case_of: CaseOf) -> None:
    """Fourteen days after the discharge, seven at high complexity; both tasks at the end of that day in New York."""
    discharged = replace(ACCEPTED, discharged_on=date(2026, 5, 22))
    complex_case = replace(discharged, complexity=DecisionComplexity.HIGH)
    assert (discharged.visit_due, complex_case.visit_due) == (date(2026, 6, 5), date(2026, 5, 29))
    due = {task.title: task.due for task in care_plan.tasks if task.stage == "awaiting_visit"}
    assert due == {"Reconcile the medicines": visit_due, "Visit the patient": visit_due}
    assert visit_due(case_of(care_plan, complex_case)) == datetime(2026, 5, 30, 4, tzinfo=UTC)
    assert visit_due(case_of(care_plan, ACCEPTED)) is None


@pytest.mark.parametrize(
    ("instrument", "risk", "calls"),
    [
        ("lace", Risk.HIGH, True),
        ("hospital", Risk.HIGH, True),
        ("lace", Risk.MODERATE, False),
        ("phq_9", Risk.HIGH, False),
    ],
)
def test_whoever_is_likely_back_is_called_within_three_days(
    case_of: CaseOf, instrument: str, risk: Risk, calls: bool
) -> None:
    """Because LACE or HOSPITAL is high."""
    at = datetime(2026, 6, 1, tzinfo=UTC)
    found = Assessment(instrument=instrument, title="-", variant=None, score=12, band="-", risk=risk, assessed_at=at)
    case = case_of(care_plan, ACCEPTED, "discharged", standing=Standing(assessments={instrument: found}))
    assert likely_back(case) is calls
    [task] = [task for task in care_plan.tasks if task.title == "Call the patient"]
    assert (task.due, task.when) == (call_due, likely_back)
    discharged = case_of(care_plan, replace(ACCEPTED, discharged_on=date(2026, 5, 22)), "discharged")
    assert call_due(discharged) == datetime(2026, 5, 25, 4, tzinfo=UTC)


def test_a_readmission_elsewhere_ends_the_care(case_of: CaseOf, rule_of: RuleOf) -> None:
    """With its outcome, and counted like any other."""
    case = case_of(care_plan, replace(ACCEPTED, discharged_on=date(2026, 6, 10)), "awaiting_visit")
    assert discharge.end_readmitted(case, readmitted_on=TODAY).early_readmissions == 1
    assert care_plan.transitions["end_readmitted"].outcome == "readmitted"
    too_early = date(2026, 6, 9)
    assert rule_of(lambda: discharge.end_readmitted(case, readmitted_on=too_early)) == "readmission.date"
