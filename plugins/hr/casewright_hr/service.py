"""The case type HrService: what an employee asks of HR, from the draft to its acceptance. Its moves: `serving`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from casewright import (
    Action,
    CaseType,
    Duration,
    Phase,
    Scope,
    Status,
    business_days,
    calendar_days,
    dated,
    entered,
    indexed,
    made,
    managed,
    noted,
    waiting_for,
)
from casewright_hr.calendar import CALENDAR, WorkCountry, months_after
from casewright_hr.periods import (
    DATA_ACCESS_MONTHS,
    DATA_ACCESS_MORE_MONTHS,
    FMLA_CERTIFICATION,
    FMLA_DESIGNATION,
    FMLA_ELIGIBILITY,
)
from casewright_hr.service_catalogue import SERVICES, HrServiceItem, HrServiceName
from casewright_hr.start import EmploymentKind
from casewright_hr.values import Count, ShortText, Text

KEPT_FROM_EMPLOYEES = ("alert", "assignment", "case_link", "event", "note", "risk", "task")
"""What HR keeps among itself; whoever asked and whom it is about see the rest."""


@dataclass(frozen=True, kw_only=True)
class HrService:
    """A service that an employee asks of HR, or somebody for them."""

    service: HrServiceName = indexed()
    subject_person: ShortText = indexed(label="Whom it is about")
    opened_for: ShortText = indexed(label="For whom it is asked")
    details: Text
    country: WorkCountry = indexed(label="Country of work", default=WorkCountry.US)
    employment: EmploymentKind = indexed(default=EmploymentKind.PERMANENT)
    received_on: date | None = indexed(label="When it was asked for", default=None)
    """For the periods of a law, which count from then."""
    need_told_on: date | None = managed(label="When the need for leave was told", default=None)
    certification_asked_on: date | None = managed(default=None)
    informed_on: date | None = managed(label="When everything needed was known", default=None)
    extended_because: str | None = managed(label="Why the answer takes longer", default=None)
    plan: str | None = managed(default=None)
    result: str | None = managed(default=None)
    times_sent_back: Count = managed(default=0)
    ended_because: str | None = managed(label="Why it ends without a result", default=None)

    @property
    def answer_due_on(self) -> date | None:
        """The last day to answer a request for one's own data; None for other services."""
        if self.service is not HrServiceName.DATA_ACCESS or self.received_on is None:
            return None
        months = DATA_ACCESS_MONTHS + (DATA_ACCESS_MORE_MONTHS if self.extended_because else 0)
        return months_after(self.received_on, months)


def item_of(fields: HrService) -> HrServiceItem:
    """What the catalogue says of the service asked for."""
    return SERVICES[fields.service]


service = CaseType(
    "HrService",
    HrService,
    number="HRS-{year}-{sequence:06}",
    stages={
        "draft": Phase.SCREENING,
        "ready": Phase.ASSESSMENT,
        "approval": Phase.PLANNING,
        "in_progress": Phase.IMPLEMENTATION,
        "acceptance": Phase.TRANSITION,
    },
    title=lambda fields: f"{item_of(fields).title}: {fields.subject_person}",
    outcomes={"complete": Status.COMPLETED, "incomplete": Status.COMPLETED, "cancelled": Status.TERMINATED},
    reopens_at="in_progress",
    reopens_within=calendar_days(30),
    calendar=CALENDAR.name,
    excluded_roles=("opened_for", "subject_person"),
)

service.grant("hr_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN)
service.grant("hr_director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
service.grant(
    "employee",
    Action.OPEN,
    Action.READ,
    Action.WORK,
    scope=Scope.PARTY,
    party_roles=["opened_for"],
    hide=KEPT_FROM_EMPLOYEES,
)
service.grant(
    "employee", Action.READ, scope=Scope.PARTY, party_roles=["subject_person"], hide=[*KEPT_FROM_EMPLOYEES, "document"]
)
service.needs(skills=lambda fields: [f"country_{fields.country}", item_of(fields).centre])


def for_leave(period: Duration) -> Callable[[HrService], Duration | None]:
    """The period for leave under the FMLA; no other service has it."""
    return lambda fields: period if fields.service is HrServiceName.FMLA_LEAVE else None


service.clock(
    "delivery",
    start=entered("ready"),
    stop=entered("acceptance"),
    deadline=lambda fields: item_of(fields).target,
    pause=waiting_for("employee", approval=True),
)
service.clock(
    "fmla_eligibility",
    start=dated("need_told_on"),
    stop=made("send_eligibility_notice"),
    deadline=for_leave(FMLA_ELIGIBILITY),
)
service.clock(
    "fmla_certification",
    start=dated("certification_asked_on"),
    stop=noted("informed_on"),
    deadline=for_leave(FMLA_CERTIFICATION),
)
service.clock(
    "fmla_designation",
    start=dated("informed_on"),
    stop=made("send_designation_notice"),
    deadline=for_leave(FMLA_DESIGNATION),
)

service.task("Do what was asked for", on="in_progress", role="hr_partner", required=True)
service.task("Ask whether it is right", on="acceptance", role="hr_partner", due=business_days(3))

service.retain(years=3, because="a practice of this plugin; pay and leave may have laws of their own, check them")
service.metric("times_sent_back", lambda fields: fields.times_sent_back, unit="returns")
