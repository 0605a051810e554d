"""The case type CarePlanCase: stages, roles, tasks, clocks and figures. Its moves and risk are in other modules."""

from casewright import Action, CaseType, Phase, Scope, Status, business_days, entered, left
from casewright_healthcare.calendar import CALENDAR
from casewright_healthcare.fields import RESTRICTED, CarePlan
from casewright_healthcare.periods import FIRST_CONTACT, VISIT_HIGH, VISIT_MODERATE

TEAM = ("care_coordinator", "clinician", "care_manager")
"""Who cares for the patient."""

INTERNAL = ("approval", "assignment", "case_link", "event", "note", "task")
"""What the team keeps among itself; the patient sees plan, contacts, clocks, documents and risk."""

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
        "awaiting_visit": Phase.POST_TRANSITION,
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
        "no_consent": Status.TERMINATED,
    },
    reopens_at="clinical_assessment",
    calendar=CALENDAR.name,
    duplicate_key=("patient_identifier", "programme"),
    excluded_roles=("patient",),
)

care_plan.grant("care_coordinator", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, hide=[RESTRICTED])
care_plan.grant("clinician", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
care_plan.grant("care_manager", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
care_plan.grant("patient", Action.READ, scope=Scope.PARTY, party_roles=["patient"], hide=[RESTRICTED, *INTERNAL])

care_plan.task("Ask for the consent", on="referral_received", role="care_coordinator", due=business_days(3))
care_plan.task("Review the medicines", on="clinical_assessment", role="clinician", due=business_days(5), required=True)
care_plan.task("Hand over the medicines list", on="discharge_planning", role="clinician", required=True)
care_plan.task("Reconcile the medicines", on="awaiting_visit", role="clinician", required=True)
care_plan.task("Visit the patient", on="awaiting_visit", role="clinician", required=True)

care_plan.clock(
    "screening", start=entered("referral_received"), stop=left("referral_received"), deadline=business_days(5)
)
care_plan.clock("first_contact", start=entered("discharged"), stop=left("discharged"), deadline=FIRST_CONTACT.length)
care_plan.clock(
    "visit",
    start=entered("discharged"),
    stop=entered("transitional_care", "clinical_assessment"),
    goal=VISIT_HIGH.length,
    deadline=VISIT_MODERATE.length,
)

care_plan.metric("goals_reached", lambda fields: fields.goals_reached, unit="goals")
care_plan.metric("early_readmissions", lambda fields: fields.early_readmissions, unit="readmissions")
care_plan.metric("satisfaction", lambda fields: fields.satisfaction, unit="points of 5")
