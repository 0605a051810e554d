"""A plugin for the tests of webhooks: what a town does about its hydrants, and who may tell other systems of it."""

from dataclasses import dataclass, replace
from typing import Any

from casewright import Action, Case, CaseType, Phase, Scope, Status, hookimpl, indexed, managed


@dataclass(frozen=True, kw_only=True)
class Hydrant:
    """A hydrant that somebody reported."""

    street: str = indexed()
    caller: str | None = indexed(group="contact", default=None)
    repaired: bool = managed(default=False)


def _declared(name: str) -> CaseType[Hydrant]:
    case_type = CaseType(
        name,
        Hydrant,
        number=name[0] + "-{year}-{sequence:05}",
        stages={"reported": Phase.SCREENING, "repaired": Phase.IMPLEMENTATION},
        title=lambda fields: f"Hydrant in {fields.street}",
        outcomes={"works": Status.COMPLETED},
        reopens_at="reported",
    )
    case_type.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK, Action.ASSIGN)
    case_type.grant("head", Action.READ, Action.SUPERVISE)

    @case_type.transition("reported -> repaired", role="clerk", outcome="works")
    def repair(case: Case[Hydrant]) -> Hydrant:
        """Repair it."""
        return replace(case.fields, repaired=True)

    return case_type


hydrant = _declared("HydrantCase")
hydrant.grant("dispatcher", Action.READ, Action.INTEGRATE)
hydrant.grant("contractor", Action.READ, Action.INTEGRATE, hide=("contact",))
hydrant.grant("district", Action.READ, Action.INTEGRATE, scope=Scope.TEAM)
hydrant.grant("silent", Action.READ, Action.INTEGRATE, hide=("event",))

valve = _declared("ValveCase")
valve.grant("plumber", Action.READ, Action.INTEGRATE)


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [hydrant, valve]
