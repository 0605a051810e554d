"""The case type LegalMatter: stages, roles, risk, tasks, clocks and figures. Its moves are in the other modules."""

from decimal import Decimal

from casewright import (
    Action,
    CaseType,
    Duration,
    Phase,
    Priority,
    Risk,
    Status,
    business_days,
    calendar_days,
    entered,
    left,
    made,
)
from casewright_legal.court_days import CALENDAR
from casewright_legal.court_rules import CourtTrigger
from casewright_legal.fields import WORK_PRODUCT, Matter, MatterMerits, entry_of, everybody

LAWYERS = ("associate", "client_partner")

HIGH_EXPOSURE = Decimal(1_000_000)
"""From which amount at stake on a matter is serious."""

ENGAGED = (
    "early_assessment | exposure | strategy | pleadings | discovery | trial | negotiation | appeal | settlement"
    " | judgment_follow_up | closing | post_closing | matter_review"
)
"""The stages at which the firm acts for the client."""

RETAINED = 7
"""Years after a matter ended."""

RETENTION = "a practice of this plugin: seven years after the matter ended; ask what the law of the place says"

WARNING = 7
"""How many days before its last day an answer is wanted."""

matter = CaseType(
    "LegalMatter",
    Matter,
    number="M-{year}-{sequence:06}",
    stages={
        "conflict_check": Phase.SCREENING,
        "engagement": Phase.SCREENING,
        "early_assessment": Phase.ASSESSMENT,
        "exposure": Phase.STRATIFYING_RISK,
        "strategy": Phase.PLANNING,
        "pleadings": Phase.IMPLEMENTATION,
        "discovery": Phase.IMPLEMENTATION,
        "trial": Phase.IMPLEMENTATION,
        "negotiation": Phase.IMPLEMENTATION,
        "appeal": Phase.IMPLEMENTATION,
        "settlement": Phase.FOLLOW_UP,
        "judgment_follow_up": Phase.FOLLOW_UP,
        "closing": Phase.TRANSITION,
        "post_closing": Phase.POST_TRANSITION,
        "matter_review": Phase.EVALUATION,
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
    excluded_roles=("opponent", "witness", "screened"),
    computed_groups={"phase_costs": WORK_PRODUCT, "privilege_log": WORK_PRODUCT},
)

matter.retain(years=RETAINED, because=RETENTION, after={"destruction_on": 0})

matter.register_names(everybody, aliases=lambda fields: fields.aliases, identifiers=lambda fields: fields.identifiers)

matter.grant(
    "conflicts_analyst", Action.READ, Action.WORK, Action.SEARCH_NAMES, hide=[WORK_PRODUCT, "assessment", "need"]
)
matter.grant("associate", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
matter.grant("client_partner", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)

matter.grant("general_counsel", Action.READ, Action.WORK, Action.SUPERVISE, hide=[WORK_PRODUCT, "assessment", "need"])


@matter.hold
def evidence_is_kept(fields: Matter) -> str | None:
    """While the custodians are held, the platform keeps what it has."""
    hold = fields.hold
    return None if hold is None or hold.released_on else f"legal hold: {hold.scope}"


matter.task("Search all names", on="conflict_check", role="conflicts_analyst", due=business_days(1), required=True)
matter.task("Send the engagement letter", on="engagement", role="associate", due=business_days(2), required=True)
matter.task("Record the deadlines of the court", on="pleadings", role="associate", due=business_days(1))
matter.task("Comply with the judgment, or enforce it", on="judgment_follow_up", role="associate")
matter.task("Tell the client to keep all evidence", on="early_assessment", role="associate", due=business_days(1))
matter.task("Carry out the settlement", on="settlement", role="associate", required=True)
matter.task("Send the closing letter", on="closing", role="associate", due=business_days(10), required=True)
matter.task("Return the file to the client", on="closing", role="associate", due=business_days(10), required=True)

matter.assess("case_strength", on="early_assessment", points={})

matter.clock("conflict_check", start=entered("conflict_check"), stop=left("conflict_check"), deadline=business_days(2))


def answer_within(fields: Matter) -> Duration | None:
    """From the day the service was recorded to the last day that binds, weekends, holidays and overrides included."""
    served = entry_of(fields, CourtTrigger.COMPLAINT_SERVED, CourtTrigger.WAIVER_REQUESTED)
    if served is None or fields.answer_due is None:
        return None
    return calendar_days((fields.answer_due - served.recorded_on).days)


def answer_wanted(fields: Matter) -> Duration | None:
    """The same, a week before."""
    within = answer_within(fields)
    return within and calendar_days(within.amount - WARNING)


matter.clock(
    "answer",
    start=entered("pleadings"),
    stop=entered("discovery", "settlement", "judgment_follow_up"),
    goal=answer_wanted,
    deadline=answer_within,
)
DOCKETED = (
    "record_filing",
    "record_service",
    "record_answer",
    "receive_requests",
    "record_date",
    "move_date",
    "recompute_deadlines",
    "override_deadline",
    "meet_deadline",
    "waive_deadline",
    "record_judgment",
    "record_motions_decided",
    "appeal",
)
"""The moves after which another deadline may be the next."""


def next_within(fields: Matter) -> Duration | None:
    """From the last change of the deadlines to the next that is open; none once the matter is settled or closed."""
    ahead = fields.next_deadline
    if ahead is None or fields.deadlines_on is None or fields.settlement or fields.destruction_on:
        return None
    return calendar_days((ahead.due - fields.deadlines_on).days)


def next_wanted(fields: Matter) -> Duration | None:
    """The same, a week before."""
    within = next_within(fields)
    return within and calendar_days(within.amount - WARNING)


matter.clock("next_deadline", start=made(*DOCKETED), stop=made(*DOCKETED), goal=next_wanted, deadline=next_within)
matter.clock(
    "hold_answers", start=made("issue_hold", "remind_custodians"), stop=made("release_hold"), deadline=business_days(10)
)
matter.clock("reconcile_trust", start=made("receive_trust"), stop=made("reconcile_trust"), deadline=calendar_days(31))
matter.oblige(Risk.HIGH, priority=Priority.URGENT, review=calendar_days(30))

matter.metric("exposure", lambda fields: fields.exposure, unit="currency")
matter.metric("settled_for", lambda fields: fields.settlement and fields.settlement.amount, unit="currency")
matter.metric("answered_late", lambda fields: fields.answered_late and 1, unit="answers")
matter.metric("fees", lambda fields: sum(entry.amount for entry in fields.time), unit="currency", group=WORK_PRODUCT)
matter.metric(
    "budget", lambda fields: sum(line.amount for line in fields.budget) if fields.budget else None, unit="currency"
)
matter.metric("trust_balance", lambda fields: fields.trust_balance, unit="currency")
matter.metric("deadlines", lambda fields: len(fields.deadlines), unit="deadlines")
matter.metric(
    "overridden", lambda fields: sum(one.overridden_to is not None for one in fields.deadlines), unit="deadlines"
)
matter.metric(
    "missed",
    lambda fields: sum(one.met_on is not None and one.met_on > one.due for one in fields.deadlines),
    unit="deadlines",
)
matter.metric(
    "hold_answers_outstanding",
    lambda fields: len(fields.hold.outstanding) if fields.hold and not fields.hold.released_on else 0,
    unit="answers",
)


@matter.risk("A million or more is at stake", points=30)
def high_exposure(fields: Matter) -> bool | str | None:
    if fields.exposure is None:
        return None
    return fields.exposure >= HIGH_EXPOSURE and f"{fields.exposure} is at stake"


@matter.risk("The client's position is weak", points=30)
def weak_merits(fields: Matter) -> bool | None:
    return None if fields.merits is None else fields.merits is MatterMerits.WEAK
