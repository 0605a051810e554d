"""Stepping down, discharge, the contacts after it, and what became of the goals."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.depression import DepressionProgress
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.intake import check_consent
from casewright_healthcare.periods import ATTEMPTS
from casewright_healthcare.records import CareMedicine, CareReadmission, ContactFrequency, DecisionComplexity
from casewright_healthcare.values import Rating, ShortText


@care_plan.transition("referral_received | waitlist -> discharge_planning", role=TEAM)
def begin_at_discharge(case: Case[CarePlan], *, frequency: ContactFrequency, receiving_provider: ShortText) -> CarePlan:
    """Enrol a patient who is about to leave hospital: the care begins with the handover, without a plan of its own."""
    check_consent(case)
    return replace(case.fields, frequency=frequency, receiving_provider=receiving_provider)


@care_plan.transition("monitoring -> discharge_planning", role=TEAM)
def step_down(case: Case[CarePlan], *, frequency: ContactFrequency, receiving_provider: ShortText) -> CarePlan:
    """Prepare the handover: speak more seldom, and say who takes over."""
    before = case.fields.frequency
    if before is not None and not frequency.is_less_than(before):
        raise Refused(f"{frequency} is not less often than {before}", rule="step_down.frequency", field="frequency")
    return replace(case.fields, frequency=frequency, receiving_provider=receiving_provider)


@care_plan.transition("discharge_planning -> discharged", role=TEAM)
def discharge(
    case: Case[CarePlan], *, discharged_on: date, complexity: DecisionComplexity = DecisionComplexity.MODERATE
) -> CarePlan:
    """Hand the patient over. What is due afterwards counts from the day of the discharge, whenever it is recorded."""
    check_consent(case)
    if discharged_on > today(case.now):
        raise Refused("a discharge is recorded once it has happened", rule="discharge.future", field="discharged_on")
    return replace(case.fields, discharged_on=discharged_on, complexity=complexity, visited_on=None, reconciled_on=None)


@care_plan.transition("discharged -> awaiting_visit", role=TEAM)
def conclude_first_contact(case: Case[CarePlan]) -> CarePlan:
    """Go on to the visit: the patient was reached, or it was tried often enough."""
    if 1 in case.standing.due_contacts:
        raise Refused(f"reach the patient, or try {ATTEMPTS} times", rule="contact.first")
    return case.fields


@care_plan.transition("awaiting_visit -> transitional_care", role="clinician")
def conclude_visit(
    case: Case[CarePlan],
    *,
    visited_on: date | None = None,
    reconciled_on: date | None = None,
    medicines: tuple[CareMedicine, ...] | None = None,
) -> CarePlan:
    """Record that the patient was seen, today unless another day is given, the medicines reconciled by then.

    Unless another day is given it was at the visit; the list as it is now takes the place of the one before.
    """
    discharged_on, seen_on = case.fields.discharged_on, visited_on or today(case.now)
    if seen_on > today(case.now) or (discharged_on is not None and seen_on < discharged_on):
        message = f"a visit lies between the discharge on {discharged_on} and today"
        raise Refused(message, rule="visit.date", field="visited_on")
    reconciled = reconciled_on or seen_on
    if reconciled > seen_on or (discharged_on is not None and reconciled < discharged_on):
        message = f"medicines are reconciled between the discharge on {discharged_on} and the visit on {seen_on}"
        raise Refused(message, rule="visit.medicines", field="reconciled_on")
    taken = case.fields.medicines if medicines is None else medicines
    return replace(case.fields, visited_on=seen_on, reconciled_on=reconciled, medicines=taken)


@care_plan.transition("discharged | awaiting_visit | transitional_care -> clinical_assessment", role=TEAM)
def readmit(case: Case[CarePlan], *, readmitted_on: date) -> CarePlan:
    """Record that the patient is in hospital again: the needs are assessed anew."""
    return _readmitted(case, readmitted_on)


@care_plan.transition("discharged | awaiting_visit | transitional_care", role=TEAM, outcome="readmitted")
def end_readmitted(case: Case[CarePlan], *, readmitted_on: date) -> CarePlan:
    """End the care because the patient is in hospital again and cared for there. Within 30 days it may be reopened."""
    return _readmitted(case, readmitted_on)


def _readmitted(case: Case[CarePlan], readmitted_on: date) -> CarePlan:
    discharged_on = case.fields.discharged_on
    if discharged_on is None or not discharged_on <= readmitted_on <= today(case.now):
        raise Refused(
            f"a readmission lies between the discharge on {discharged_on} and today",
            rule="readmission.date",
            field="readmitted_on",
        )
    readmission = CareReadmission(discharged_on=discharged_on, readmitted_on=readmitted_on)
    return replace(case.fields, discharged_on=None, readmissions=(*case.fields.readmissions, readmission))


@care_plan.transition("transitional_care -> outcome_review", role=TEAM)
def end_programme(case: Case[CarePlan]) -> CarePlan:
    """Go on to what became of the goals, once the contacts are over or were ended with a reason."""
    return case.fields


def _reached(case: Case[CarePlan], *, satisfaction: int | None) -> str:
    reached = [goal.status is not None and goal.status.reached for goal in case.standing.goals]
    if not reached:
        return "handed_over"
    if all(reached):
        return "goals_met"
    return "goals_partly_met" if any(reached) else "goals_not_met"


@care_plan.transition("outcome_review", role=TEAM, outcome=_reached)
def evaluate(case: Case[CarePlan], *, satisfaction: Rating | None = None) -> CarePlan:
    """End the case, once its report is stored; the goals say how it ended, PHQ-9 what became of the depression.

    Where the care began with a discharge there are none: the patient was handed over.
    """
    found = case.standing.assessments.get("phq_9")
    depression = DepressionProgress(found.progress) if found and found.progress else None
    return replace(case.fields, satisfaction=satisfaction, depression=depression)
