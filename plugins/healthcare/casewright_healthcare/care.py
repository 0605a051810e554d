"""Assessment, plan, delivery and follow-up."""

from collections.abc import Mapping
from dataclasses import replace

from casewright import Approval, Case, Refused, Risk
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.intake import ENROLLED, check_consent
from casewright_healthcare.records import CareAssessment, CareMedicine, ClinicalCode, ContactFrequency
from casewright_healthcare.values import ShortText, Text


@care_plan.transition("clinical_assessment", role="clinician")
def record_assessment(
    case: Case[CarePlan],
    *,
    findings: Text,
    needs: tuple[ShortText, ...],
    strengths: tuple[ShortText, ...] = (),
    diagnoses: tuple[ClinicalCode, ...] = (),
    medicines: tuple[CareMedicine, ...] = (),
    allergies: tuple[ShortText, ...] = (),
) -> CarePlan:
    """Write down what was found, the needs most urgent first, and what the patient takes and does not bear."""
    assessment = CareAssessment(
        findings=findings, needs=needs, strengths=strengths, diagnoses=diagnoses, assessed_on=today(case.now)
    )
    return replace(case.fields, assessment=assessment, medicines=medicines, allergies=allergies)


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


AT_LEAST: Mapping[Risk, ContactFrequency] = {
    Risk.HIGH: ContactFrequency.WEEKLY,
    Risk.MODERATE: ContactFrequency.FORTNIGHTLY,
    Risk.LOW: ContactFrequency.QUARTERLY,
}
"""How often the patient is spoken to at each level of risk, or more often: a practice of this plugin."""


def high_risk(case: Case[CarePlan], *, frequency: ContactFrequency) -> bool:
    """Whether the plan is looked at by a care manager too."""
    return case.risk.level is Risk.HIGH


@care_plan.transition(
    "care_plan_draft -> care_delivery", role=TEAM, approval=Approval(role="care_manager", when=high_risk)
)
def agree_plan(case: Case[CarePlan], *, frequency: ContactFrequency) -> CarePlan:
    """Begin with what the accepted plan says, and speak so often as the risk asks for, or more often.

    At high risk a care manager agrees too.
    """
    check_consent(case)
    at_least = AT_LEAST[case.risk.level]
    if frequency.is_less_than(at_least):
        message = f"at a {case.risk.level} risk the patient is spoken to {at_least}, or more often"
        raise Refused(message, rule="frequency.risk", field="frequency")
    return replace(case.fields, frequency=frequency)


@care_plan.transition("care_delivery -> monitoring", role=TEAM)
def monitor(case: Case[CarePlan]) -> CarePlan:
    """Look whether the care works."""
    return case.fields


@care_plan.transition("care_delivery | monitoring -> care_plan_draft", role=TEAM)
def plan_again(case: Case[CarePlan]) -> CarePlan:
    """Go back to the plan, because the care does not work or something changed."""
    return case.fields


@care_plan.transition(
    f"{ENROLLED} | discharged | awaiting_visit | transitional_care | outcome_review",
    role=("clinician", "care_manager"),
)
def write_restricted_note(case: Case[CarePlan], *, notes_restricted: str) -> CarePlan:
    """Write down what coordinators and the patient's own view do not show."""
    return replace(case.fields, notes_restricted=notes_restricted)
