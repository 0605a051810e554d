"""Exposures: a coverage and a claimant. One exists as soon as money is set aside for it, until it is closed. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from casewright_insurance.lines import CoverageType
from casewright_insurance.reserves import Lines
from casewright_insurance.values import Money, ShortText


@dataclass(frozen=True, kw_only=True)
class ClosedExposure:
    """An exposure for which nothing more is paid."""

    coverage: CoverageType
    claimant: ShortText
    closed_on: date


@dataclass(frozen=True, kw_only=True)
class Exposure:
    """What one claimant is owed under one coverage; the sum of its reserve lines."""

    coverage: CoverageType
    claimant: ShortText
    paid: Money
    outstanding: Money
    closed_on: date | None

    def __str__(self) -> str:
        return f"{self.coverage.replace('_', ' ')} of {self.claimant}"


def exposures_of(lines: Lines, closed: tuple[ClosedExposure, ...]) -> tuple[Exposure, ...]:
    """Every exposure, in the order in which money was first set aside for it."""
    ends = {(end.coverage, end.claimant): end.closed_on for end in closed}
    keys = dict.fromkeys((line.coverage, line.claimant) for line in lines)
    return tuple(_exposure(lines, coverage, claimant, ends.get((coverage, claimant))) for coverage, claimant in keys)


def _exposure(lines: Lines, coverage: CoverageType, claimant: str, closed_on: date | None) -> Exposure:
    own = [line for line in lines if (line.coverage, line.claimant) == (coverage, claimant)]
    return Exposure(
        coverage=coverage,
        claimant=claimant,
        paid=sum((line.paid for line in own), Decimal(0)),
        outstanding=sum((line.outstanding for line in own), Decimal(0)),
        closed_on=closed_on,
    )


def open_points(exposure: Exposure, open_tasks: tuple[str, ...]) -> Iterator[str]:
    """Everything that keeps an exposure from being closed."""
    if exposure.outstanding > 0:
        yield f"{exposure.outstanding} is outstanding on {exposure}"
    for task in open_tasks:
        yield f"to do: {task}"
