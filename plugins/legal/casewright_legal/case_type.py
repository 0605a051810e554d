"""The case type LegalMatter: stages, roles, risk, tasks, clocks and figures. Its moves are in the other modules."""

from decimal import Decimal

from casewright import Action, CaseType, Phase, Status, business_days, calendar_days, entered, left
from casewright_legal.court_days import CALENDAR
from casewright_legal.deadlines import ANSWER
from casewright_legal.fields import WORK_PRODUCT, Matter, MatterMerits

LAWYERS = ("associate", "client_partner")

HIGH_EXPOSURE = Decimal(1_000_000)
"""From which amount at stake on a matter is serious."""

matter = CaseType(
    "LegalMatter",
    Matter,
    number="M-{year}-{sequence:06}",
    stages={
        "conflict_check": Phase.SCREENING,
        "engagement": Phase.SCREENING,
        "early_assessment": Phase.ASSESSMENT,
        "strategy": Phase.PLANNING,
        "pleadings": Phase.IMPLEMENTATION,
        "discovery": Phase.IMPLEMENTATION,
        "negotiation": Phase.IMPLEMENTATION,
        "settlement": Phase.FOLLOW_UP,
        "closing": Phase.TRANSITION,
    },
    title=lambda fields: f"{fields.client} ({fields.side}), {fields.practice_area.replace('_', ' ')}",
    outcomes={
        "settled": Status.COMPLETED,
        "judgment": Status.COMPLETED,
        "declined": Status.TERMINATED,
        "withdrawn": Status.TERMINATED,
    },
    reopens_at="early_assessment",
    calendar=CALENDAR.name,
    excluded_roles=("opponent", "witness"),
)

matter.grant("conflicts_analyst", Action.READ, Action.WORK, hide=[WORK_PRODUCT])
matter.grant("associate", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
matter.grant("client_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)

matter.task("Search all names", on="conflict_check", role="conflicts_analyst", due=business_days(1), required=True)
matter.task("Send the engagement letter", on="engagement", role="associate", due=business_days(2), required=True)
matter.task("Tell the client to keep all evidence", on="early_assessment", role="associate", due=business_days(1))
matter.task("Carry out the settlement", on="settlement", role="associate", required=True)
matter.task("Send the closing letter", on="closing", role="associate", due=business_days(10), required=True)
matter.task("Return the file to the client", on="closing", role="associate", due=business_days(10), required=True)

matter.clock("conflict_check", start=entered("conflict_check"), stop=left("conflict_check"), deadline=business_days(2))
matter.clock(
    "answer",
    start=entered("pleadings"),
    stop=entered("discovery", "settlement", "closing"),
    goal=calendar_days(ANSWER.days - 7),
    deadline=calendar_days(ANSWER.days),
)

matter.metric("exposure", lambda fields: fields.exposure, unit="currency")
matter.metric("settled_for", lambda fields: fields.settlement and fields.settlement.amount, unit="currency")
matter.metric("answered_late", lambda fields: fields.answered_late and 1, unit="answers")


@matter.risk("A million or more is at stake", points=30)
def high_exposure(fields: Matter) -> bool | str | None:
    if fields.exposure is None:
        return None
    return fields.exposure >= HIGH_EXPOSURE and f"{fields.exposure} is at stake"


@matter.risk("The client's position is weak", points=30)
def weak_merits(fields: Matter) -> bool | None:
    return None if fields.merits is None else fields.merits is MatterMerits.WEAK


@matter.risk("The service of the complaint was recorded late", points=25)
def recorded_late(fields: Matter) -> bool | str:
    """The clock `answer` then shows a day that is later than the one that binds."""
    if fields.service is None or fields.service.days_late == 0:
        return False
    return f"{fields.service.days_late} days after it; answer by {fields.service.answer_due}"
