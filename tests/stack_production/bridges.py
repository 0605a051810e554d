"""A plugin for the tests of backup and sweep: what a town knows of its bridges, in every kind of field."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from casewright import (
    Action,
    Approval,
    Case,
    CaseType,
    Event,
    Phase,
    Status,
    entered,
    hookimpl,
    hours,
    indexed,
    left,
    managed,
)


@dataclass(frozen=True, kw_only=True)
class Crack:
    """Something that was seen on a bridge."""

    where: str
    width: Decimal
    seen_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """A bridge that somebody reported."""

    name: str = indexed(unique=True)
    toll: Decimal = indexed(default=Decimal("0.10"))
    lanes: int | None = indexed(default=None)
    built_on: date | None = indexed(default=None)
    looked_at: datetime | None = None
    closed: bool = indexed(default=False)
    cracks: tuple[Crack, ...] = ()
    remedy: str | None = managed(default=None)


bridge = CaseType(
    "BridgeCase",
    Bridge,
    number="BRI-{year}-{sequence:05}",
    stages={"reported": Phase.SCREENING, "inspected": Phase.ASSESSMENT},
    title=lambda fields: f"Bridge {fields.name}",
    outcomes={"mended": Status.COMPLETED},
    reopens_at="reported",
)
bridge.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK, Action.ASSIGN)
bridge.grant("head", Action.READ, Action.SUPERVISE)
bridge.task("Walk over it", on="reported", role="clerk", due=hours(8))
bridge.clock("answer", start=entered("reported"), stop=left("reported"), deadline=hours(48))


@bridge.risk("Narrow", points=5)
def narrow(fields: Bridge) -> bool | None:
    return None if fields.lanes is None else fields.lanes < 2


@bridge.transition("reported -> inspected", role="clerk", approval=Approval(role="head"))
def inspect(case: Case[Bridge], *, remedy: str) -> Bridge:
    """Say what is to be done."""
    return replace(case.fields, remedy=remedy)


@bridge.transition("inspected", role="clerk", outcome="mended")
def mend(case: Case[Bridge]) -> Bridge:
    """It holds again."""
    return case.fields


@bridge.on("opened")
def tell(case: Case[Bridge], event: Event) -> None:
    """Somebody hears of it."""


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [bridge]
