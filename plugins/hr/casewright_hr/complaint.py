"""The case type EmployeeRelations: its fields, stages, roles, tasks, clocks, risk, figures. Its moves: `inquiry`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import (
    Action,
    Case,
    CaseType,
    Phase,
    Risk,
    Status,
    business_days,
    calendar_days,
    entered,
    indexed,
    left,
    managed,
    waiting_for,
)
from casewright_hr.values import ShortText, Text

COMPLAINANT = "complainant"
"""The field group that tells who complained."""


class ComplaintKind(StrEnum):
    """What a complaint or an allegation is about."""

    HARASSMENT = "harassment"
    DISCRIMINATION = "discrimination"
    RETALIATION = "retaliation"
    SAFETY = "safety"
    PAY = "pay"
    CONDUCT = "conduct"


class AllegationFinding(StrEnum):
    """What the inquiry found; from the strongest to the weakest."""

    SUBSTANTIATED = "substantiated"
    INCONCLUSIVE = "inconclusive"
    UNSUBSTANTIATED = "unsubstantiated"
    UNFOUNDED = "unfounded"


class AllegationSeverity(StrEnum):
    """How bad it would be, were it true."""

    MINOR = "minor"
    SERIOUS = "serious"
    GROSS = "gross"


class ComplaintReach(StrEnum):
    """How many are touched."""

    ONE_PERSON = "one_person"
    TEAM = "team"
    ORGANISATION = "organisation"


class InterviewedAs(StrEnum):
    """In which role somebody was heard."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    WITNESS = "witness"


@dataclass(frozen=True, kw_only=True)
class Allegation:
    """One thing that is said to have happened, and what was found about it."""

    kind: ComplaintKind
    statement: Text
    finding: AllegationFinding | None = None


@dataclass(frozen=True, kw_only=True)
class ComplaintInterview:
    """What one person said."""

    heard_as: InterviewedAs
    held_on: date
    summary: Text


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """An employee's complaint about how somebody at work behaves."""

    kind: ComplaintKind = indexed()
    unit: ShortText = indexed(label="Where it happened")
    summary: Text
    anonymous: bool = False
    about_a_superior: bool | None = None
    """The respondent decides about the complainant's work."""
    complainant_name: str | None = managed(group=COMPLAINANT, default=None)
    complainant_contact: str | None = managed(group=COMPLAINANT, default=None)
    explanation: str | None = managed(label="What was misunderstood", default=None)
    allegations: tuple[Allegation, ...] = managed(default=())
    severity: AllegationSeverity | None = indexed(managed=True, default=None)
    reach: ComplaintReach | None = indexed(managed=True, default=None)
    investigator: str | None = managed(default=None)
    interviews: tuple[ComplaintInterview, ...] = managed(default=())
    decision: str | None = managed(default=None)
    decided_by: str | None = managed(default=None)
    appeal_grounds: str | None = managed(default=None)
    measure: str | None = managed(label="Corrective action", default=None)
    retaliation_reported: bool | None = managed(default=None)
    lessons: str | None = managed(default=None)

    @property
    def strongest_finding(self) -> AllegationFinding | None:
        """What the inquiry found at most; None while an allegation has no finding."""
        found = {allegation.finding for allegation in self.allegations}
        return None if None in found else next((finding for finding in AllegationFinding if finding in found), None)


complaint = CaseType(
    "EmployeeRelations",
    Complaint,
    plural="EmployeeRelationsCases",
    number="ER-{year}-{sequence:06}",
    stages={
        "intake": Phase.SCREENING,
        "formal_complaint": Phase.ASSESSMENT,
        "classification": Phase.STRATIFYING_RISK,
        "investigation": Phase.IMPLEMENTATION,
        "decision": Phase.IMPLEMENTATION,
        "appeal": Phase.ASSESSMENT,
        "corrective_action": Phase.FOLLOW_UP,
        "wellbeing_check": Phase.POST_TRANSITION,
    },
    title=lambda fields: f"{fields.kind.capitalize()}, {fields.unit}",
    outcomes={
        "misunderstanding": Status.COMPLETED,
        **{finding.value: Status.COMPLETED for finding in AllegationFinding},
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="formal_complaint",
    excluded_roles=("complainant", "respondent", "witness"),
)

complaint.grant("er_officer", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
complaint.grant("er_investigator", Action.READ, Action.WORK, hide=[COMPLAINANT])
complaint.grant("er_lead", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE, hide=[COMPLAINANT])
complaint.grant("hr_director", Action.READ, Action.WORK, hide=[COMPLAINANT])


def high_risk(case: Case[Complaint]) -> bool:
    """Employment counsel has to know."""
    return case.risk.level is Risk.HIGH


complaint.task("Thank for the report in writing", on="intake", role="er_officer", due=business_days(2))
complaint.task("Hear the respondent", on="investigation", role="er_investigator", due=business_days(10))
complaint.task("Tell employment counsel", on="investigation", role="er_lead", due=business_days(1), when=high_risk)
complaint.task(
    "Send the decision with the right of appeal",
    on="decision",
    role="er_officer",
    due=business_days(3),
    required=True,
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

complaint.metric("allegations", lambda fields: len(fields.allegations), unit="allegations")
complaint.metric(
    "substantiated",
    lambda fields: sum(allegation.finding is AllegationFinding.SUBSTANTIATED for allegation in fields.allegations),
    unit="allegations",
)


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
