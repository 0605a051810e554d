"""Assessment, plan, delivery and follow-up."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused, Risk
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.intake import ENROLLED, check_consent
from casewright_healthcare.records import (
    CareAssessment,
    CareGoal,
    CareIntervention,
    ClinicalCode,
    ContactFrequency,
    GoalAchievement,
    GoalSetter,
)
from casewright_healthcare.values import ShortText, Text


@care_plan.transition("clinical_assessment", role="clinician")
def record_assessment(
    case: Case[CarePlan],
    *,
    findings: Text,
    needs: tuple[ShortText, ...],
    strengths: tuple[ShortText, ...] = (),
    diagnoses: tuple[ClinicalCode, ...] = (),
) -> CarePlan:
    """Write down what was found, the needs most urgent first."""
    assessment = CareAssessment(
        findings=findings, needs=needs, strengths=strengths, diagnoses=diagnoses, assessed_on=today(case.now)
    )
    return replace(case.fields, assessment=assessment)


@care_plan.transition("clinical_assessment -> risk_review", role=TEAM)
def review_risk(case: Case[CarePlan]) -> CarePlan:
    """Look at how serious it is."""
    if case.fields.assessment is None:
        raise Refused("record the assessment first", rule="assessment.missing")
    return case.fields


@care_plan.transition("risk_review -> care_plan_draft", role=TEAM)
def start_plan(case: Case[CarePlan]) -> CarePlan:
    """Begin to plan, knowing the risk."""
    return case.fields


@care_plan.transition("care_plan_draft", role=TEAM)
def add_goal(
    case: Case[CarePlan],
    *,
    description: ShortText,
    set_by: GoalSetter,
    measure: ShortText,
    baseline: ShortText,
    target: ShortText,
    due_on: date,
) -> CarePlan:
    """Add something to be reached."""
    goal = CareGoal(
        description=description, set_by=set_by, measure=measure, baseline=baseline, target=target, due_on=due_on
    )
    return replace(case.fields, goals=(*case.fields.goals, goal))


@care_plan.transition("care_plan_draft", role=TEAM)
def add_intervention(
    case: Case[CarePlan], *, description: ShortText, responsible: ShortText, frequency: ContactFrequency
) -> CarePlan:
    """Add something to be done for the goals."""
    intervention = CareIntervention(description=description, responsible=responsible, frequency=frequency)
    return replace(case.fields, interventions=(*case.fields.interventions, intervention))


def high_risk(case: Case[CarePlan], *, frequency: ContactFrequency) -> bool:
    """Whether the plan is looked at by a care manager too."""
    return case.risk.level is Risk.HIGH


@care_plan.transition(
    "care_plan_draft -> care_delivery", role=TEAM, approval=Approval(role="care_manager", when=high_risk)
)
def agree_plan(case: Case[CarePlan], *, frequency: ContactFrequency) -> CarePlan:
    """Agree with the patient on the plan and on how often to speak. At high risk a care manager agrees too."""
    check_consent(case)
    if not any(goal.set_by is GoalSetter.PATIENT for goal in case.fields.goals):
        raise Refused("the plan needs a goal of the patient's own", rule="plan.patient_goal")
    if not case.fields.interventions:
        raise Refused("the plan says nothing that is done", rule="plan.interventions")
    return replace(case.fields, frequency=frequency)


@care_plan.transition("care_delivery -> monitoring", role=TEAM)
def monitor(case: Case[CarePlan]) -> CarePlan:
    """Look whether the care works."""
    return case.fields


@care_plan.transition("monitoring | transitional_care | outcome_review", role=TEAM)
def rate_goal(case: Case[CarePlan], *, goal: int, achievement: GoalAchievement) -> CarePlan:
    """Say how far a goal is reached, by its number in the plan, from 1."""
    goals = case.fields.goals
    if not 1 <= goal <= len(goals):
        raise Refused(f"the plan has the goals 1 to {len(goals)}", rule="goal.number", field="goal")
    rated = replace(goals[goal - 1], achievement=achievement)
    return replace(case.fields, goals=(*goals[: goal - 1], rated, *goals[goal:]))


@care_plan.transition("care_delivery | monitoring -> care_plan_draft", role=TEAM)
def amend_plan(case: Case[CarePlan]) -> CarePlan:
    """Plan again, because the care does not work or something changed."""
    return case.fields


@care_plan.transition(
    f"{ENROLLED} | discharged | awaiting_visit | transitional_care | outcome_review",
    role=("clinician", "care_manager"),
)
def write_restricted_note(case: Case[CarePlan], *, note: Text) -> CarePlan:
    """Write down what coordinators and the patient's own view do not show."""
    return replace(case.fields, notes_restricted=note)
