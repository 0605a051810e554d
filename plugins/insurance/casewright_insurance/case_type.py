"""The case type InsuranceClaim: stages, roles, risk, tasks, clocks and figures. Its moves are in the other modules."""

from collections.abc import Callable

from casewright import (
    Action,
    Case,
    CaseType,
    Gate,
    Phase,
    Priority,
    Risk,
    RiskScale,
    Scope,
    Status,
    Verdict,
    business_days,
    calendar_days,
    entered,
    left,
    made,
    noted,
    waiting_for,
)
from casewright_insurance.fields import RESERVING, SPECIAL_INVESTIGATION, Claim
from casewright_insurance.laws import CALENDAR
from casewright_insurance.notice import Peril
from casewright_insurance.observations import SENTENCES, FraudIndicator
from casewright_insurance.red_flags import RED_FLAGS
from casewright_insurance.retention import RETAINED, RETENTION
from casewright_insurance.segments import SENIOR
from casewright_insurance.siu import SiuFinding
from casewright_insurance.terms import acknowledge_within, decide_within, pay_within, write_within

HANDLERS = ("adjuster", "manager")
"""Who handles claims."""

OWN_CLAIM = ("claimant", "insured")
"""As which party a claim is one's own."""

INTERNAL = (
    "alert",
    "approval",
    "assessment",
    "assignment",
    "case_link",
    "clock",
    "event",
    "need",
    "note",
    "phase_visit",
    "risk",
    "screening",
    "task",
)
"""The parts of a claim that are the insurer's own: the claimant sees neither notes nor suspicions."""

WARNED_AT = (75,)
"""Per cent of what a law gives, at which whoever has the claim is warned: a practice of this plugin."""

SPECIAL_INVESTIGATION_TAKES = calendar_days(30)
"""A practice of this plugin, no law."""

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
    calendar=CALENDAR.name,
    duplicate_key=("policy_number", "lost_on"),
    excluded_roles=OWN_CLAIM,
    computed_groups={
        **dict.fromkeys(("flag_count", "siu_proposed", "siu_state", "proposed_segment"), SPECIAL_INVESTIGATION),
        **dict.fromkeys(("reserve_total", "incurred", "exposures"), RESERVING),
    },
    risk_scale=RiskScale(moderate=25, high=50),
)

claim.retain(years=RETAINED, because=RETENTION)
claim.about(*OWN_CLAIM)

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
claim.grant(
    "claimant",
    Action.READ,
    scope=Scope.PARTY,
    party_roles=OWN_CLAIM,
    hide=[SPECIAL_INVESTIGATION, RESERVING, *INTERNAL],
)

claim.screen(
    role=HANDLERS,
    reasons={
        "loss_reported": "Somebody reports a loss under a policy",
        "notified_already": "The same loss was reported before",
        "taken_back": "Whoever reported the loss takes the claim back",
    },
    outcomes={Verdict.DUPLICATE: "duplicate", Verdict.WITHDRAWN: "withdrawn"},
)
"""What is not covered is denied, on a ground that was verified: no verdict does that."""

claim.gate("coverage_verification", Gate.VERDICT_RECORDED)

claim.assess("claim_complexity", on="triage", points={})

claim.needs(skills=lambda fields: {"senior_adjuster"} if fields.segment in SENIOR else ())

for flag in RED_FLAGS:
    claim.risk(flag.sentence, points=flag.points)(flag.raised_by)


def observed(indicator: FraudIndicator) -> Callable[[Claim], bool | str]:
    """The rule that somebody saw the indicator; what they noted is the fact."""

    def rule(fields: Claim) -> bool | str:
        return next((seen.note for seen in fields.observations if seen.indicator is indicator), False)

    rule.__name__ = indicator.value
    return rule


for indicator, (sentence, points) in SENTENCES.items():
    claim.risk(sentence, points=points)(observed(indicator))

claim.oblige(Risk.HIGH, priority=Priority.URGENT, review=business_days(10))


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


def senior_needed(case: Case[Claim]) -> bool:
    """The segment wants a senior adjuster."""
    return case.fields.segment in SENIOR


claim.task("Set the statute date", on="fnol", role="adjuster", due=business_days(2), when=subrogation_possible)
claim.task("Get the policy", on="coverage_verification", role="adjuster", due=business_days(2), when=no_policy_yet)
claim.task(
    "Consider a special investigation", on="triage", role="adjuster", due=business_days(2), when=investigation_proposed
)
claim.task("Assign a senior adjuster", on="investigation", role="manager", due=business_days(2), when=senior_needed)
claim.task("Inspect the damage", on="investigation", role="adjuster", due=business_days(5), when=something_to_inspect)
claim.task(
    "Send the demand", on="subrogation_salvage", role="adjuster", due=business_days(10), when=subrogation_possible
)
claim.task("Send the closing letter", on="closing", role="adjuster", due=business_days(5), required=True)
claim.task("Look for late supplements", on="closed_watch", role="adjuster", due=calendar_days(30))

claim.clock(
    "acknowledge",
    start=entered("fnol", since="reported_on"),
    stop=left("fnol"),
    goal=business_days(1),
    deadline=acknowledge_within,
    warnings=WARNED_AT,
)
claim.clock(
    "decide",
    start=noted("proof_on"),
    stop=made("approve"),
    goal=business_days(10),
    deadline=decide_within,
    pause=waiting_for("claimant"),
    warnings=WARNED_AT,
)
claim.clock(
    "status_letter",
    start=made("acknowledge", "send_status_letter"),
    stop=made("approve", "send_status_letter"),
    deadline=write_within,
    warnings=WARNED_AT,
)
claim.clock("pay", start=made("approve"), stop=noted("first_paid_on"), deadline=pay_within, warnings=WARNED_AT)
claim.clock(
    "special_investigation",
    start=entered("siu_investigation"),
    stop=left("siu_investigation"),
    deadline=SPECIAL_INVESTIGATION_TAKES,
)

claim.metric("incurred", lambda fields: fields.incurred, unit="currency", group=RESERVING)
claim.metric("paid_total", lambda fields: fields.paid_total, unit="currency")
claim.metric("reserve_total", lambda fields: fields.reserve_total, unit="currency", group=RESERVING)
claim.metric("recovered", lambda fields: fields.recovered, unit="currency")
claim.metric("reserve_changes", lambda fields: fields.reserve_changes, unit="changes", group=RESERVING)
claim.metric("exposures", lambda fields: len(fields.exposures), unit="exposures", group=RESERVING)
claim.metric(
    "open_exposures",
    lambda fields: sum(not one.closed_on for one in fields.exposures),
    unit="exposures",
    group=RESERVING,
)
claim.metric("interest", lambda fields: sum(payment.interest for payment in fields.payments), unit="currency")
claim.metric(
    "special_investigations",
    lambda fields: fields.siu_referred_on and 1,
    unit="claims",
    group=SPECIAL_INVESTIGATION,
)
claim.metric(
    "fraud_confirmed",
    lambda fields: (fields.siu_finding is SiuFinding.CONFIRMED or None) and 1,
    unit="claims",
    group=SPECIAL_INVESTIGATION,
)
