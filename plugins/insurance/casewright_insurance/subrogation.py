"""What comes back from others, and how far the claim on the party at fault is. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from casewright import business_days
from casewright_insurance.laws import CALENDAR, last_day
from casewright_insurance.values import Amount, ShortText

SUIT_TAKES = timedelta(days=60)
"""How long before the statute date a suit has to be prepared: a practice of this plugin, no law."""


class RecoverySource(StrEnum):
    """Where money came back from."""

    SUBROGATION = "subrogation"
    """The party at fault, or its insurer."""
    SALVAGE = "salvage"
    """What is left of the property."""
    DEDUCTIBLE = "deductible"
    """The policyholder, for a deductible the insurer had advanced."""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Money that came back."""

    source: RecoverySource
    amount: Amount
    received_from: ShortText
    received_on: date


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What the party at fault was asked for."""

    amount: Amount
    of: ShortText
    sent_on: date


class SubrogationState(StrEnum):
    """How far the recovery from the party at fault is."""

    POTENTIAL = "potential"
    STATUTE_DATE_SET = "statute_date_set"
    DEMAND = "demand"
    ARBITRATION = "arbitration"
    RECOVERED = "recovered"


def subrogation_state_of(
    *,
    at_fault: bool | None,
    statute_on: date | None,
    demand: Demand | None,
    arbitration_on: date | None,
    recoveries: tuple[Recovery, ...],
) -> SubrogationState | None:
    """The furthest state the facts bear out; None while nobody else is known to be at fault."""
    if not at_fault:
        return None
    if any(recovery.source is RecoverySource.SUBROGATION for recovery in recoveries):
        return SubrogationState.RECOVERED
    if arbitration_on is not None:
        return SubrogationState.ARBITRATION
    if demand is not None:
        return SubrogationState.DEMAND
    return SubrogationState.POTENTIAL if statute_on is None else SubrogationState.STATUTE_DATE_SET


def sue_by_of(statute_on: date) -> date:
    """Counted backward from the statute date; a day that is not worked moves it further back."""
    day = statute_on - SUIT_TAKES
    if CALENDAR.is_working_day(day):
        return day
    return last_day(day, business_days(-1))
