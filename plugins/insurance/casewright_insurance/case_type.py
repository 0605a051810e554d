"""The case type InsuranceClaim: stages, roles, risk, tasks, clocks and figures. Its moves are in the other modules."""

from casewright import (
    Action,
    Case,
    CaseType,
    Phase,
    RiskScale,
    Scope,
    Status,
    business_days,
    calendar_days,
    entered,
    left,
    waiting_for,
)
from casewright_insurance.deadlines import ACKNOWLEDGE, DECIDE, INVESTIGATE
from casewright_insurance.fields import SPECIAL_INVESTIGATION, Claim
from casewright_insurance.notice import Peril
from casewright_insurance.red_flags import RED_FLAGS

HANDLERS = ("adjuster", "manager")
"""Who handles claims."""

OWN_CLAIM = ("claimant", "insured")
"""As which party a claim is one's own."""

INTERNAL = ("approval", "assignment", "case_link", "event", "note", "phase_visit", "risk", "task")
"""The parts of a claim that are the insurer's own: the claimant sees neither notes nor suspicions."""

claim = CaseType(
    "InsuranceClaim",
    Claim,
    number="CLM-{year}-{sequence:06}",
    stages={
        "fnol": Phase.SCREENING,
        "coverage_verification": Phase.SCREENING,
        "triage": Phase.STRATIFYING_RISK,
        "investigation": Phase.ASSESSMENT,
        "siu_investigation": Phase.ASSESSMENT,
        "reserve_evaluation": Phase.PLANNING,
        "negotiation": Phase.IMPLEMENTATION,
        "settlement_payment": Phase.IMPLEMENTATION,
        "subrogation_salvage": Phase.FOLLOW_UP,
        "closing": Phase.TRANSITION,
        "closed_watch": Phase.POST_TRANSITION,
        "outcome_review": Phase.EVALUATION,
    },
    title=lambda fields: f"{fields.peril.replace('_', ' ').capitalize()} on {fields.lost_on}, {fields.policy_number}",
    outcomes={
        "paid": Status.COMPLETED,
        "denied": Status.COMPLETED,
        "below_deductible": Status.COMPLETED,
        "withdrawn": Status.TERMINATED,
        "duplicate": Status.TERMINATED,
    },
    reopens_at="investigation",
    plural="InsuranceClaims",
    calendar="us_insurance",
    duplicate_key=("policy_number", "lost_on"),
    excluded_roles=OWN_CLAIM,
    computed_groups={"flag_count": SPECIAL_INVESTIGATION, "siu_proposed": SPECIAL_INVESTIGATION},
    risk_scale=RiskScale(moderate=25, high=50),
)

claim.grant("claims_agent", Action.OPEN, Action.READ, hide=[SPECIAL_INVESTIGATION, "risk"])
claim.grant("adjuster", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK)
claim.grant(
    "manager",
    Action.OPEN,
    Action.READ,
    Action.UPDATE,
    Action.WORK,
    Action.ASSIGN,
    Action.SUPERVISE,
    Action.INTEGRATE,
)
claim.grant("director", Action.READ, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
claim.grant("special_investigator", Action.READ, Action.WORK)
claim.grant("auditor", Action.READ)
claim.grant("claimant", Action.READ, scope=Scope.PARTY, party_roles=OWN_CLAIM, hide=[SPECIAL_INVESTIGATION, *INTERNAL])

for flag in RED_FLAGS:
    claim.risk(flag.sentence, points=flag.points)(flag.raised_by)


def no_policy_yet(case: Case[Claim]) -> bool:
    """The policy as it stood on the date of the loss is still to be got."""
    return case.fields.policy is None


def subrogation_possible(case: Case[Claim]) -> bool:
    """Somebody else may have to bear the loss."""
    return case.fields.third_party_at_fault is True


def investigation_proposed(case: Case[Claim]) -> bool:
    """There are enough fraud indicators to think about a special investigation, and none has begun."""
    return case.fields.siu_proposed and case.fields.siu_referred_on is None


def something_to_inspect(case: Case[Claim]) -> bool:
    """What was stolen cannot be looked at."""
    return case.fields.peril is not Peril.THEFT


claim.task("Set the statute date", on="fnol", role="adjuster", due=business_days(2), when=subrogation_possible)
claim.task("Get the policy", on="coverage_verification", role="adjuster", due=business_days(2), when=no_policy_yet)
claim.task(
    "Consider a special investigation", on="triage", role="adjuster", due=business_days(2), when=investigation_proposed
)
claim.task("Inspect the damage", on="investigation", role="adjuster", due=business_days(5), when=something_to_inspect)
claim.task(
    "Send the demand", on="subrogation_salvage", role="adjuster", due=business_days(10), when=subrogation_possible
)
claim.task("Send the closing letter", on="closing", role="adjuster", due=business_days(5), required=True)
claim.task("Look for late supplements", on="closed_watch", role="adjuster", due=calendar_days(30))

claim.clock("acknowledge", start=entered("fnol"), stop=left("fnol"), goal=business_days(1), deadline=ACKNOWLEDGE.length)
claim.clock(
    "decide",
    start=entered("coverage_verification", "investigation"),
    stop=entered("settlement_payment"),
    goal=business_days(10),
    deadline=DECIDE.length,
    pause=waiting_for("claimant"),
)
claim.clock(
    "special_investigation",
    start=entered("siu_investigation"),
    stop=left("siu_investigation"),
    deadline=INVESTIGATE,
)

claim.metric("incurred", lambda fields: fields.incurred, unit="currency")
claim.metric("paid_total", lambda fields: fields.paid_total, unit="currency")
claim.metric("reserve_total", lambda fields: fields.reserve_total, unit="currency")
claim.metric("recovered", lambda fields: fields.recovered, unit="currency")
