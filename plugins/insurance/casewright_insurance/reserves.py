"""Reserve lines and what is paid from them. Pure arithmetic in decimals: nothing is rounded."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casewright import Refused
from casewright_insurance.values import Amount, Money, ShortText


class CoverageType(StrEnum):
    """The part of a policy that answers for a part of the loss; neutral names."""

    COLLISION = "collision"
    COMPREHENSIVE = "comprehensive"
    BODILY_INJURY = "bodily_injury"
    PROPERTY_DAMAGE = "property_damage"
    MEDICAL_PAYMENTS = "medical_payments"
    DWELLING = "dwelling"
    CONTENTS = "contents"
    LOSS_OF_USE = "loss_of_use"


class CostType(StrEnum):
    """What the money is for."""

    INDEMNITY = "indemnity"
    """The loss itself."""
    EXPENSE = "expense"
    """Adjusting it: experts, counsel, towing. Not part of what the policyholder is paid."""


class PaymentKind(StrEnum):
    """Whether more may follow on the line."""

    PARTIAL = "partial"
    FINAL = "final"


@dataclass(frozen=True, kw_only=True)
class ReserveLine:
    """Money set aside for one coverage and cost type. `reserve` includes what is paid already."""

    coverage: CoverageType
    cost_type: CostType
    reserve: Money = Decimal(0)
    paid: Money = Decimal(0)

    @property
    def outstanding(self) -> Decimal:
        """What may still be paid."""
        return self.reserve - self.paid

    def __str__(self) -> str:
        return f"{self.coverage} {self.cost_type}".replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that went out, on one reserve line."""

    coverage: CoverageType
    cost_type: CostType
    amount: Amount
    payee: ShortText
    kind: PaymentKind
    paid_on: date


Lines = tuple[ReserveLine, ...]


def find_line(lines: Lines, coverage: CoverageType, cost_type: CostType) -> ReserveLine:
    """The line of a coverage and cost type; an empty one when nothing was reserved there."""
    empty = ReserveLine(coverage=coverage, cost_type=cost_type)
    return next((line for line in lines if _same(line, empty)), empty)


def with_line(lines: Lines, changed: ReserveLine) -> Lines:
    """The lines with one of them changed, or added."""
    if not any(_same(line, changed) for line in lines):
        return (*lines, changed)
    return tuple(changed if _same(line, changed) else line for line in lines)


def reserve(line: ReserveLine, amount: Decimal) -> ReserveLine:
    """The line with another reserve; raises Refused for less than is paid."""
    if amount < line.paid:
        raise Refused(f"{line.paid} is paid on {line} already", rule="reserve.below_paid", field="amount")
    return replace(line, reserve=amount)


def pay_from(line: ReserveLine, amount: Decimal, kind: PaymentKind) -> ReserveLine:
    """The line after a payment; a final one releases what is left. Raises Refused for more than is outstanding."""
    if line.outstanding <= 0:
        raise Refused(f"there is no open reserve on {line}; set one first", rule="payment.no_reserve", field="coverage")
    if amount > line.outstanding:
        raise Refused(
            f"{amount} is more than the {line.outstanding} outstanding on {line}; raise the reserve first",
            rule="payment.reserve_exceeded",
            field="amount",
        )
    paid = line.paid + amount
    return replace(line, paid=paid, reserve=paid if kind is PaymentKind.FINAL else line.reserve)


def _same(one: ReserveLine, other: ReserveLine) -> bool:
    return (one.coverage, one.cost_type) == (other.coverage, other.cost_type)
