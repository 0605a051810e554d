"""What a case came to: outcomes, feedback, costs. Pure.

Savings and return as in cost-benefit analysis of case management: `savings = potential cost - (actual cost + case
management cost)` and `ROI = (benefit - cost) / cost`, where the benefit is what was not spent and the cost that of the
case management itself. Hard savings are on a bill, soft ones are not; they are never added up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol


class Dimension(StrEnum):
    """In which respect an outcome is looked at."""

    FUNCTION = "function"
    RESULT = "result"
    """The clinical or technical result."""
    FINANCIAL = "financial"
    SATISFACTION = "satisfaction"
    KNOWLEDGE = "knowledge"
    WELL_BEING = "well_being"
    QUALITY = "quality"
    """How well it was worked, for instance by a review of the file."""


class FeedbackSource(StrEnum):
    """Who says what they think of it."""

    CLIENT = "client"
    STAFF = "staff"


class CostKind(StrEnum):
    """What an amount is."""

    POTENTIAL = "potential"
    """What would have been spent without the case management."""
    ACTUAL = "actual"
    CASE_MANAGEMENT = "case_management"
    """What the case management itself took."""


class Cost(Protocol):
    """An amount of money."""

    kind: str
    amount: Decimal
    currency: str
    hard: bool


@dataclass(frozen=True, kw_only=True)
class Economy:
    """The sums in one currency, of hard or of soft amounts."""

    currency: str
    hard: bool
    potential: Decimal = Decimal(0)
    actual: Decimal = Decimal(0)
    case_management: Decimal = Decimal(0)

    @property
    def savings(self) -> Decimal:
        """What was saved; below 0: it cost more than it spared."""
        return self.potential - (self.actual + self.case_management)

    @property
    def roi(self) -> Decimal | None:
        """What each unit of money spent on case management brought beyond itself; None when nothing was spent."""
        if not self.case_management:
            return None
        benefit = self.potential - self.actual
        return (benefit - self.case_management) / self.case_management


def economies(costs: Iterable[Cost]) -> list[Economy]:
    """The sums of each currency, hard before soft."""
    sums: dict[tuple[str, bool], dict[str, Decimal]] = {}
    for cost in costs:
        kinds = sums.setdefault((cost.currency, cost.hard), {kind.value: Decimal(0) for kind in CostKind})
        kinds[cost.kind] += cost.amount
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], not item[0][1]))
    return [Economy(currency=currency, hard=hard, **kinds) for (currency, hard), kinds in ordered]
