"""A second plugin with a smaller case type, so that lists span types; `cost` is a text here and a number there."""

from dataclasses import dataclass, replace
from typing import Any

from casewright import (
    Action,
    Case,
    CaseType,
    Phase,
    Status,
    calendar_days,
    entered,
    hookimpl,
    hours,
    indexed,
    left,
    managed,
)


@dataclass(frozen=True, kw_only=True)
class Pothole:
    """A hole in a road."""

    road: str = indexed()
    cost: str = indexed(default="unknown")
    filled: bool = managed(default=False)


pothole = CaseType(
    "Pothole",
    Pothole,
    number="POT-{year}-{sequence}",
    stages={"seen": Phase.SCREENING, "filled": Phase.IMPLEMENTATION},
    title=lambda fields: f"Pothole in {fields.road}",
    outcomes={"filled": Status.COMPLETED},
    reopens_at="seen",
)
pothole.grant("clerk", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
pothole.grant("head", Action.READ, Action.SUPERVISE)
pothole.clock("open_to_traffic", start=entered("seen"), stop=left("seen"), deadline=hours(48))
pothole.contact_programme(on="filled", due=[calendar_days(30)])


@pothole.transition("seen -> filled", role="clerk", outcome="filled")
def fill(case: Case[Pothole]) -> Pothole:
    """Fill the hole."""
    return replace(case.fields, filled=True)


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [pothole]
