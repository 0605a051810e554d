"""A legal hold: who keeps what, who was told and who has answered. While one is in force nothing is destroyed. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from casewright import Refused
from casewright_legal.values import ShortText, Text


@dataclass(frozen=True, kw_only=True)
class Custodian:
    """Somebody who has to keep what they have."""

    name: ShortText
    told_on: date
    reminded_on: date | None = None
    acknowledged_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class MatterHold:
    """What is to be kept, by whom, from when to when."""

    scope: Text
    issued_on: date
    custodians: tuple[Custodian, ...]
    released_on: date | None = None
    release_grounds: str | None = None

    @property
    def outstanding(self) -> tuple[str, ...]:
        """Who has not answered."""
        return tuple(custodian.name for custodian in self.custodians if custodian.acknowledged_on is None)


def issue(scope: str, names: tuple[str, ...], day: date) -> MatterHold:
    """A hold with its notice to each custodian; raises Refused without one."""
    if not names:
        raise Refused("name who has to keep it", rule="hold.custodians", field="custodians")
    custodians = tuple(Custodian(name=name, told_on=day) for name in dict.fromkeys(names))
    return MatterHold(scope=scope, issued_on=day, custodians=custodians)


def in_force(hold: MatterHold | None) -> MatterHold:
    """The hold while it lasts; raises Refused."""
    if hold is None or hold.released_on is not None:
        raise Refused("no legal hold is in force", rule="hold.none")
    return hold


def check_released(hold: MatterHold | None, *, rule: str) -> None:
    """That nothing has to be kept any more; raises Refused by the rule."""
    if hold is not None and hold.released_on is None:
        raise Refused("a legal hold is in force", rule=rule)


def acknowledge(hold: MatterHold, name: str, day: date) -> MatterHold:
    """The hold with one custodian's answer; raises Refused for who owes none."""
    if name not in hold.outstanding:
        raise Refused(f"{name} owes no answer", rule="hold.not_outstanding", field="custodian")
    return _with(hold, {name}, lambda custodian: replace(custodian, acknowledged_on=day))


def remind(hold: MatterHold, day: date) -> MatterHold:
    """The hold with everybody reminded who has not answered; raises Refused when all have."""
    if not hold.outstanding:
        raise Refused("everybody has answered", rule="hold.answered")
    return _with(hold, set(hold.outstanding), lambda custodian: replace(custodian, reminded_on=day))


def _with(hold: MatterHold, names: set[str], change: Callable[[Custodian], Custodian]) -> MatterHold:
    return replace(hold, custodians=tuple(change(one) if one.name in names else one for one in hold.custodians))
