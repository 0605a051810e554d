"""Authority: how much one person may reserve or agree to pay alone, and when another must join in.

Limits come with the actor: `claim.reserve` and `claim.approve` bound one transaction, `claim.reserve.total` and
`claim.approve.total` all of them on one claim. Whoever has no total limit reaches the single one in total.
"""

from decimal import Decimal

from casewright import Actor, Approval, Case
from casewright_insurance.fields import Claim, SiuFinding, indemnity_paid
from casewright_insurance.reserves import CostType, CoverageType, find_line

CHAIN = ("manager", "director")
"""Who is asked above the adjuster, one after the other."""


def within_limits(actor: Actor, limit: str, amount: Decimal, total: Decimal) -> bool:
    """Whether the actor may do this alone: the amount by the single limit, the claim's total by the cumulative one."""
    single = actor.limit(limit)
    return amount <= single and total <= actor.limits.get(f"{limit}.total", single)


def may_reserve(case: Case[Claim], *, coverage: CoverageType, cost_type: CostType, amount: Decimal) -> bool:
    """Whether the new reserve lies within the actor's authority; lowering one always does."""
    rise = amount - find_line(case.fields.reserves, coverage, cost_type).reserve
    total = sum((line.reserve for line in case.fields.reserves), rise)
    return rise <= 0 or within_limits(case.actor, "claim.reserve", amount, total)


def must_ask_to_reserve(case: Case[Claim], *, coverage: CoverageType, cost_type: CostType, amount: Decimal) -> bool:
    """Whether the reserve needs somebody with more authority."""
    return not may_reserve(case, coverage=coverage, cost_type=cost_type, amount=amount)


def may_approve(case: Case[Claim], *, amount: Decimal) -> bool:
    """Whether the amount, with all that was paid for the loss before, lies within the actor's authority."""
    return within_limits(case.actor, "claim.approve", amount, indemnity_paid(case.fields) + amount)


def must_ask_to_approve(case: Case[Claim], *, amount: Decimal) -> bool:
    """Whether another person must agree: the amount is above the actor's authority, or fraud is suspected."""
    return not may_approve(case, amount=amount) or case.fields.siu_finding is SiuFinding.SUSPECTED


RESERVE_AUTHORITY = Approval(role=CHAIN, when=must_ask_to_reserve, suffices=may_reserve)
PAYMENT_AUTHORITY = Approval(role=CHAIN, when=must_ask_to_approve, suffices=may_approve)
