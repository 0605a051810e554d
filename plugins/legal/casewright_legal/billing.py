"""Time, expenses, invoices and budgets of a matter. Pure; amounts are exact decimals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright_legal.billing_codes import PHASES, phase_of
from casewright_legal.values import Money, ShortText, Text

Hours = Annotated[Decimal, Field(gt=0, le=24, multiple_of=Decimal("0.1"))]
"""Tenths of an hour."""
TaskCode = Annotated[str, Field(pattern=r"^L\d{3}$")]
ActivityCode = Annotated[str, Field(pattern=r"^A\d{3}$")]
ExpenseCode = Annotated[str, Field(pattern=r"^E\d{3}$")]
PhaseCode = Annotated[str, Field(pattern=r"^L\d00$")]
_CENT = Decimal("0.01")


class TimekeeperClass(StrEnum):
    """What kind of lawyer or helper worked; the values are those of LEDES 1998B."""

    PARTNER = "PT"
    ASSOCIATE = "AS"
    COUNSEL = "OC"
    LEGAL_ASSISTANT = "LA"
    OTHER = "OT"


@dataclass(frozen=True, kw_only=True)
class TimeEntry:
    """Work of one person on one day, on one task."""

    worked_on: date
    timekeeper: ShortText
    name: ShortText
    """As an invoice shows it: surname, first name."""
    classification: TimekeeperClass
    hours: Hours
    rate: Money
    task: TaskCode
    activity: ActivityCode
    narrative: Text
    invoice: str | None = None

    @property
    def amount(self) -> Decimal:
        """Hours times rate, to the cent."""
        return (self.hours * self.rate).quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, kw_only=True)
class MatterExpense:
    """Money spent for the client."""

    spent_on: date
    code: ExpenseCode
    amount: Money
    narrative: Text
    invoice: str | None = None


@dataclass(frozen=True, kw_only=True)
class BudgetLine:
    """What a phase may cost."""

    phase: PhaseCode
    amount: Money


@dataclass(frozen=True, kw_only=True)
class PhaseCost:
    """What a phase was to cost, and what its work has come to."""

    phase: str
    title: str
    budget: Money | None
    actual: Money


def phase_costs(budget: Iterable[BudgetLine], time: Iterable[TimeEntry]) -> tuple[PhaseCost, ...]:
    """Budget against actual, for every phase that has one of them."""
    planned = {line.phase: line.amount for line in budget}
    actual: dict[str, Decimal] = {}
    for entry in time:
        phase = phase_of(entry.task)
        actual[phase] = actual.get(phase, Decimal(0)) + entry.amount
    return tuple(
        PhaseCost(phase=phase, title=title, budget=planned.get(phase), actual=actual.get(phase, Decimal(0)))
        for phase, title in PHASES.items()
        if phase in planned or phase in actual
    )
