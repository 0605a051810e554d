"""The case type Recruitment: one applicant for one vacancy, screened, interviewed, rated, and told."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import (
    Action,
    Band,
    CaseType,
    Gate,
    Instrument,
    Item,
    Option,
    Phase,
    Scope,
    Status,
    Verdict,
    business_days,
    calendar_days,
    entered,
    indexed,
    left,
    managed,
    waiting_for,
)
from casewright_hr.calendar import CALENDAR, WorkCountry
from casewright_hr.values import ShortText, Text

MONITORING = "equality_monitoring"
"""The field group of what is asked for statistics only: nobody who decides sees it."""


class ApplicationRejection(StrEnum):
    """Why an applicant is not taken; each about the work."""

    QUALIFICATION = "qualification"
    EXPERIENCE = "experience"
    INTERVIEW = "interview"
    SOMEBODY_ELSE_FITTED_BETTER = "somebody_else_fitted_better"


@dataclass(frozen=True, kw_only=True)
class ApplicantInterview:
    """What one interviewer heard."""

    interviewer: ShortText
    held_on: date
    notes: Text


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application for a vacancy."""

    vacancy: ShortText = indexed(label="Vacancy")
    applicant: ShortText = indexed()
    country: WorkCountry = indexed(label="Country of work", default=WorkCountry.US)
    applied_on: date
    qualifications: tuple[ShortText, ...] = ()
    may_work: bool | None = None
    """The right to work, as the applicant says; it is checked when somebody starts."""
    monitoring: str | None = indexed(label="For statistics only", group=MONITORING, default=None)
    interviews: tuple[ApplicantInterview, ...] = managed(default=())
    salary_offered: ShortText | None = managed(default=None)
    offered_on: date | None = managed(default=None)
    starts_on: date | None = managed(default=None)
    rejected_for: ApplicationRejection | None = indexed(managed=True, default=None)
    told_on: date | None = managed(label="When the applicant was told", default=None)

    @property
    def days_to_offer(self) -> int | None:
        """From the application to the offer; None while there is none."""
        return (self.offered_on - self.applied_on).days if self.offered_on else None


FIT = (
    Option("not_shown", "Not shown", 0),
    Option("partly", "Partly", 1),
    Option("well", "Well", 2),
    Option("outstanding", "Outstanding", 3),
)

INTERVIEW = Instrument(
    name="structured_interview",
    version="1",
    title="Structured interview",
    source="a rubric of this plugin: the same four questions to everybody, each rated by itself",
    items=(
        Item(id="knowledge", label="Knowledge of the work", options=FIT),
        Item(id="solving", label="Solves a problem of the work", options=FIT),
        Item(id="together", label="Works with others", options=FIT),
        Item(id="learning", label="Learns", options=FIT),
    ),
    bands=(Band("not_suitable", 0), Band("suitable", 5), Band("very_suitable", 9)),
)

recruitment = CaseType(
    "Recruitment",
    Application,
    number="APP-{year}-{sequence:06}",
    stages={
        "application": Phase.SCREENING,
        "interviews": Phase.ASSESSMENT,
        "selection": Phase.PLANNING,
        "offer": Phase.IMPLEMENTATION,
        "answered": Phase.TRANSITION,
    },
    title=lambda fields: f"{fields.applicant}, {fields.vacancy}",
    outcomes={
        "hired": Status.COMPLETED,
        "not_selected": Status.COMPLETED,
        "offer_declined": Status.COMPLETED,
        "not_eligible": Status.TERMINATED,
        "duplicate": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="selection",
    calendar=CALENDAR.name,
    duplicate_key=("applicant", "vacancy"),
    excluded_roles=("applicant",),
)

recruitment.screen(
    role="recruiter",
    reasons={
        "meets_the_minimum": "What the vacancy asks for at least is there",
        "lacks_qualification": "A qualification that the vacancy asks for is not there",
        "no_right_to_work": "The applicant may not work in the country",
        "vacancy_filled": "The vacancy is filled",
        "applied_already": "The applicant has applied for it already",
        "taken_back": "The applicant takes it back",
    },
    outcomes={
        Verdict.NOT_ELIGIBLE: "not_eligible",
        Verdict.DUPLICATE: "duplicate",
        Verdict.WITHDRAWN: "withdrawn",
    },
)
recruitment.gate("application", Gate.VERDICT_RECORDED)
recruitment.assess("structured_interview", on="interviews", required=True)

recruitment.grant("recruiter", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, hide=[MONITORING])
recruitment.grant("hiring_manager", Action.READ, Action.WORK, scope=Scope.ASSIGNED, hide=[MONITORING])
recruitment.grant("hr_director", Action.READ, Action.WORK, Action.SUPERVISE, hide=[MONITORING])
recruitment.grant(
    "equality_officer", Action.READ, hide=["assessment", "case_party", "education", "need", "note", "document"]
)

recruitment.task("Confirm that it has arrived", on="application", role="recruiter", due=business_days(2))
recruitment.task("Ask for references", on="selection", role="recruiter", due=business_days(5))
recruitment.task("Tell the applicant", on="answered", role="recruiter", due=business_days(2), required=True)

recruitment.clock("screening", start=entered("application"), stop=left("application"), deadline=business_days(10))
recruitment.clock(
    "decision",
    start=entered("application"),
    stop=entered("answered"),
    goal=calendar_days(30),
    deadline=calendar_days(45),
    pause=waiting_for("applicant"),
)

recruitment.retain(years=2, because="a practice of this plugin; 29 CFR 1602.14 asks for one year at least, check it")
recruitment.about("applicant")

recruitment.metric("days_to_offer", lambda fields: fields.days_to_offer, unit="days")
recruitment.metric("interviews", lambda fields: len(fields.interviews), unit="interviews")
