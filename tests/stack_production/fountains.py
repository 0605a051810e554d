"""A plugin for those who follow cases: who sees which fountain, and what of it."""

from dataclasses import dataclass
from typing import Any

from casewright import Action, Case, CaseType, Phase, Scope, Status, hookimpl, indexed


@dataclass(frozen=True, kw_only=True)
class Fountain:
    """A public fountain that does not run."""

    place: str = indexed()
    remark: str = ""
    sponsor: str | None = indexed(group="money", default=None)


fountain = CaseType(
    "Fountain",
    Fountain,
    number="FOU-{year}-{sequence:05}",
    stages={"dry": Phase.SCREENING, "running": Phase.IMPLEMENTATION},
    title=lambda fields: f"Fountain at {fields.place}",
    outcomes={"repaired": Status.COMPLETED},
    reopens_at="dry",
)
fountain.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK, Action.ASSIGN, Action.SUPERVISE)
fountain.grant("warden", Action.READ, Action.WORK, scope=Scope.TEAM)
fountain.grant("plumber", Action.READ, Action.WORK, hide=("money",))
fountain.grant("visitor", Action.READ, hide=("event",))


@fountain.transition("dry -> running", role="clerk", outcome="repaired")
def repair(case: Case[Fountain]) -> Fountain:
    """Let the water run again."""
    return case.fields


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A bench that somebody reported."""

    place: str = indexed()


bench = CaseType(
    "Bench",
    Bench,
    plural="Benches",
    number="BEN-{year}-{sequence:05}",
    stages={"broken": Phase.SCREENING, "mended": Phase.IMPLEMENTATION},
    title=lambda fields: f"Bench at {fields.place}",
    outcomes={"mended": Status.COMPLETED},
    reopens_at="broken",
)
bench.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)


@bench.transition("broken -> mended", role="clerk", outcome="mended")
def mend(case: Case[Bench]) -> Bench:
    """Make it whole."""
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [fountain, bench]
