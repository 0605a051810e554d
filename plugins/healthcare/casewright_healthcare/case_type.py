"""The case type CarePlanCase: stages, roles, tasks, clocks and figures. Its moves and risk are in other modules."""

from datetime import datetime

from casewright import (
    Action,
    Case,
    CaseType,
    Duration,
    Gate,
    Phase,
    Priority,
    Risk,
    Scope,
    Status,
    WorkingModel,
    business_days,
    calendar_days,
    dated,
    entered,
    left,
)
from casewright_healthcare.calendar import CALENDAR, moment_after
from casewright_healthcare.fields import RESTRICTED, CarePlan
from casewright_healthcare.periods import ATTEMPTS, CALL, FIRST_CONTACT, READMISSION, VISIT_HIGH, VISIT_MODERATE
from casewright_healthcare.records import DecisionComplexity

TEAM = ("care_coordinator", "clinician", "care_manager")
"""Who cares for the patient."""

INTERNAL = ("alert", "approval", "assignment", "case_link", "event", "note", "screening", "task")
"""What the team keeps among itself; the patient sees plan, contacts, clocks, documents, assessments and risk."""

RETAINED = 10
"""Years a care plan is kept after its end."""

MAJORITY = 18
"""The age from which the years of a minor count, in most places of the United States: check the law of the place."""

care_plan = CaseType(
    "CarePlanCase",
    CarePlan,
    number="CP-{year}-{sequence:06}",
    stages={
        "referral_received": Phase.SCREENING,
        "waitlist": Phase.SCREENING,
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
        "handed_over": Status.COMPLETED,
        "readmitted": Status.COMPLETED,
        "resolved_quickly": Status.COMPLETED,
        "not_eligible": Status.TERMINATED,
        "duplicate": Status.TERMINATED,
        "referral_withdrawn": Status.TERMINATED,
        "no_consent": Status.TERMINATED,
        "entered_in_error": Status.TERMINATED,
    },
    void=["entered_in_error"],
    reopens_at="clinical_assessment",
    reopens_within=READMISSION.length,
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


def visit_due(case: Case[CarePlan]) -> datetime | None:
    """The end of the last day for the visit."""
    discharged_on = case.fields.discharged_on
    return moment_after(discharged_on, visit_period(case.fields)) if discharged_on else None


def is_complex(fields: CarePlan) -> bool:
    """The medical decisions are of high complexity."""
    return fields.complexity is DecisionComplexity.HIGH


def visit_period(fields: CarePlan) -> Duration:
    """How soon the visit is due; at moderate complexity the period of a high one is the goal."""
    return VISIT_HIGH.length if is_complex(fields) else VISIT_MODERATE.length


def likely_back(case: Case[CarePlan]) -> bool:
    """LACE or HOSPITAL says that an early readmission is probable."""
    found = case.standing.assessments
    return any(found[name].risk is Risk.HIGH for name in ("lace", "hospital") if name in found)


def since_discharge(case: Case[CarePlan]) -> datetime | None:
    """The beginning of the day of the discharge, however late it was recorded."""
    return CALENDAR.beginning(case.fields.discharged_on) if case.fields.discharged_on else None


def call_due(case: Case[CarePlan]) -> datetime | None:
    """When the call is due."""
    since = since_discharge(case)
    return CALENDAR.add(since, CALL.length) if since else None


care_plan.task("Call the patient", on="discharged", role="care_coordinator", due=call_due, when=likely_back)
care_plan.task("Reconcile the medicines", on="awaiting_visit", role="clinician", due=visit_due, required=True)
care_plan.task("Visit the patient", on="awaiting_visit", role="clinician", due=visit_due, required=True)

care_plan.plans(client="patient", client_goal=True)
care_plan.gate("risk_review", Gate.RISK_ASSESSED)
care_plan.gate("care_plan_draft", Gate.PLAN_ACCEPTED)
care_plan.gate("care_delivery", Gate.RECORDS_KEPT)
care_plan.gate("monitoring", Gate.GOALS_ASSESSED, Gate.RECORDS_KEPT)
care_plan.gate("discharge_planning", Gate.HANDOVER_COMPLETE)
care_plan.gate("transitional_care", Gate.PROGRAMME_OVER)
care_plan.gate("outcome_review", Gate.REPORT_STORED)
care_plan.hand_over("Medicines list", "Care plan", "Whom to call")
care_plan.contact_programme(
    on="discharged",
    due=[FIRST_CONTACT.length, calendar_days(7), calendar_days(14), calendar_days(30)],
    attempts=ATTEMPTS,
    since=since_discharge,
)

care_plan.clock(
    "screening", start=entered("referral_received"), stop=left("referral_received"), deadline=business_days(5)
)
care_plan.clock("first_contact", start=dated("discharged_on"), stop=left("discharged"), deadline=FIRST_CONTACT.length)
care_plan.clock(
    "visit",
    start=dated("discharged_on"),
    stop=entered("transitional_care", "clinical_assessment"),
    goal=lambda fields: None if is_complex(fields) else VISIT_HIGH.length,
    deadline=visit_period,
)

care_plan.assess("phq_9", on="clinical_assessment", required=True)
care_plan.assess("gad_7", on="clinical_assessment")
care_plan.assess("audit_c", on="clinical_assessment")
care_plan.assess("phq_2", on="clinical_assessment")
care_plan.assess("gad_2", on="clinical_assessment")
care_plan.assess("charlson", on="risk_review")
care_plan.assess("lace", on="risk_review")
care_plan.assess("hospital", on="risk_review")

care_plan.oblige(Risk.HIGH, priority=Priority.URGENT, review=calendar_days(7), escalate_to="care_manager")
care_plan.oblige(Risk.MODERATE, review=calendar_days(30))
care_plan.oblige(Risk.LOW, review=calendar_days(90))

care_plan.work_by(WorkingModel.CLINICAL)
care_plan.work_by(WorkingModel.STRENGTHS_BASED)
care_plan.work_by(WorkingModel.BROKERAGE)
care_plan.work_by(WorkingModel.INTENSIVE)


def share(answer: bool | None) -> int | None:
    """An answer as a figure whose mean is the share of those who say yes."""
    return None if answer is None else int(answer)


care_plan.retain(
    years=RETAINED,
    because="a practice of this plugin, for minors until they are of age and as long again; check the law of the place",
    after={"born_on": MAJORITY + RETAINED},
)
care_plan.about("patient")
care_plan.log_reads(because="45 CFR 164.312(b): who looks into a patient's record is on record")

care_plan.metric("early_readmissions", lambda fields: fields.early_readmissions, unit="readmissions")
care_plan.metric(
    "depression_response", lambda fields: share(fields.responded), unit="share of those with elevated PHQ-9"
)
care_plan.metric(
    "depression_remission", lambda fields: share(fields.in_remission), unit="share of those with elevated PHQ-9"
)
care_plan.metric("satisfaction", lambda fields: fields.satisfaction, unit="points of 5")
