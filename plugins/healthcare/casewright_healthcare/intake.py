"""From the referral to an enrolled patient: verdict, consent, and the ends before there is any care."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan, ScreeningVerdict
from casewright_healthcare.records import CareConsent
from casewright_healthcare.values import ShortText

ENROLLED = "clinical_assessment | risk_review | care_plan_draft | care_delivery | monitoring | discharge_planning"
"""The stages before the discharge at which a patient takes part."""


def check_consent(case: Case[CarePlan]) -> None:
    """Nobody is enrolled, and nothing is shared, without a consent that holds today; raises Refused."""
    consent = case.fields.consent
    if consent is None:
        raise Refused("record the patient's consent first", rule="consent.missing")
    if not consent.holds_on(today(case.now)):
        raise Refused("the patient's consent was revoked or is over; ask for a new one", rule="consent.over")


@care_plan.transition("referral_received", role=TEAM)
def accept_referral(case: Case[CarePlan], *, because: ShortText) -> CarePlan:
    """Find that the referral needs a care plan."""
    return replace(case.fields, verdict=ScreeningVerdict.NEEDS_PLAN, verdict_reason=because)


def _found(case: Case[CarePlan], *, verdict: ScreeningVerdict, because: str) -> str:
    return verdict.value


@care_plan.transition("referral_received", role=TEAM, outcome=_found)
def close_referral(case: Case[CarePlan], *, verdict: ScreeningVerdict, because: ShortText) -> CarePlan:
    """Find that the referral needs no care plan: resolved at once, or not eligible."""
    if verdict is ScreeningVerdict.NEEDS_PLAN:
        raise Refused("a referral that needs a plan is accepted, not closed", rule="screening.verdict", field="verdict")
    return replace(case.fields, verdict=verdict, verdict_reason=because)


@care_plan.transition(f"referral_received | {ENROLLED}", role=TEAM)
def record_consent(
    case: Case[CarePlan], *, purpose: ShortText, scope: ShortText, given_on: date, until: date | None = None
) -> CarePlan:
    """Record what the patient agreed to, and until when."""
    if given_on > today(case.now):
        raise Refused("a consent is recorded once it is given", rule="consent.future", field="given_on")
    return replace(case.fields, consent=CareConsent(purpose=purpose, scope=scope, given_on=given_on, until=until))


@care_plan.transition(f"referral_received | {ENROLLED}", role=TEAM)
def revoke_consent(case: Case[CarePlan]) -> CarePlan:
    """Record that the patient takes the consent back."""
    if case.fields.consent is None:
        raise Refused("there is no consent to take back", rule="consent.missing")
    return replace(case.fields, consent=replace(case.fields.consent, revoked_on=today(case.now)))


@care_plan.transition(f"referral_received | {ENROLLED}", role=TEAM, outcome="no_consent")
def end_without_consent(case: Case[CarePlan]) -> CarePlan:
    """End the care because the patient does not agree to it."""
    if case.fields.consent is not None and case.fields.consent.holds_on(today(case.now)):
        raise Refused("there is a consent that holds", rule="consent.holds")
    return case.fields


@care_plan.transition("referral_received -> clinical_assessment", role=TEAM)
def begin_assessment(case: Case[CarePlan]) -> CarePlan:
    """Enrol the patient."""
    if case.fields.verdict is not ScreeningVerdict.NEEDS_PLAN:
        raise Refused("accept the referral first", rule="screening.verdict")
    check_consent(case)
    return case.fields
