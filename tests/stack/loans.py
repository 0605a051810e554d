"""A plugin whose cases count by their own dates: a library lends books and puts returned ones away by itself."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casewright import (
    Action,
    Approval,
    Case,
    CaseType,
    Gate,
    Phase,
    Refused,
    Status,
    entered,
    hookimpl,
    hours,
    managed,
    waiting_for,
)


@dataclass(frozen=True, kw_only=True)
class Loan:
    """A book that somebody took home."""

    title_lent: str
    hours_lent: int | None = None
    calls_at: datetime | None = None
    torn: bool = False
    extended: bool = managed(default=False)


loan = CaseType(
    "Loan",
    Loan,
    number="L-{year}-{sequence}",
    stages={"lent": Phase.IMPLEMENTATION, "returned": Phase.POST_TRANSITION},
    title=lambda fields: fields.title_lent,
    outcomes={"shelved": Status.COMPLETED},
    reopens_at="lent",
    reopens_within=hours(24),
)
loan.grant("librarian", Action.OPEN, Action.READ, Action.UPDATE, Action.WORK, Action.SUPERVISE)
loan.gate("returned", Gate.CHILDREN_ENDED)
loan.task("Call the reader", on="lent", role="librarian", due=lambda case: case.fields.calls_at)
loan.clock(
    "lending",
    start=entered("lent"),
    stop=entered("returned"),
    goal=lambda fields: None if fields.hours_lent else hours(100),
    deadline=lambda fields: hours(fields.hours_lent or 240),
    pause=waiting_for(approval=True),
)
loan.later("shelve", on="returned", after=hours(2))


@loan.transition("lent", role="librarian", approval=Approval(role="librarian"))
def extend(case: Case[Loan]) -> Loan:
    """Lend it for longer."""
    return replace(case.fields, extended=True)


@loan.transition("lent -> returned", role="librarian")
def bring_back(case: Case[Loan]) -> Loan:
    """It is here again."""
    return case.fields


@loan.transition("returned -> lent", role="librarian")
def take_again(case: Case[Loan]) -> Loan:
    """The same reader takes it again."""
    return case.fields


@loan.transition("returned", role="librarian", outcome="shelved")
def shelve(case: Case[Loan]) -> Loan:
    """Put it back, unless it has to be mended."""
    if case.fields.torn:
        raise Refused("mend it first", rule="shelve.torn")
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Any]]:
    """One type."""
    return [loan]
