"""Stepping down, discharge, the contacts after it, and what became of the goals."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.intake import check_consent
from casewright_healthcare.periods import ATTEMPTS
from casewright_healthcare.records import CareContact, CareReadmission, ContactChannel, ContactFrequency
from casewright_healthcare.values import Rating, ShortText, Text


@care_plan.transition("monitoring -> discharge_planning", role=TEAM)
def step_down(case: Case[CarePlan], *, frequency: ContactFrequency, receiving_provider: ShortText) -> CarePlan:
    """Prepare the handover: speak more seldom, and say who takes over."""
    before = case.fields.frequency
    if before is not None and not frequency.is_less_than(before):
        raise Refused(f"{frequency} is not less often than {before}", rule="step_down.frequency", field="frequency")
    return replace(case.fields, frequency=frequency, receiving_provider=receiving_provider)


@care_plan.transition("discharge_planning -> discharged", role=TEAM)
def discharge(case: Case[CarePlan], *, discharged_on: date) -> CarePlan:
    """Hand the patient over. The clocks count from now, `firstContactDue` from the day of the discharge."""
    check_consent(case)
    if discharged_on > today(case.now):
        raise Refused("a discharge is recorded once it has happened", rule="discharge.future", field="discharged_on")
    return replace(case.fields, discharged_on=discharged_on)


@care_plan.transition("care_delivery | monitoring | discharged | awaiting_visit | transitional_care", role=TEAM)
def record_contact(case: Case[CarePlan], *, channel: ContactChannel, reached: bool, summary: ShortText) -> CarePlan:
    """Write down that somebody tried to speak with the patient or a caregiver."""
    contact = CareContact(made_on=today(case.now), channel=channel, reached=reached, summary=summary)
    return replace(case.fields, contacts=(*case.fields.contacts, contact))


@care_plan.transition("discharged -> awaiting_visit", role=TEAM)
def conclude_first_contact(case: Case[CarePlan]) -> CarePlan:
    """Go on to the visit: the patient was reached, or it was tried often enough."""
    discharged_on = case.fields.discharged_on
    tried = [contact for contact in case.fields.contacts if discharged_on and contact.made_on >= discharged_on]
    if not any(contact.reached for contact in tried) and len(tried) < ATTEMPTS:
        raise Refused(f"reach the patient, or try {ATTEMPTS} times", rule="contact.first")
    return case.fields


@care_plan.transition("awaiting_visit -> transitional_care", role="clinician")
def conclude_visit(case: Case[CarePlan]) -> CarePlan:
    """Record that the patient was seen, the medicines reconciled by then."""
    return case.fields


@care_plan.transition("discharged | awaiting_visit | transitional_care -> clinical_assessment", role=TEAM)
def readmit(case: Case[CarePlan], *, readmitted_on: date) -> CarePlan:
    """Record that the patient is in hospital again: the needs are assessed anew."""
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
def end_programme(case: Case[CarePlan], *, ended_early_because: ShortText | None = None) -> CarePlan:
    """End the contacts, after the 30 days or before with a reason."""
    last_day = case.fields.transition_ends_on
    if last_day is not None and today(case.now) <= last_day and ended_early_because is None:
        raise Refused(f"the programme runs until {last_day}; say why it ends before", rule="programme.not_over")
    return replace(case.fields, ended_early_because=ended_early_because)


def _reached(case: Case[CarePlan], *, report: str, satisfaction: int | None) -> str:
    reached, goals = case.fields.goals_reached, len(case.fields.goals)
    if reached == goals:
        return "goals_met"
    return "goals_partly_met" if reached else "goals_not_met"


@care_plan.transition("outcome_review", role=TEAM, outcome=_reached)
def evaluate(case: Case[CarePlan], *, report: Text, satisfaction: Rating | None = None) -> CarePlan:
    """End the case with its report; the goals say how it ended."""
    return replace(case.fields, report=report, satisfaction=satisfaction)
