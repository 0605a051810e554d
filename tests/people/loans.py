"""A plugin about people: a library lends rare books, two keepers agree, the director stands above them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from casewright import (
    Action,
    Approval,
    Case,
    CaseType,
    Phase,
    Scope,
    Status,
    entered,
    hookimpl,
    hours,
    indexed,
    left,
)


@dataclass(frozen=True, kw_only=True)
class Book:
    """A rare book that somebody wants to borrow."""

    name: str = indexed()


loan = CaseType(
    "Loan",
    Book,
    number="LOA-{year}-{sequence}",
    stages={"asked": Phase.SCREENING, "lent": Phase.IMPLEMENTATION},
    title=lambda fields: fields.name,
    outcomes={"returned": Status.COMPLETED, "given_up": Status.TERMINATED},
    reopens_at="asked",
)
loan.grant("clerk", Action.READ, Action.OPEN, Action.WORK, Action.ASSIGN)
loan.grant("keeper", Action.READ, Action.WORK)
loan.grant("warden", Action.READ, Action.WORK, scope=Scope.TEAM)
loan.grant("director", Action.READ, Action.WORK, Action.SUPERVISE)
loan.grant("guest", Action.READ, Action.WORK, scope=Scope.ASSIGNED, hide=["note"])
loan.clock("answer", start=entered("asked"), stop=left("asked"), goal=hours(24), deadline=hours(48))


@loan.transition(
    "asked -> lent",
    role=("clerk", "keeper"),
    approval=Approval(
        role=("keeper", "director"),
        suffices=lambda case, *, worth: case.actor.limit("lend") >= worth,
        quorum=2,
        escalates=hours(24),
        expires=hours(72),
    ),
)
def lend(case: Case[Book], *, worth: Decimal) -> Book:
    """Hand it over."""
    return case.fields


@loan.transition("asked -> lent", role="clerk", approval=Approval(role="warden"))
def lend_in_the_house(case: Case[Book]) -> Book:
    """Let somebody read it in the house."""
    return case.fields


@loan.transition("asked | lent", role="clerk", outcome="given_up")
def give_up(case: Case[Book]) -> Book:
    """Nobody wants it any more: the end."""
    return case.fields


@loan.transition("lent", role="clerk", outcome="returned")
def take_back(case: Case[Book]) -> Book:
    """It is back: the end."""
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [loan]
