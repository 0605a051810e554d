"""Units of a service that a payer has authorised: a ledger per authorisation, never below zero. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from casewright import Refused
from casewright_healthcare.values import ShortText, UnitChange, Units


@dataclass(frozen=True, kw_only=True)
class CareUnitUse:
    """Units that were used; or taken back, when they are fewer than none."""

    on: date
    units: UnitChange
    note: str | None = None
    recorded_by: ShortText


@dataclass(frozen=True, kw_only=True)
class CareAuthorisation:
    """So many units of a service, authorised under a number for a period."""

    number: ShortText
    service: ShortText
    payer: ShortText
    units: Units
    first_day: date
    last_day: date
    uses: tuple[CareUnitUse, ...] = ()

    @property
    def used(self) -> int:
        """How many units are used."""
        return sum(use.units for use in self.uses)

    @property
    def left(self) -> int:
        """How many units may still be used."""
        return self.units - self.used


@dataclass(frozen=True, kw_only=True)
class CareUnitBalance:
    """What is left of an authorisation."""

    number: str
    service: str
    used: int
    left: int
    last_day: date


def authorised(ledger: Sequence[CareAuthorisation], new: CareAuthorisation) -> tuple[CareAuthorisation, ...]:
    """The ledger with one more authorisation; raises Refused."""
    if any(known.number == new.number for known in ledger):
        raise Refused(f"{new.number} is known already", rule="units.number", field="number")
    if new.last_day < new.first_day:
        raise Refused("the last day is before the first", rule="units.period", field="last_day")
    return (*ledger, new)


def used(ledger: Sequence[CareAuthorisation], number: str, use: CareUnitUse) -> tuple[CareAuthorisation, ...]:
    """The ledger after units were used on a day of the authorised period; raises Refused."""
    found = _numbered(ledger, number)
    if not found.first_day <= use.on <= found.last_day:
        message = f"{number} is for {found.first_day} to {found.last_day}; ask for another authorisation"
        raise Refused(message, rule="units.period", field="on")
    if use.units > found.left:
        raise Refused(f"{found.left} units of {number} are left", rule="units.exceeded", field="units")
    return _entered(ledger, found, use)


def taken_back(ledger: Sequence[CareAuthorisation], number: str, back: CareUnitUse) -> tuple[CareAuthorisation, ...]:
    """The ledger after units were found not to have been used; raises Refused for more than were."""
    found = _numbered(ledger, number)
    if -back.units > found.used:
        raise Refused(f"{found.used} units of {number} were used", rule="units.taken_back", field="units")
    return _entered(ledger, found, back)


def balances(ledger: Sequence[CareAuthorisation]) -> tuple[CareUnitBalance, ...]:
    """What is left of each authorisation."""
    return tuple(
        CareUnitBalance(
            number=each.number, service=each.service, used=each.used, left=each.left, last_day=each.last_day
        )
        for each in ledger
    )


def _numbered(ledger: Sequence[CareAuthorisation], number: str) -> CareAuthorisation:
    found = next((each for each in ledger if each.number == number), None)
    if found is None:
        raise Refused(f"no authorisation has the number {number}", rule="units.unknown", field="number")
    return found


def _entered(
    ledger: Sequence[CareAuthorisation], found: CareAuthorisation, use: CareUnitUse
) -> tuple[CareAuthorisation, ...]:
    after = replace(found, uses=(*found.uses, use))
    return tuple(after if each is found else each for each in ledger)
