"""The case type EmployeeRelations. Its moves: `inquiry`, `hearing`, `remedies`, `hotline`."""

from collections.abc import Callable

from casewright import (
    Action,
    Case,
    CaseType,
    Gate,
    Phase,
    Scope,
    Status,
    Verdict,
    business_days,
    calendar_days,
    entered,
    left,
    waiting_for,
)
from casewright_hr.grievance import CHANNEL, COMPLAINANT, INQUIRY, AllegationFinding, Complaint
from casewright_hr.handling import AllegationSeverity, ComplaintReach

KEPT_FROM_REPORTERS = (
    "alert",
    "approval",
    "assessment",
    "assignment",
    "case_link",
    "case_party",
    "contact",
    "document",
    "education",
    "event",
    "need",
    "note",
    "risk",
    "screening",
    "task",
)
"""What somebody who reported anonymously does not see of the case."""

complaint = CaseType(
    "EmployeeRelations",
    Complaint,
    plural="EmployeeRelationsCases",
    number="ER-{year}-{sequence:06}",
    stages={
        "intake": Phase.SCREENING,
        "informal_resolution": Phase.SCREENING,
        "formal_complaint": Phase.ASSESSMENT,
        "classification": Phase.STRATIFYING_RISK,
        "investigation_plan": Phase.PLANNING,
        "investigation": Phase.IMPLEMENTATION,
        "meeting": Phase.IMPLEMENTATION,
        "decision": Phase.IMPLEMENTATION,
        "appeal": Phase.ASSESSMENT,
        "corrective_action": Phase.FOLLOW_UP,
        "handover": Phase.TRANSITION,
        "wellbeing_check": Phase.POST_TRANSITION,
        "outcome_review": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.kind.capitalize()}, {fields.unit}",
    outcomes={
        "misunderstanding": Status.COMPLETED,
        "settled_informally": Status.COMPLETED,
        **{finding.value: Status.COMPLETED for finding in AllegationFinding},
        "not_about_work": Status.TERMINATED,
        "duplicate": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="formal_complaint",
    excluded_roles=("complainant", "respondent", "witness", "reporter"),
    computed_groups={
        "conciliation_ends": INQUIRY,
        "handling": INQUIRY,
        "last_day_to_charge": INQUIRY,
        "last_day_to_claim": INQUIRY,
        "strongest_finding": INQUIRY,
    },
)

complaint.screen(
    role="er_officer",
    reasons={
        "rule_may_be_broken": "What is said would break a rule of the organisation",
        "misunderstood": "Whoever complained and whoever is complained of meant the same",
        "not_about_work": "It has nothing to do with work",
        "same_complaint": "The same is complained of already",
        "taken_back": "Whoever complained takes it back",
    },
    outcomes={
        Verdict.RESOLVED_QUICKLY: "misunderstanding",
        Verdict.NOT_ELIGIBLE: "not_about_work",
        Verdict.DUPLICATE: "duplicate",
        Verdict.WITHDRAWN: "withdrawn",
    },
)
complaint.needs(skills=lambda fields: [f"country_{fields.applicable_country}"])
complaint.gate("intake", Gate.VERDICT_RECORDED)

complaint.grant("er_officer", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
complaint.grant("er_investigator", Action.READ, Action.WORK, hide=[COMPLAINANT, CHANNEL])
complaint.grant("er_lead", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE, hide=[COMPLAINANT, CHANNEL])
complaint.grant("hr_director", Action.READ, Action.WORK, hide=[COMPLAINANT, CHANNEL])
complaint.grant(
    "reporter",
    Action.OPEN,
    Action.READ,
    Action.WORK,
    scope=Scope.PARTY,
    party_roles=["reporter"],
    hide=[COMPLAINANT, INQUIRY, *KEPT_FROM_REPORTERS],
)


def needs_counsel(case: Case[Complaint]) -> bool:
    """Whether the matrix has employment counsel told."""
    handling = case.fields.handling
    return handling is not None and handling.counsel


complaint.task("Thank for the report in writing", on="intake", role="er_officer", due=business_days(2))
complaint.task("Tell the respondent what is alleged", on="investigation_plan", role="er_officer", due=business_days(2))
complaint.task("Hear the respondent", on="investigation", role="er_investigator", due=business_days(10))
complaint.task("Tell employment counsel", on="investigation", role="er_lead", due=business_days(1), when=needs_counsel)
complaint.task("Tell them that they may be accompanied", on="meeting", role="er_officer", required=True)
complaint.task(
    "Send the decision with the right of appeal",
    on="decision",
    role="er_officer",
    due=business_days(3),
    required=True,
)
complaint.task("Tell the line manager what was agreed", on="handover", role="er_officer", required=True)
complaint.task(
    "Hand what is left over to employment counsel", on="handover", role="er_lead", required=True, when=needs_counsel
)
complaint.task("Ask both sides how they are", on="wellbeing_check", role="er_officer", due=calendar_days(30))

complaint.clock("intake", start=entered("intake"), stop=left("intake"), deadline=business_days(5))
complaint.clock(
    "investigation",
    start=entered("investigation"),
    stop=left("investigation"),
    goal=calendar_days(20),
    deadline=calendar_days(30),
    pause=waiting_for("complainant", "respondent", "witness"),
)

complaint.retain(years=7, because="a practice of this plugin; check the law of the place")
complaint.log_reads(because="a practice of this plugin: whoever looks into a grievance is on record")

complaint.metric("appealed", lambda fields: int(fields.appeal_grounds is not None), unit="complaints", group=INQUIRY)
complaint.metric("appeals_upheld", lambda fields: fields.appeals_upheld, unit="appeals", group=INQUIRY)
complaint.metric("allegations", lambda fields: len(fields.allegations), unit="allegations", group=INQUIRY)


def found(finding: AllegationFinding) -> Callable[[Complaint], int]:
    """How many allegations of a complaint were found to be so."""
    return lambda fields: sum(allegation.finding is finding for allegation in fields.allegations)


for each in AllegationFinding:
    complaint.metric(each.value, found(each), unit="allegations", group=INQUIRY)


@complaint.risk("What is alleged is gross misconduct", points=50)
def gross(fields: Complaint) -> bool | None:
    return None if fields.severity is None else fields.severity is AllegationSeverity.GROSS


@complaint.risk("It touches more than one person", points=25)
def wide(fields: Complaint) -> bool | str | None:
    if fields.reach is None:
        return None
    return fields.reach is not ComplaintReach.ONE_PERSON and f"it touches the {fields.reach}"


@complaint.risk("It is about a superior", points=25)
def about_a_superior(fields: Complaint) -> bool | None:
    return fields.about_a_superior


@complaint.risk("Somebody took revenge for the complaint", points=50)
def retaliation(fields: Complaint) -> bool | None:
    return fields.retaliation_reported
