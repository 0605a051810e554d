"""A plugin whose cases nobody reads unseen: where rare birds breed."""

from dataclasses import dataclass
from typing import Any

from casewright import Action, Case, CaseType, Phase, Scope, Status, hookimpl, indexed


@dataclass(frozen=True, kw_only=True)
class Nest:
    """A nest that somebody must not find."""

    species: str = indexed()
    place: str | None = indexed(group="place", default=None)


nest = CaseType(
    "NestCase",
    Nest,
    number="NEST-{year}-{sequence}",
    stages={"watched": Phase.IMPLEMENTATION, "empty": Phase.EVALUATION},
    title=lambda fields: f"Nest of {fields.species}",
    outcomes={"flown": Status.COMPLETED},
    reopens_at="watched",
)
nest.grant("watcher", Action.READ, Action.OPEN, Action.WORK, Action.INTEGRATE)
nest.grant("keeper", Action.READ, Action.WORK, Action.SUPERVISE)
nest.grant("warden", Action.READ, Action.SUPERVISE, hide=("place", "note"))
nest.grant("ranger", Action.READ, scope=Scope.EMERGENCY)
nest.grant("finder", Action.READ, scope=Scope.PARTY)
nest.about("finder")
nest.log_reads(because="Town rule 12: who knows where they breed is on record")


@nest.transition("watched -> empty", role="watcher", outcome="flown")
def leave(case: Case[Nest]) -> Nest:
    """The young have flown."""
    return case.fields


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [nest]
