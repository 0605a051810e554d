"""Authority: how much one person may reserve or agree to pay alone, and when another must join in.

Limits come with the actor, by transaction, line of business and cost type, the most special one first:
`claim.reserve.motor.indemnity`, `claim.reserve.motor`, `claim.reserve`; the same with `claim.approve`. Each bounds one
transaction; with `.total` behind it, all of them on one claim: those of the cost type that it names, else all.
Whoever has no total limit reaches the single one in total.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from casewright import Approval, Case, business_days
from casewright_insurance.fields import Claim, indemnity_paid
from casewright_insurance.lines import POLICYHOLDER, CostCategory, CostType, CoverageType
from casewright_insurance.reserves import ReserveLine, find_line
from casewright_insurance.siu import SiuFinding

CHAIN = ("manager", "director")
"""Who is asked above the adjuster, one after the other."""

CLIMBS_AFTER = business_days(1)
"""When the next one is asked because nobody has decided, say because whoever would is who asks: a practice."""

Total: TypeAlias = Callable[[CostType | None], Decimal]
"""What a claim comes to with the transaction in it: of one cost type, or (None) of all."""


@dataclass(frozen=True)
class Scope:
    """The name of a limit, and the cost type it is about; None: all."""

    limit: str
    cost_type: CostType | None = None


def scopes(fields: Claim, transaction: str, cost_type: CostType) -> tuple[Scope, ...]:
    """The limits that may speak of a transaction, the most special first."""
    line = fields.line_of_business
    if line is None:
        return (Scope(transaction),)
    keyed = Scope(f"{transaction}.{line}.{cost_type}", cost_type)
    return (keyed, Scope(f"{transaction}.{line}"), Scope(transaction))


def within_limits(case: Case[Claim], transaction: str, cost_type: CostType, amount: Decimal, total: Total) -> bool:
    """Whether the actor may do this alone: the amount by the single limit, the claim's total by the cumulative one."""
    limits, known = case.actor.limits, scopes(case.fields, transaction, cost_type)
    single = next((scope for scope in known if scope.limit in limits), Scope(transaction))
    bound = case.actor.limit(single.limit)
    cumulative = next((scope for scope in known if f"{scope.limit}.total" in limits), None)
    if cumulative is None:
        return amount <= bound and total(single.cost_type) <= bound
    return amount <= bound and total(cumulative.cost_type) <= limits[f"{cumulative.limit}.total"]


def may_reserve(
    case: Case[Claim],
    *,
    coverage: CoverageType,
    cost_type: CostType,
    amount: Decimal,
    claimant: str = POLICYHOLDER,
    category: CostCategory = CostCategory.UNSPECIFIED,
) -> bool:
    """Whether the new reserve lies within the actor's authority; lowering one always does."""
    wanted = ReserveLine(coverage=coverage, claimant=claimant, cost_type=cost_type, category=category)
    rise = amount - find_line(case.fields.reserves, wanted).reserve

    def total(counted: CostType | None) -> Decimal:
        return sum((line.reserve for line in case.fields.reserves if counted in (None, line.cost_type)), rise)

    return rise <= 0 or within_limits(case, "claim.reserve", cost_type, amount, total)


def must_ask_to_reserve(
    case: Case[Claim],
    *,
    coverage: CoverageType,
    cost_type: CostType,
    amount: Decimal,
    claimant: str = POLICYHOLDER,
    category: CostCategory = CostCategory.UNSPECIFIED,
) -> bool:
    """Whether the reserve needs somebody with more authority."""
    return not may_reserve(
        case, coverage=coverage, cost_type=cost_type, amount=amount, claimant=claimant, category=category
    )


def may_approve(case: Case[Claim], *, amount: Decimal) -> bool:
    """Whether the amount, with all that was paid for the loss before, lies within the actor's authority."""
    total = indemnity_paid(case.fields) + amount
    return within_limits(case, "claim.approve", CostType.INDEMNITY, amount, lambda counted: total)


def must_ask_to_approve(case: Case[Claim], *, amount: Decimal) -> bool:
    """Whether another person must agree: the amount is above the actor's authority, or fraud is suspected."""
    return not may_approve(case, amount=amount) or case.fields.siu_finding is SiuFinding.SUSPECTED


RESERVE_AUTHORITY = Approval(role=CHAIN, when=must_ask_to_reserve, suffices=may_reserve, escalates=CLIMBS_AFTER)
PAYMENT_AUTHORITY = Approval(role=CHAIN, when=must_ask_to_approve, suffices=may_approve, escalates=CLIMBS_AFTER)
