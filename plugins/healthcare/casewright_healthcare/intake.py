"""From the referral to an enrolled patient: screening, consent, and the end for lack of it."""

from dataclasses import replace
from datetime import date

from casewright import Case, Gate, Refused, Verdict
from casewright_healthcare.calendar import today
from casewright_healthcare.case_type import TEAM, care_plan
from casewright_healthcare.fields import CarePlan
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


@care_plan.before_service
def may_be_told(case: Case[CarePlan], *, provider: str) -> None:
    """Whoever is asked for a service learns of the patient: the consent holds, and covers them."""
    _check_covered(case, provider, field="provider_id")


@care_plan.before_sharing
def may_be_shown(case: Case[CarePlan], *, recipient: str) -> None:
    """So does whoever is given a document."""
    _check_covered(case, recipient)


def _check_covered(case: Case[CarePlan], name: str, *, field: str | None = None) -> None:
    check_consent(case)
    assert case.fields.consent is not None
    if not case.fields.consent.covers(name):
        raise Refused(f"the patient's consent does not name {name}", rule="consent.recipient", field=field)


care_plan.screen(
    role=TEAM,
    reasons={
        "care_needed": "The patient needs care that somebody coordinates",
        "settled_in_conversation": "One conversation settled it",
        "outside_programme": "The patient does not belong to those the programme is for",
        "already_enrolled": "The patient is enrolled in this programme",
        "took_back": "Whoever referred the patient took the referral back",
    },
    outcomes={
        Verdict.RESOLVED_QUICKLY: "resolved_quickly",
        Verdict.NOT_ELIGIBLE: "not_eligible",
        Verdict.DUPLICATE: "duplicate",
        Verdict.WITHDRAWN: "referral_withdrawn",
    },
)
care_plan.gate("referral_received", Gate.VERDICT_RECORDED)


SINCE_THE_REFERRAL = f"referral_received | waitlist | {ENROLLED}"


@care_plan.transition(SINCE_THE_REFERRAL, role=TEAM)
def record_consent(
    case: Case[CarePlan],
    *,
    purpose: ShortText,
    scope: ShortText,
    given_on: date,
    until: date | None = None,
    recipients: tuple[ShortText, ...] = (),
) -> CarePlan:
    """Record what the patient agreed to, until when, and who alone may be told."""
    if given_on > today(case.now):
        raise Refused("a consent is recorded once it is given", rule="consent.future", field="given_on")
    consent = CareConsent(purpose=purpose, scope=scope, given_on=given_on, until=until, recipients=recipients)
    return replace(case.fields, consent=consent)


@care_plan.transition(SINCE_THE_REFERRAL, role=TEAM)
def revoke_consent(case: Case[CarePlan]) -> CarePlan:
    """Record that the patient takes the consent back."""
    if case.fields.consent is None:
        raise Refused("there is no consent to take back", rule="consent.missing")
    return replace(case.fields, consent=replace(case.fields.consent, revoked_on=today(case.now)))


@care_plan.transition(SINCE_THE_REFERRAL, role=TEAM, outcome="no_consent")
def end_without_consent(case: Case[CarePlan]) -> CarePlan:
    """End the care because the patient does not agree to it."""
    if case.fields.consent is not None and case.fields.consent.holds_on(today(case.now)):
        raise Refused("there is a consent that holds", rule="consent.holds")
    return case.fields


@care_plan.transition("referral_received -> waitlist", role=TEAM)
def put_on_waitlist(case: Case[CarePlan]) -> CarePlan:
    """Take the patient in principle, and wait for a place."""
    return case.fields


@care_plan.transition("referral_received | waitlist -> clinical_assessment", role=TEAM)
def begin_assessment(case: Case[CarePlan]) -> CarePlan:
    """Enrol the patient."""
    check_consent(case)
    return case.fields
