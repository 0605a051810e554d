"""The case type CarePlanCase: its fields, stages, roles, tasks, clocks and figures. Its moves are in other modules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import (
    Action,
    Case,
    CaseType,
    Phase,
    Risk,
    Scope,
    Status,
    business_days,
    entered,
    indexed,
    left,
    managed,
)

from casewright_healthcare.calendar import CALENDAR, day_after
from casewright_healthcare.periods import FIRST_CONTACT, READMISSION, TRANSITION, VISIT_HIGH, VISIT_MODERATE
from casewright_healthcare.records import (
    CareAssessment,
    CareConsent,
    CareContact,
    CareGoal,
    CareIntervention,
    ContactFrequency,
)
from casewright_healthcare.values import Count, ShortText, Text

RESTRICTED = "restricted_notes"
"""The field group of mental-health notes and notes under 42 CFR Part 2."""


class ScreeningVerdict(StrEnum):
    """Whether a referral needs a care plan."""

    NEEDS_PLAN = "needs_plan"
    RESOLVED_QUICKLY = "resolved_quickly"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, kw_only=True)
class CarePlan:
    """The care of one patient after a referral, from screening to what became of it."""

    patient_identifier: ShortText = indexed()
    programme: ShortText = indexed()
    referral_reason: Text
    referred_by: ShortText
    lives_alone: bool | None = None
    support_network: str | None = None
    emergency_admission: bool | None = None
    days_in_hospital: Count | None = None
    emergency_visits: Count | None = None
    """In the six months before, the present one not counted."""
    admissions: Count | None = None
    """In the twelve months before."""
    verdict: ScreeningVerdict | None = indexed(label="Screening verdict", managed=True, default=None)
    verdict_reason: str | None = managed(default=None)
    consent: CareConsent | None = managed(default=None)
    assessment: CareAssessment | None = managed(default=None)
    goals: tuple[CareGoal, ...] = managed(default=())
    interventions: tuple[CareIntervention, ...] = managed(default=())
    frequency: ContactFrequency | None = indexed(label="Contact frequency", managed=True, default=None)
    receiving_provider: str | None = managed(default=None)
    discharged_on: date | None = indexed(managed=True, default=None)
    contacts: tuple[CareContact, ...] = managed(default=())
    readmitted_on: date | None = managed(default=None)
    satisfaction: int | None = managed(default=None)
    report: str | None = managed(default=None)
    notes_restricted: str | None = managed(label="Restricted notes", group=RESTRICTED, default=None)

    @property
    def goals_reached(self) -> int:
        """How many goals are met."""
        return sum(goal.achievement.reached for goal in self.goals)

    @property
    def first_contact_due(self) -> date | None:
        """The last day for the first contact, counted from the discharge itself."""
        return self.discharged_on and day_after(self.discharged_on, FIRST_CONTACT.length)

    @property
    def transition_ends_on(self) -> date | None:
        """The last of the 30 days of transitional care."""
        return self.discharged_on and day_after(self.discharged_on, TRANSITION.length)

    @property
    def readmitted_within_30_days(self) -> bool:
        """Whether the patient came back into hospital too soon."""
        if self.discharged_on is None or self.readmitted_on is None:
            return False
        return self.readmitted_on <= day_after(self.discharged_on, READMISSION.length)


care_plan = CaseType(
    "CarePlanCase",
    CarePlan,
    number="CP-{year}-{sequence:06}",
    stages={
        "referral_received": Phase.SCREENING,
        "clinical_assessment": Phase.ASSESSMENT,
        "risk_review": Phase.STRATIFYING_RISK,
        "care_plan_draft": Phase.PLANNING,
        "care_delivery": Phase.IMPLEMENTATION,
        "monitoring": Phase.FOLLOW_UP,
        "discharge_planning": Phase.TRANSITION,
        "discharged": Phase.POST_TRANSITION,
        "transitional_care": Phase.POST_TRANSITION,
        "outcome_review": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.programme}, patient {fields.patient_identifier}",
    outcomes={
        "goals_met": Status.COMPLETED,
        "goals_partly_met": Status.COMPLETED,
        "goals_not_met": Status.COMPLETED,
        "resolved_quickly": Status.COMPLETED,
        "not_eligible": Status.TERMINATED,
        "consent_refused": Status.TERMINATED,
    },
    reopens_at="clinical_assessment",
    calendar=CALENDAR.name,
    duplicate_key=("patient_identifier", "programme"),
    excluded_roles=("patient",),
)

care_plan.grant(
    "care_coordinator", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, hide=[RESTRICTED]
)
care_plan.grant("clinician", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
care_plan.grant("care_manager", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
care_plan.grant("patient", Action.READ, scope=Scope.PARTY, hide=[RESTRICTED])


def high_risk(case: Case[CarePlan]) -> bool:
    """The complexity counts as high."""
    return case.risk.level is Risk.HIGH


def not_high_risk(case: Case[CarePlan]) -> bool:
    """The complexity counts as moderate at most."""
    return not high_risk(case)


care_plan.task("Ask for the consent", on="referral_received", role="care_coordinator", due=business_days(3))
care_plan.task("Review the medicines", on="clinical_assessment", role="clinician", due=business_days(5), required=True)
care_plan.task(
    "Agree on a contact within two days of the discharge", on="discharge_planning", role="clinician", when=high_risk
)
care_plan.task("Hand over the medicines list", on="discharge_planning", role="clinician", required=True)
care_plan.task(
    "Visit the patient", on="discharged", role="clinician", due=VISIT_MODERATE.length, when=not_high_risk
)
care_plan.task(
    "Visit the patient soon", on="discharged", role="clinician", due=VISIT_HIGH.length, when=high_risk
)
care_plan.task("Reconcile the medicines", on="transitional_care", role="clinician", required=True)

care_plan.clock(
    "screening", start=entered("referral_received"), stop=left("referral_received"), deadline=business_days(5)
)
care_plan.clock(
    "first_contact", start=entered("discharged"), stop=left("discharged"), deadline=FIRST_CONTACT.length
)

care_plan.metric("goals_reached", lambda fields: fields.goals_reached, unit="goals")
care_plan.metric("satisfaction", lambda fields: fields.satisfaction, unit="points of 5")
care_plan.metric("readmissions", lambda fields: int(fields.readmitted_within_30_days), unit="readmissions")
