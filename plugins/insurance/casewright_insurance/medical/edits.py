"""Edits of a bill: codes that are not paid beside others, and units that nobody gives in a day. Pure.

The forms are those of Medicare: pairs of the National Correct Coding Initiative (NCCI) and Medically Unlikely Edits
(MUE). Their tables appear each quarter; a deployment loads the rows that concern a bill, with their quarter and source.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_insurance.medical.tariff import BilledItem, MedicalRejection, Units
from casewright_insurance.values import ShortText


class PairModifier(StrEnum):
    """Whether a modifier lets the second code be paid beside the first (NCCI modifier indicator)."""

    NEVER = "never"
    """0"""
    ALLOWED = "allowed"
    """1"""
    NOT_APPLICABLE = "not_applicable"
    """9: the pair is no edit any more."""


@dataclass(frozen=True, kw_only=True)
class CodePair:
    """The code of column 2 is part of what column 1 pays for."""

    column_1: ShortText
    column_2: ShortText
    modifier: PairModifier


class UnitsCounted(StrEnum):
    """How the units of a code are counted (MUE adjudication indicator)."""

    LINE = "line"
    """1: on each line of the bill."""
    DAY_ABSOLUTE = "day_absolute"
    """2: on the day, by law or nature."""
    DAY_APPEALABLE = "day_appealable"
    """3: on the day, and the provider may show that more were needed."""


@dataclass(frozen=True, kw_only=True)
class UnlikelyUnits:
    """More units of a code than these are not likely."""

    code: ShortText
    most_units: Units
    counted: UnitsCounted


@dataclass(frozen=True, kw_only=True)
class BillEdits:
    """The rows of one quarter's tables that concern a bill."""

    version: ShortText
    """For instance 2026-Q2."""
    source: ShortText
    valid_from: date
    valid_to: date
    pairs: tuple[CodePair, ...] = ()
    units: tuple[UnlikelyUnits, ...] = ()

    def hold_on(self, day: date) -> bool:
        """Whether they are those of that day."""
        return self.valid_from <= day <= self.valid_to


def edited(item: BilledItem, items: Sequence[BilledItem], edits: BillEdits) -> Iterator[tuple[MedicalRejection, str]]:
    """Why an item of a bill of one day is not paid, beside what its own price and cover say."""
    codes = {other.code for other in items}
    for pair in edits.pairs:
        if pair.column_2 == item.code and pair.column_1 in codes and _applies(pair, item):
            yield MedicalRejection.PART_OF_ANOTHER, f"{item.code} is part of {pair.column_1} ({edits.version})"
    for limit in edits.units:
        if limit.code == item.code and _counted(limit, item, items) > limit.most_units:
            appeal = ", show why more were needed" if limit.counted is UnitsCounted.DAY_APPEALABLE else ""
            message = f"more than {limit.most_units} units of {item.code} are unlikely ({edits.version}){appeal}"
            yield MedicalRejection.UNLIKELY_UNITS, message


def _applies(pair: CodePair, item: BilledItem) -> bool:
    if pair.modifier is PairModifier.ALLOWED:
        return item.modifier is None
    return pair.modifier is PairModifier.NEVER


def _counted(limit: UnlikelyUnits, item: BilledItem, items: Sequence[BilledItem]) -> int:
    if limit.counted is UnitsCounted.LINE:
        return item.units
    return sum(other.units for other in items if other.code == item.code)
