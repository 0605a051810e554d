"""Reserve lines and what is paid from them. Pure arithmetic in decimals: nothing is rounded."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casewright import Refused
from casewright_insurance.lines import POLICYHOLDER, CostCategory, CostType, CoverageType
from casewright_insurance.values import Amount, Money, ShortText


class PaymentKind(StrEnum):
    """Whether more may follow on the line."""

    PARTIAL = "partial"
    FINAL = "final"


@dataclass(frozen=True, kw_only=True)
class ReserveLine:
    """Money set aside for one exposure (a coverage and a claimant), cost type and category; `reserve` includes paid."""

    coverage: CoverageType
    claimant: ShortText = POLICYHOLDER
    cost_type: CostType
    category: CostCategory = CostCategory.UNSPECIFIED
    reserve: Money = Decimal(0)
    paid: Money = Decimal(0)

    @property
    def outstanding(self) -> Decimal:
        """What may still be paid."""
        return self.reserve - self.paid

    def __str__(self) -> str:
        words: list[str] = [self.coverage, self.cost_type]
        if self.category is not CostCategory.UNSPECIFIED:
            words.append(self.category)
        if self.claimant != POLICYHOLDER:
            words.append(f"of {self.claimant}")
        return " ".join(word.replace("_", " ") for word in words)


@dataclass(frozen=True, kw_only=True)
class Payment:
    """Money that went out, on one reserve line."""

    coverage: CoverageType
    claimant: ShortText = POLICYHOLDER
    cost_type: CostType
    category: CostCategory = CostCategory.UNSPECIFIED
    amount: Amount
    payee: ShortText
    kind: PaymentKind
    paid_on: date
    interest: Money = Decimal(0)
    """What the law wants added because the payment came late; owed beside the loss, and no part of it."""


Lines = tuple[ReserveLine, ...]


def find_line(lines: Lines, wanted: ReserveLine) -> ReserveLine:
    """The line for the same exposure, cost type and category; as wanted when nothing was reserved there."""
    return next((line for line in lines if _same(line, wanted)), wanted)


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


def paid_for(lines: Lines, cost_type: CostType, coverage: CoverageType | None = None) -> Decimal:
    """What was paid of one cost type, on one coverage or on all."""
    counted = (line for line in lines if line.cost_type is cost_type and coverage in (None, line.coverage))
    return sum((line.paid for line in counted), Decimal(0))


def _same(one: ReserveLine, other: ReserveLine) -> bool:
    return replace(one, reserve=other.reserve, paid=other.paid) == other
